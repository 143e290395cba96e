"""A catalogue that is absent, damaged, half copied or unreadable is exit 4 and what to do.

One that is swapped meanwhile is no fault, and a read-only one is as good as another: a check writes nothing there.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from costgate.catalogue import Catalogue
from costgate.errors import CatalogueError
from costgate.ingest import swap
from costgate.model import PriceQuery
from tests.plans import change, costgate, encode
from tests.test_ingest_refresh import content

SHARD = "aws/AmazonEC2/us-east-1.csv"
QUERY = PriceQuery("AmazonEC2", "EBS:VolumeUsage.gp3", "", "on_demand")


@pytest.fixture
def prices(tmp_path: Path, small_catalogue: Catalogue) -> Path:
    """A catalogue of one's own."""
    return Path(shutil.copytree(small_catalogue.root, tmp_path / "prices"))


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan that adds a volume."""
    path = tmp_path / "plan.json"
    path.write_bytes(encode(change("aws_ebs_volume.data", {"type": "gp3", "size": 100})))
    return path


def half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def vouched(root: Path, data: bytes) -> None:
    """Write `data` as the shard, and have the manifest vouch for it."""
    (root / SHARD).write_bytes(data)
    table = json.loads((root / "manifest.json").read_bytes())
    table["shards"][SHARD]["sha256"] = hashlib.sha256(data).hexdigest()
    (root / "manifest.json").write_text(json.dumps(table))


def emptied(root: Path) -> None:
    shutil.rmtree(root)
    root.mkdir()


def a_file(root: Path) -> None:
    shutil.rmtree(root)
    root.write_text("prices")


def of_the_future(root: Path) -> None:
    table = json.loads((root / "manifest.json").read_bytes())
    (root / "manifest.json").write_text(json.dumps(table | {"format": 99}))


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "absent": (shutil.rmtree, "has no readable"),
    "empty": (emptied, "has no readable"),
    "a file": (a_file, "has no readable"),
    "no manifest": (lambda root: (root / "manifest.json").unlink(), "has no readable"),
    "half a manifest": (lambda root: half(root / "manifest.json"), "is damaged"),
    "a manifest of nothing": (lambda root: (root / "manifest.json").write_bytes(b""), "is damaged"),
    "a manifest of noise": (lambda root: (root / "manifest.json").write_bytes(bytes(range(256))), "is damaged"),
    "a manifest of another kind": (lambda root: (root / "manifest.json").write_text("[]"), "is damaged"),
    "a newer format": (of_the_future, "has format 99, expected 1"),
    "no shard": (lambda root: (root / SHARD).unlink(), "has no readable"),
    "half a shard": (lambda root: half(root / SHARD), "damaged or half copied"),
    "an empty shard": (lambda root: (root / SHARD).write_bytes(b""), "damaged or half copied"),
    "another price": (lambda root: (root / SHARD).write_bytes((root / SHARD).read_bytes() + b"x"), "half copied"),
    "not text": (lambda root: vouched(root, b"\xff\xfe" + (root / SHARD).read_bytes()), "is not text"),
    "no amount": (lambda root: vouched(root, (root / SHARD).read_bytes().replace(b",0.08,", b",cheap,")), "damaged"),
    "no tier": (lambda root: vouched(root, (root / SHARD).read_bytes().replace(b",0,0.08,", b",5,0.08,")), "tiers"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_check_says_what_is_wrong_and_what_to_do(fault: str, prices: Path, plan: Path) -> None:
    damage, told = FAULTS[fault]
    damage(prices)
    answer = costgate("check", plan, "--catalogue", prices)
    assert (answer.code, answer.out) == (4, "")
    assert told in answer.err
    assert SHARD.partition("/")[2] in answer.err or str(prices) in answer.err
    assert "--catalogue" in answer.err, "what to do"
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("how", ["option", "variable"])
def test_either_way_to_name_a_catalogue_says_so(
    how: str, prices: Path, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(prices)
    if how == "variable":
        monkeypatch.setenv("COSTGATE_CATALOGUE", str(prices))
    options: list[str | Path] = ["--catalogue", prices] if how == "option" else []
    answer = costgate("check", plan, *options)
    assert (answer.code, "COSTGATE_CATALOGUE" in answer.err) == (4, True)


@pytest.mark.parametrize(
    "command",
    [["prices", "status"], ["prices", "verify"], ["prices", "find", "aws", "AmazonEC2", "us-east-1", "gp3"]],
    ids=" ".join,
)
def test_other_commands_say_so_too(command: list[str], prices: Path) -> None:
    half(prices / "manifest.json")
    answer = costgate(*command, "--catalogue", prices)
    assert (answer.code, "is damaged" in answer.err) == (4, True)


@pytest.mark.parametrize("name", ["manifest.json", SHARD])
def test_what_may_not_be_read_is_exit_4(name: str, prices: Path, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Permissions do not hold for a test that runs as root."""
    real = os.open

    def denied(path: Any, *arguments: Any, **options: Any) -> int:
        if str(path) == name:
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "open", denied)
    monkeypatch.setattr(os, "supports_dir_fd", {denied})
    answer = costgate("check", plan, "--catalogue", prices)
    assert (answer.code, answer.out) == (4, "")
    assert f"{prices / name} (Permission denied)" in answer.err


def test_read_only_catalogue_is_read_and_left_alone(prices: Path, plan: Path) -> None:
    before = content(prices)
    for path in [prices, *prices.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    answer = costgate("check", plan, "--catalogue", prices)
    assert (answer.code, answer.err) == (0, "")
    assert content(prices) == before
    for path in [prices, *prices.rglob("*")]:
        path.chmod(0o755)


def test_refresh_of_a_read_only_catalogue_is_exit_4(prices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    before = content(prices)
    monkeypatch.setattr(Path, "open", denied)
    named = ("--service", "AmazonEC2", "--region", "us-east-1", "--endpoint", "http://127.0.0.1:9")
    answer = costgate("prices", "refresh", "aws", *named, "--into", prices)
    monkeypatch.undo()
    assert answer.code == 4
    assert "cannot be written: Read-only file system" in answer.err
    assert "--into" in answer.err
    assert content(prices) == before


# A refresh meanwhile


def fresher(root: Path) -> Path:
    """A catalogue beside `root` whose volumes cost ten times as much."""
    new = Path(shutil.copytree(root, swap.beside(root, "next")))
    vouched(new, (new / SHARD).read_bytes().replace(b",0.08,", b",0.8,"))
    return new


@pytest.mark.parametrize("exchange", [True, False])
@pytest.mark.skipif(os.open not in os.supports_dir_fd, reason="the system has no handles of folders")
def test_a_run_reads_one_catalogue_though_another_is_swapped_in(
    exchange: bool, prices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exchange:
        monkeypatch.setattr(swap, "_exchanged", lambda *_: False)
    running = Catalogue(prices)
    swap.swap(fresher(prices), prices)
    old, new = running.find("aws", QUERY, "us-east-1"), Catalogue(prices).find("aws", QUERY, "us-east-1")
    assert old
    assert new
    assert (old.tiers[0].unit_price, new.tiers[0].unit_price) == (Decimal("0.08"), Decimal("0.8"))


def test_without_handles_a_swap_meanwhile_is_an_error_and_no_mixture(
    prices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "supports_dir_fd", set())
    running = Catalogue(prices)
    swap.swap(fresher(prices), prices)
    with pytest.raises(CatalogueError, match="is not what the manifest says"):
        running.find("aws", QUERY, "us-east-1")


def test_a_catalogue_lets_go_of_its_folder(prices: Path) -> None:
    handles = Path("/proc/self/fd")
    if not handles.is_dir():
        pytest.skip("the system does not list handles")
    before = len(list(handles.iterdir()))
    for _ in range(50):
        Catalogue(prices)
    assert len(list(handles.iterdir())) <= before + 1
