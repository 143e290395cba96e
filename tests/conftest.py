"""Shared fixtures. Sockets are blocked: the gate needs no network, and neither do its tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_socket import disable_socket

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite` writes golden files anew instead of comparing with them."""
    parser.addoption("--rewrite", action="store_true", help="rewrite golden files; review the difference")


@pytest.fixture(autouse=True)
def _no_network() -> None:
    disable_socket(allow_unix_socket=True)


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """True if golden files are to be written anew."""
    return bool(request.config.getoption("--rewrite"))
