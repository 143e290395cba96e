"""What `prices verify` finds: each kind of damage by its name, and none in a sound catalogue."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costgate.catalogue import Catalogue, embedded_root
from costgate.errors import CatalogueError
from costgate.ingest import moves, shards, verify
from costgate.ingest.shards import Row
from tests.test_catalogue import ROWS, SOURCE, SOURCES, row, written

NAME = "aws/AmazonEC2/eu-west-1.csv"


def changed(root: Path, change: Callable[[list[str]], list[str]]) -> list[str]:
    """What is found once the lines of the shard are changed, and the manifest vouches for that."""
    file = root / NAME
    head, *lines = file.read_text().splitlines()
    text = "\n".join([head, *change(lines)]) + "\n"
    file.write_text(text)
    return vouched(root, sha256=hashlib.sha256(text.encode()).hexdigest(), rows=text.count("\n") - 1)


def vouched(root: Path, **entry: object) -> list[str]:
    table = json.loads((root / "manifest.json").read_text())
    table["shards"][NAME].update(entry)
    (root / "manifest.json").write_text(json.dumps(table))
    return list(verify.problems(root))


def swapped(old: str, new: str) -> Callable[[list[str]], list[str]]:
    return lambda lines: [line.replace(old, new) for line in lines]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return written(tmp_path / "catalogue")


def test_sound_catalogue_has_no_problem(root: Path) -> None:
    assert list(verify.problems(root)) == []


def test_embedded_catalogue_is_sound() -> None:
    assert list(verify.problems(embedded_root())) == []


LINES = {
    "unsorted": (lambda lines: lines[::-1], "is not sorted"),
    "twice": (lambda lines: [*lines[:1], *lines], "stands twice"),
    "unit": (swapped(",Hours,", ",Hrs,"), "the unit 'Hrs'"),
    "two units": (swapped("GB,100,", "TB,100,"), "two units, GB and TB"),
    "start": (swapped("Out,,on_demand,GB,0,", "Out,,on_demand,GB,1,"), "tiers start at 1"),
    "negative": (swapped(",0.045,", ",-0.045,"), "-0.045 from 0 is no price"),
    "infinite": (swapped(",0.045,", ",Infinity,"), "Infinity from 0 is no price"),
    "dear": (swapped(",0.045,", ",10000001,"), "10000001 from 0 is no price"),
    "text": (swapped(",0.045,", ",cheap,"), "is damaged: NatGateway-Hours"),
    "short": (swapped(",SKU1,", ","), "is damaged"),
    "source": (swapped(SOURCE, "elsewhere@2026-01-01"), "its source 'elsewhere@2026-01-01' is not"),
}


@pytest.mark.parametrize("how", LINES)
def test_damaged_line_is_named(how: str, root: Path) -> None:
    change, told = LINES[how]
    assert any(told in problem and problem.startswith(NAME) for problem in changed(root, change))


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"rows": 3}, "has 13 rows, the manifest says 3"),
        ({"sha256": "0"}, "damaged or half copied"),
        ({"currency": "dollars"}, "no currency"),
        ({"newest": "lately"}, "no dates"),
        ({"sources": [SOURCE, "gone"]}, "source gone is not"),
    ],
)
def test_false_entry_of_the_manifest_is_named(entry: dict[str, object], told: str, root: Path) -> None:
    assert any(told in problem for problem in vouched(root, **entry))


def test_shard_that_is_gone_or_not_known_is_named(root: Path) -> None:
    (root / NAME).rename(root / "aws/AmazonEC2/us-east-1.csv")
    first, second = verify.problems(root)
    assert "cannot be read" in first
    assert second == "aws/AmazonEC2/us-east-1.csv is not in the manifest"


@pytest.mark.parametrize(
    "name", ["../x/y.csv", "aws/../y.csv", "oracle/x/y.csv", "aws/x.csv", "aws/x/y.txt", "aws//y.csv"]
)
def test_name_that_is_none_is_never_opened(name: str, root: Path) -> None:
    table = json.loads((root / "manifest.json").read_text())
    table["shards"][name] = table["shards"][NAME]
    (root / "manifest.json").write_text(json.dumps(table))
    assert f"{name}: is no name of a shard" in list(verify.problems(root))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 2, "sources": {}, "shards": {}}'])
def test_manifest_that_is_none_is_an_error(text: str, root: Path) -> None:
    (root / "manifest.json").write_text(text)
    with pytest.raises(CatalogueError):
        list(verify.problems(root))


@pytest.mark.parametrize(
    "unit", ["Hours", "GB-Months", "vCPU-Hours", "GiBps-Months", "GB", "Fee", "WriteCapacityUnit-Hours", "IOs"]
)
def test_unit_of_focus_is_known(unit: str) -> None:
    assert verify.known_unit(unit)


@pytest.mark.parametrize(
    "unit", ["", "Hrs", "hours", "GB-Mo", "10K", "1M Requests", "Hour", "GB-Month", "1 GB", "GB Months"]
)
def test_other_spelling_of_a_unit_is_not(unit: str) -> None:
    assert not verify.known_unit(unit)


KEYS = st.dictionaries(
    st.tuples(st.sampled_from("ABCD"), st.sampled_from(["", "x"])),
    st.tuples(st.sampled_from(["Hours", "GB"]), st.integers(0, 3)),
)


@given(KEYS, KEYS)
def test_moves_are_the_difference_of_two_dictionaries(
    tmp_path_factory: pytest.TempPathFactory,
    old: dict[tuple[str, str], tuple[str, int]],
    new: dict[tuple[str, str], tuple[str, int]],
) -> None:
    roots = []
    for held in (old, new):
        root = tmp_path_factory.mktemp("catalogue")
        rows = [Row(m, o, "on_demand", u, Decimal(0), Decimal(p), "", SOURCE) for (m, o), (u, p) in held.items()]
        shards.write(root, {("aws", "AmazonEC2", "eu-west-1"): rows}, SOURCES)
        roots.append((root, Catalogue(root).manifest))
    (a, before), (b, after) = roots
    found = {
        m.key[:2]: (m.before and m.before.unit, m.after and m.after.unit) for m in moves.moves(a, before, b, after)
    }
    keys = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    assert found == {k: (old[k][0] if k in old else None, new[k][0] if k in new else None) for k in keys}


def test_tier_that_moves_most_counts(tmp_path: Path) -> None:
    old = written(tmp_path / "old", ROWS)
    new = written(
        tmp_path / "new", [r if r.price != Decimal("0.07") else r._replace(price=Decimal("0.7001")) for r in ROWS]
    )
    found = list(moves.moves(old, Catalogue(old).manifest, new, Catalogue(new).manifest))
    (told,) = moves.objections(found, Catalogue(old).manifest, Decimal("0.2"))
    assert told.endswith("the price went from 0 / 0.09 / 0.085 / 0.07 to 0 / 0.09 / 0.085 / 0.7001 per GB")


def test_shard_that_is_gone_is_objected_to(tmp_path: Path) -> None:
    old = written(tmp_path / "old", [row("A", "1"), row("A", "1", purchase="spot")])
    new = written(tmp_path / "new", [row("A", "1")])
    found = moves.moves(old, Catalogue(old).manifest, new, Catalogue(new).manifest)
    told = list(moves.objections(found, Catalogue(old).manifest, Decimal("0.2")))
    assert told == ["aws/AmazonEC2/eu-west-1.spot.csv: 1 of 1 rows are gone"]
