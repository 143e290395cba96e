"""Hand-written tables have no line twice, which a merge by union would leave there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TABLES = sorted(
    [
        *ROOT.glob("tools/**/*.csv"),
        *ROOT.glob("costgate/resources/**/*.csv"),
        *ROOT.glob("costgate/resources/free/*.txt"),
    ]
)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_table_has_no_line_twice(path: Path) -> None:
    lines = Counter(line for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    assert not [line for line, times in lines.items() if times > 1]


def test_there_are_tables() -> None:
    assert len(TABLES) > 20
