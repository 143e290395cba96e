"""focus-csv: the bill after the change in the columns of FOCUS 1.2, to lay an estimate beside real cost data.

A row is one tier of one line, so that the unit price times PricingQuantity is the cost, as FOCUS asks. What it has no
column for begins with `x_`. An estimate is nothing billed: there is no BilledCost, and no account, invoice or billing
period, which no plan knows. What is unknown is empty, also where FOCUS forbids that, and `x_Status` says why: unknown
is not zero. https://focus.finops.org/focus-specification/v1-2/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise, zip_longest

from msgspec import Struct

from costgate.focus import charge_category, charge_frequency, pricing_category
from costgate.model import HOURS_PER_MONTH, ZERO, LineItem, ProjectDiff, ResourceDiff, Tier
from costgate.report import LineDiff, Report, held, line_diffs
from costgate.reporters.csv import HELD, UNPRICED, Row, status, table, tags

PROVIDERS = {"aws": "AWS", "azure": "Microsoft", "google": "Google Cloud"}
"""What the vendors call themselves in their own FOCUS exports.
https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-focus-1-2-aws-columns.html,
https://learn.microsoft.com/cloud-computing/finops/focus/convert,
https://docs.cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/focus-export"""

COLUMNS = (
    "BillingCurrency", "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargeFrequency", "ChargePeriodStart",
    "ChargePeriodEnd", "ContractedCost", "ContractedUnitPrice", "EffectiveCost", "ListCost", "ListUnitPrice",
    "PricingCategory", "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName", "RegionId", "ResourceId",
    "ResourceName", "ResourceType", "ServiceName", "SkuId", "SkuMeter", "SubAccountId", "SubAccountName", "Tags",
    "x_Project", "x_Action", "x_Group", "x_Operation", "x_Purchase", "x_Contract", "x_PriceSource", "x_Status",
    "x_Reason", "x_BeforePricingQuantity", "x_BeforeListCost", "x_BeforeEffectiveCost",
)  # fmt: skip


class Charge(Struct, frozen=True):
    """The part of a line that one tier prices; None where it depends on use that nobody stated."""

    quantity: Decimal | None
    list_unit_price: Decimal | None
    contracted_unit_price: Decimal | None

    @property
    def list_cost(self) -> Decimal | None:
        """Unit price times quantity."""
        return _product(self.quantity, self.list_unit_price)

    @property
    def contracted_cost(self) -> Decimal | None:
        """Unit price times quantity."""
        return _product(self.quantity, self.contracted_unit_price)


def _product(quantity: Decimal | None, unit_price: Decimal | None) -> Decimal | None:
    if quantity is None:
        return None
    return ZERO if unit_price is None else quantity * unit_price


def render(report: Report) -> str:
    """The report as FOCUS rows."""
    currency = report.diff.currency
    rows = (
        {**row, "BillingCurrency": currency, **_period(project)}
        for project in report.diff.projects
        for resource in project.resources
        for row in _rows(resource)
    )
    return table(COLUMNS, rows)


def _period(project: ProjectDiff) -> Row:
    """The month of 730 hours that begins when the plan was made; empty where that is not known."""
    try:
        start = datetime.fromisoformat(project.timestamp).astimezone(UTC)
        end = start + timedelta(hours=int(HOURS_PER_MONTH))
    except (ValueError, OverflowError):
        return {}
    return {"ChargePeriodStart": f"{start:%Y-%m-%dT%H:%M:%SZ}", "ChargePeriodEnd": f"{end:%Y-%m-%dT%H:%M:%SZ}"}


def _rows(resource: ResourceDiff) -> Iterator[Row]:
    change = resource.change
    provider = PROVIDERS.get(change.side.vendor)
    whose: Row = {
        "ProviderName": provider,
        "PublisherName": provider,
        "RegionId": change.side.region,
        "ResourceId": change.address,
        "ResourceName": change.address,
        "ResourceType": change.type,
        "Tags": tags(resource),
        "x_Project": resource.project,
        "x_Action": str(change.action),
    }
    for diff in line_diffs(resource):
        for row in _charges(diff):
            yield {**whose, **row}
    kept = held(resource)
    if kept:
        yield {
            **whose,
            "ChargeCategory": "Adjustment",
            "ChargeFrequency": "Recurring",
            "ChargeDescription": "Counts as before: something has no price after the change",
            "ListCost": kept.list_cost,
            "ContractedCost": kept.effective_cost,
            "EffectiveCost": kept.effective_cost,
            "x_Status": HELD,
        }
    for gap in resource.gaps:
        described = {"ChargeCategory": "Usage", "ChargeDescription": gap.component or None}
        yield {**whose, **described, "x_Status": UNPRICED, "x_Reason": f"{gap.kind}: {gap.reason}"}


def _charges(diff: LineDiff) -> Iterator[Row]:
    """The rows of a line: what is charged after, beside what was charged before. What goes away has a quantity of 0."""
    component, price = diff.line.component, diff.line.price
    about: Row = {
        "ChargeCategory": charge_category(component),
        "ChargeDescription": f"{component.group}: {diff.name}" if component.group else diff.name,
        "ChargeFrequency": charge_frequency(component),
        "PricingCategory": pricing_category(component.price),
        "PricingUnit": component.unit,
        **({"RegionId": price.region} if price else {}),
        "ServiceName": component.price.service,
        "SkuId": price.sku_id if price else None,
        "SkuMeter": component.price.meter,
        "x_Group": component.group,
        "x_Operation": component.price.operation,
        "x_Purchase": component.price.purchase,
        "x_Contract": price.contract if price else None,
        "x_PriceSource": price.source if price else None,
        "x_Status": status(diff.line),
    }
    for old, new in zip_longest(charges(diff.before), charges(diff.after)):
        now = new or Charge(ZERO, old.list_unit_price, old.contracted_unit_price)
        effective = ZERO if component.one_time else now.contracted_cost
        row: Row = {
            **about,
            "PricingQuantity": now.quantity,
            "ListUnitPrice": now.list_unit_price,
            "ContractedUnitPrice": now.contracted_unit_price,
            "ListCost": now.list_cost,
            "ContractedCost": now.contracted_cost,
            "EffectiveCost": effective,
        }
        if old and not component.one_time:
            row = {
                **row,
                "x_BeforePricingQuantity": old.quantity,
                "x_BeforeListCost": old.list_cost,
                "x_BeforeEffectiveCost": old.contracted_cost,
            }
        yield row


def charges(line: LineItem | None) -> list[Charge]:
    """A line tier by tier, of both its list prices and what the team pays. A quantity of zero is one charge of zero."""
    if line is None:
        return []
    tiers, effective = (line.price.tiers, line.price.effective_tiers) if line.price else ((), ())
    quantity, count = line.component.quantity, line.component.count
    if quantity is None:
        return [Charge(None, _at(tiers, ZERO), _at(effective, ZERO))]
    found = []
    starts: list[Decimal | None] = [*sorted({ZERO, *(t.start for t in (*tiers, *effective))}), None]
    for start, following in pairwise(starts):
        if start is None or (start and quantity <= start):
            break
        share = (quantity if following is None else min(quantity, following)) - start
        found.append(Charge(share * count, _at(tiers, start), _at(effective, start)))
    return found


def _at(tiers: tuple[Tier, ...], start: Decimal) -> Decimal | None:
    """The unit price from `start` on, None where there are no prices."""
    reached = [t.unit_price for t in tiers if t.start <= start]
    return reached[-1] if reached else ZERO if tiers else None
