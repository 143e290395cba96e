"""Shared fixtures. Sockets are blocked: the gate needs no network, and neither do its tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings
from pytest_socket import disable_socket

from costgate.catalogue import Catalogue
from tests.plans import write_catalogue

ROOT = Path(__file__).parent.parent

# How fast an example runs says how busy the machine is, not that the code is wrong.
settings.register_profile("costgate", deadline=None)
settings.load_profile("costgate")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite` writes golden files anew instead of comparing with them."""
    parser.addoption("--rewrite", action="store_true", help="rewrite golden files; review the difference")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    disable_socket(allow_unix_socket=True)
    monkeypatch.delenv("COSTGATE_CATALOGUE", raising=False)


@pytest.fixture(scope="session")
def small_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """A catalogue of few and round prices, which stay as they are when the embedded ones change."""
    return Catalogue(write_catalogue(tmp_path_factory.mktemp("catalogue")))


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """True if golden files are to be written anew."""
    return bool(request.config.getoption("--rewrite"))


@pytest.fixture
def prices(small_catalogue: Catalogue) -> Path:
    return small_catalogue.root
