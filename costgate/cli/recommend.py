"""costgate recommend: what could cost less, and by how much."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from costgate import config as configuration
from costgate import money
from costgate.addresses import KEY
from costgate.catalogue import Catalogue
from costgate.cli._common import catalogue_option, config_option, echo_lines, named, region_defaults, usage_option
from costgate.diff import compare
from costgate.model import ZERO, CostDiff
from costgate.plan import load_plan
from costgate.recommend import recommend
from costgate.savings import RISKS, Recommendation, Step, rank, together
from costgate.text import plain
from costgate.usage import Usage

LONGEST_VALUE = 60
"""Characters of an attribute's value that are shown."""


def _amount(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Decimal | None:
    try:
        amount = None if value is None else Decimal(value)
    except InvalidOperation:
        amount = Decimal("NaN")
    if amount is not None and (not money.is_amount(amount) or amount < 0):
        raise click.BadParameter(f"{value!r}: expected an amount of money from 0, such as 10 or 2.50")
    return amount


@click.command()
@click.argument("plans", nargs=-1, required=True, metavar="PLAN...")
@config_option
@usage_option
@catalogue_option
@click.option(
    "--risk", type=click.Choice(list(RISKS)), default="needs-thought", show_default=True,
    help="The highest risk to show.",
)  # fmt: skip
@click.option(
    "--min", "least", metavar="AMOUNT", callback=_amount, help="Show only what is known to save so much a month."
)
@click.option("--json", "as_json", is_flag=True, help="As data.")
def command(
    plans: tuple[str, ...],
    config: Path | None,
    usage_file: Path | None,
    catalogue: Path | None,
    risk: str,
    least: Decimal | None,
    as_json: bool,
) -> None:
    """Show what in a plan could cost less, and by how much.

    Each saving is the difference of two estimates, of the resource as it is planned and as it is edited, by the same
    prices and usage: edit the plan so, and `costgate check` finds the same. What the plan deletes is left alone, and
    so is what is known only after apply. Nothing fails here; the policy `savings` can.

    \b
    Risks, each with those before it:
      none           the same thing at a lower price
      low            a restart, or a later generation of the same kind
      needs-work     another processor architecture, or somebody has to start and stop it
      needs-thought  something is given up: a reserve, data, or freedom for a year

    \b
    costgate recommend plan.json
    costgate recommend plan.json --risk low --min 5
    costgate recommend a/plan.json b/plan.json --json
    """
    settings = configuration.load(config)
    usage = Usage(usage_file or settings.usage_file)
    prices = Catalogue(catalogue, settings.overlays, settings.terms)
    defaults = region_defaults(settings)
    found: list[Recommendation] = []
    projects = []
    for path, name in named(plans):
        plan = load_plan(path, name, defaults)
        project = compare(plan, prices, usage)
        found += recommend(plan, project, prices, usage, settings.schedules)
        projects.append(project)
    diff = CostDiff(tuple(projects), settings.terms.currency)
    shown = sorted((r for r in found if _is_wanted(r, risk, least)), key=rank)
    if as_json:
        click.echo(json.dumps(_data(shown, diff, prices), indent=2))
    else:
        echo_lines(list(_lines(shown, len(found) - len(shown), diff, prices)))


def _is_wanted(found: Recommendation, risk: str, least: Decimal | None) -> bool:
    return found.risk <= RISKS[risk] and (least is None or (found.effective_saving or ZERO) >= least)


class _Row(Struct, frozen=True):
    """Recommendations that say the same of instances of one block, shown once."""

    address: str
    count: int
    first: Recommendation
    saving: Decimal | None


def _rows(found: Iterable[Recommendation]) -> list[_Row]:
    groups: dict[tuple[Any, ...], list[Recommendation]] = {}
    for one in found:
        steps = tuple((KEY.sub("[*]", s.address), s.what, str(s.before), str(s.after)) for s in one.steps)
        block = KEY.sub("[*]", one.resource.change.address)
        groups.setdefault((one.resource.project, block, one.title, steps, one.effective_saving), []).append(one)
    rows = []
    for (_, block, *_), alike in groups.items():
        saving = alike[0].effective_saving
        address = block if len(alike) > 1 else alike[0].resource.change.address
        rows.append(_Row(address, len(alike), alike[0], None if saving is None else saving * len(alike)))
    return sorted(rows, key=lambda row: (row.saving is None, -(row.saving or ZERO), rank(row.first)))


def _lines(
    found: Sequence[Recommendation], hidden: int, diff: CostDiff, prices: Catalogue
) -> Iterator[tuple[str, str]]:
    """What is printed, with its style."""
    currency = diff.currency
    left_out = f"{hidden} more by a higher risk, or below --min." if hidden else ""
    if not found:
        words = "Nothing to recommend: costgate knows nothing cheaper for what this plan keeps or makes."
        yield f"{words} {left_out}".rstrip(), ""
        return
    chosen = together(found)
    total = money.money(_saving(chosen), currency)
    yield f"{total} a month could be saved, of {money.money(diff.effective_cost.after, currency)}", "bold"
    if _saving(chosen) != _saving(chosen, "list_saving"):
        yield f"At list prices: {money.money(_saving(chosen, 'list_saving'), currency)}", ""
    highest = max(r.risk for r in found)
    up_to = {name: together(r for r in found if r.risk <= risk) for name, risk in RISKS.items() if risk <= highest}
    yield f"Up to risk {'; '.join(f'{n}: {money.money(_saving(x), currency)}' for n, x in up_to.items())}", ""
    if len(chosen) < sum(r.effective_saving is not None for r in found):
        yield "Of several recommendations that touch the same resource only the best is counted.", ""
    yield "", ""
    several = len(diff.projects) > 1
    for row in _rows(found):
        one = row.first
        saving = "by use" if row.saving is None else money.money(row.saving, currency)
        times = f" ×{row.count:,}" if row.count > 1 else ""
        project = f"{plain(one.resource.project)}: " if several else ""
        yield f"{saving:>14}  {project}{plain(row.address)}{times}  {plain(one.title)}  [{one.risk.label}]", ""
        more = [one.remark, f"how much depends on {one.needs} in the usage file" if one.needs else ""]
        for text in (*(_step(step, one, times=row.count) for step in one.steps), *filter(None, more)):
            yield f"{'':16}{text}", "dim"
    yield "", ""
    yield "Why", "bold"
    for title, reason, source in dict.fromkeys((r.title, r.reason, r.source) for r in found):
        yield f"  {plain(title)}: {plain(reason, 400)}", ""
        yield f"    {source}", "dim"
    yield "", ""
    if left_out:
        yield f"Hidden: {left_out}", ""
    yield f"Prices: catalogue {prices.version} with prices of {' to '.join(dict.fromkeys(prices.dates))}.", ""


def _saving(found: Iterable[Recommendation], cost: str = "effective_saving") -> Decimal:
    return sum((getattr(r, cost) or ZERO for r in found), ZERO)


def _step(step: Step, one: Recommendation, *, times: int) -> str:
    """A change in words: "instance_type: m5.large → m6g.large"."""
    other = step.address != one.resource.change.address
    address = KEY.sub("[*]", step.address) if times > 1 else step.address
    where = f"{plain(address)} " if other or not step.what else ""
    if not step.what:
        return f"{where.rstrip()}: {step.after}"
    return f"{where}{plain(step.what)}: {_value(step.before)} → {_value(step.after)}"


def _value(value: Any) -> str:
    if value is None:
        return "not set"
    if isinstance(value, Decimal):
        return money.quantity(value)
    return plain(value if isinstance(value, str) else json.dumps(value), LONGEST_VALUE)


def _data(found: Sequence[Recommendation], diff: CostDiff, prices: Catalogue) -> dict[str, Any]:
    chosen = together(found)
    counted = {id(r) for r in chosen}
    return {
        "billing_currency": diff.currency,
        "catalogue": {"version": prices.version, "oldest": prices.dates[0], "newest": prices.dates[1]},
        "list_cost": money.plain(diff.list_cost.after),
        "effective_cost": money.plain(diff.effective_cost.after),
        "list_saving": money.plain(_saving(chosen, "list_saving")),
        "effective_saving": money.plain(_saving(chosen)),
        "recommendations": [{**_datum(r), "counted": id(r) in counted} for r in found],
    }


def _datum(one: Recommendation) -> dict[str, Any]:
    return {
        "project": one.resource.project,
        "address": one.resource.change.address,
        "action": one.resource.change.action,
        "rule": one.rule,
        "title": one.title,
        "reason": one.reason,
        "remark": one.remark,
        "source": one.source,
        "risk": one.risk.label,
        "list_saving": None if one.list_saving is None else money.plain(one.list_saving),
        "effective_saving": None if one.effective_saving is None else money.plain(one.effective_saving),
        "needs_usage": [key.strip() for key in one.needs.split(",") if key],
        "edits": [
            {
                "address": edit.address,
                "removed": edit.removed,
                "values": [{"path": list(path), "after": _plain(value)} for path, value in edit.values.items()],
                "usage": {key: _plain(value) for key, value in edit.usage.items()},
            }
            for edit in one.edits
        ],
        "steps": [
            {"address": s.address, "what": s.what, "before": _plain(s.before), "after": _plain(s.after)}
            for s in one.steps
        ],
    }


def _plain(value: Any) -> Any:
    return money.plain(value) if isinstance(value, Decimal) else value
