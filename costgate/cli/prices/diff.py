"""costgate prices diff: what moved between two catalogues, most first."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from costgate import money
from costgate.catalogue import Catalogue
from costgate.text import code, markdown, plain

if TYPE_CHECKING:
    from costgate.ingest.moves import Move, Offer


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["terminal", "markdown"]), default="terminal", show_default=True)
@click.option("--top", type=click.IntRange(0), default=40, show_default=True, help="Prices that are listed.")
def command(old: Path, new: Path, form: str, top: int) -> None:
    """Tell what moved from catalogue OLD to NEW: counts by service, and the prices that moved most."""
    from costgate.ingest import moves

    counts: dict[str, Counter[str]] = {}
    most: list[tuple[Decimal, int, Move]] = []
    number = count(0, -1)
    for move in moves.moves(old, Catalogue(old).manifest, new, Catalogue(new).manifest):
        what = "added" if move.before is None else "removed" if move.after is None else "changed"
        counts.setdefault(move.shard.rpartition("/")[0], Counter())[what] += 1
        if what == "changed":
            push = heapq.heappush if len(most) < top else heapq.heappushpop
            if top:
                push(most, (move.ratio, next(number), move))
    ordered = [move for _, _, move in sorted(most, key=lambda item: item[:2], reverse=True)]
    render = _markdown if form == "markdown" else _terminal
    click.echo("\n".join(render(counts, ordered)))


def _rows(counts: dict[str, Counter[str]]) -> Iterator[tuple[str, str, str, str]]:
    total = sum(counts.values(), Counter())
    for name, found in [*sorted(counts.items()), ("all", total)]:
        yield name, f"{found['added']:,}", f"{found['removed']:,}", f"{found['changed']:,}"


def _terminal(counts: dict[str, Counter[str]], most: list[Move]) -> Iterator[str]:
    if not counts:
        yield "No price moved."
        return
    yield f"{'service':<44} {'added':>9} {'removed':>9} {'changed':>9}"
    for name, *numbers in _rows(counts):
        yield f"{plain(name):<44} " + " ".join(f"{n:>9}" for n in numbers)
    for move in most:
        yield f"{_change(move):>9}  {plain(move.name)}: {_offer(move.before)} -> {_offer(move.after)}"


def _markdown(counts: dict[str, Counter[str]], most: list[Move]) -> Iterator[str]:
    if not counts:
        yield "No price moved."
        return
    yield from ("| service | added | removed | changed |", "| --- | --: | --: | --: |")
    for name, *numbers in _rows(counts):
        yield f"| {markdown(name)} | {' | '.join(numbers)} |"
    if most:
        yield from ("", "| change | price | before | after |", "| --: | --- | --- | --- |")
    for move in most:
        prices = f"{markdown(_offer(move.before))} | {markdown(_offer(move.after))}"
        yield f"| {_change(move)} | {code(move.name)} | {prices} |"


def _change(move: Move) -> str:
    if move.before and move.after and move.before.unit != move.after.unit:
        return "unit"
    return "tiers" if not move.change else f"{move.change:+,.1f} %"


def _offer(offer: Offer | None) -> str:
    if offer is None:
        return ""
    steps = [
        money.unit_price(price) + (f" from {money.quantity(start)}" if start else "")
        for start, price in offer.tiers[:3]
    ]
    return "; ".join([*steps, *(["..."] if len(offer.tiers) > 3 else [])]) + f" per {offer.unit}"
