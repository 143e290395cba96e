"""csv: a row for each line of the bill, before and after, for a spreadsheet. What is unknown is empty, and says why.

A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers.
https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import msgspec

from costgate import money
from costgate.focus import charge_category, charge_frequency
from costgate.model import ZERO, LineItem, ResourceDiff, Tier
from costgate.report import Report, held, line_diffs
from costgate.text import plain

Cell = str | Decimal | None
Row = Mapping[str, Cell]

LONGEST = 30_000
"""Characters of a text; a cell of a spreadsheet holds 32,767."""

PRICED, BY_USE, ONE_TIME, HELD, UNPRICED = "priced", "usage not stated", "one-time", "held as before", "unpriced"
"""What a row's cost is: known; by use that nobody stated; none of a month's; as before the change, because something of
the resource has no price after it; unknown."""

COLUMNS = (
    "project", "address", "resource_type", "action", "region_id", "service_name", "group", "charge_description",
    "charge_category", "charge_frequency", "sku_meter", "operation", "purchase", "sku_id", "pricing_unit",
    "pricing_quantity_before", "pricing_quantity_after", "list_unit_price_before", "list_unit_price_after",
    "contracted_unit_price_before", "contracted_unit_price_after", "list_cost_before", "list_cost_after",
    "list_cost_change", "effective_cost_before", "effective_cost_after", "effective_cost_change", "one_time_cost",
    "billing_currency", "contract", "price_source", "status", "reason", "tags",
)  # fmt: skip


def render(report: Report) -> str:
    """The report as CSV, in UTF-8."""
    currency = report.diff.currency
    rows = ({**row, "billing_currency": currency} for r in report.diff.resources for row in _rows(r))
    return table(COLUMNS, rows)


def table(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Rows as CSV with a head. None and a missing cell are empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
    return text.getvalue()


FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
"""What makes a formula of a cell, also in the full width that some spreadsheets take for the same. Tabs and ends of
lines do it too, but are never left of a plan's text."""


def _cell(value: Cell) -> str:
    if isinstance(value, Decimal):
        return money.plain(value)
    text = plain(value or "", LONGEST)
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def tags(resource: ResourceDiff) -> str | None:
    """The resource's tags as JSON: those whose value is known, and may be shown."""
    known = {k: v for k, v in resource.tags.shown.items() if v is not None} if resource.taggable else {}
    return msgspec.json.encode(known, order="sorted").decode() if known else None


def status(line: LineItem) -> str:
    """What the cost of a line is."""
    return BY_USE if line.component.quantity is None else ONE_TIME if line.component.one_time else PRICED


def one_time_cost(line: LineItem | None) -> Decimal | None:
    """What a line costs once, None if it does so every month."""
    if line is None or line.price is None or not line.component.one_time or line.component.quantity is None:
        return None
    return line.price.effective_cost(line.component.quantity) * line.component.count


def _rows(resource: ResourceDiff) -> Iterator[Row]:
    change = resource.change
    whose: Row = {
        "project": resource.project,
        "address": change.address,
        "resource_type": change.type,
        "action": str(change.action),
        "region_id": change.side.region,
        "tags": tags(resource),
    }
    for diff in line_diffs(resource):
        component, price, sides = diff.line.component, diff.line.price, (diff.before, diff.after)
        yield {
            **whose,
            "region_id": price.region if price else change.side.region,
            "service_name": component.price.service,
            "group": component.group,
            "charge_description": diff.name,
            "charge_category": charge_category(component),
            "charge_frequency": charge_frequency(component),
            "sku_meter": component.price.meter,
            "operation": component.price.operation,
            "purchase": component.price.purchase,
            "sku_id": price.sku_id if price else None,
            "pricing_unit": component.unit,
            **_quantities("before", diff.before),
            **_quantities("after", diff.after),
            **_costs("list_cost", *(side.list_cost if side else None for side in sides)),
            **_costs("effective_cost", *(side.effective_cost if side else None for side in sides)),
            "one_time_cost": one_time_cost(diff.after),
            "contract": price.contract if price else None,
            "price_source": price.source if price else None,
            "status": status(diff.line),
        }
    kept = held(resource)
    if kept:
        yield {
            **whose,
            "charge_description": "Counts as before: something has no price after the change",
            **_costs("list_cost", None, kept.list_cost),
            **_costs("effective_cost", None, kept.effective_cost),
            "status": HELD,
        }
    for gap in resource.gaps:
        yield {**whose, "charge_description": gap.component, "status": UNPRICED, "reason": gap.reason}


def _costs(name: str, before: Decimal | None, after: Decimal | None) -> Row:
    """A cost before and after, and its change, which is unknown only if both are."""
    change = None if before is None and after is None else (after or ZERO) - (before or ZERO)
    return {f"{name}_before": before, f"{name}_after": after, f"{name}_change": change}


def _quantities(word: str, line: LineItem | None) -> Row:
    if line is None:
        return {}
    price = line.price
    return {
        f"pricing_quantity_{word}": line.component.monthly_quantity,
        f"list_unit_price_{word}": _single(price.tiers) if price else None,
        f"contracted_unit_price_{word}": _single(price.effective_tiers) if price else None,
    }


def _single(tiers: tuple[Tier, ...]) -> Decimal | None:
    """The unit price, if there is but one."""
    return tiers[0].unit_price if len(tiers) == 1 else None
