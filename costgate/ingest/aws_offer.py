"""The lines of an AWS price list (of a service and region) -> the catalogue's rows.

Memory does not grow with the list: the price of an instance type is translated and forgotten. The prices of other
meters wait for the list's end, some hundreds of them, because their free tiers are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from costgate.ingest import aws_tables, aws_transfer
from costgate.ingest.aws_lines import Line
from costgate.ingest.aws_tiers import Waiting
from costgate.ingest.shards import Row

REGION = frozenset({"AWS Region", ""})
TENANCIES = frozenset({"Shared", "Dedicated", "Host", "NA", ""})
USED = frozenset({"Used", "NA", ""})
LICENCES = frozenset({"License Included", "No License required", "NA", ""})
MARKETS = frozenset({"OnDemand", "NA", ""})


class Offer:
    """The prices of a service and region in a list. `skipped` counts, once it is read, what was left out and why."""

    def __init__(self, lines: Iterable[Line], service: str, region: str, source: str, url: str) -> None:
        self.service, self.region, self.source = service, region, source
        self.skipped: Counter[str] = Counter()
        self._waiting = Waiting(url)
        self._outbound = aws_transfer.Outbound(region)
        self._rows = self._read(lines)

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        return next(self._rows)

    def _read(self, lines: Iterable[Line]) -> Iterator[Row]:
        for line in lines:
            row = self._translate(line)
            if isinstance(row, str):
                self.skipped[row] += 1
            elif row is not None:
                yield row
        yield from self._outbound
        yield from self._waiting.paid(self.skipped)

    def _translate(self, line: Line) -> Row | str | None:
        """The catalogue's row, or why the line has none; None if it has to wait."""
        if line.servicecode != self.service:
            return "broken" if not line.usagetype else "another service"
        name, asked = aws_tables.asked_of(self.service, line.usagetype)
        if self.service == aws_transfer.SERVICE and aws_transfer.outbound(name):
            asked = aws_tables.asked(self.service, aws_transfer.USUAL)
        if asked is None or (asked.operations and line.operation not in asked.operations):
            return "not asked for"
        if (
            line.locationtype not in REGION
            or line.fromlocationtype not in REGION
            or line.tolocationtype
            not in (
                "AWS Region",
                "Other",
                "",
            )
        ):
            return "not in a region"
        if self._place(line) != self.region:
            return "another region"
        if self.service == "AmazonEC2" and not _plain(line):
            return "not asked for"
        purchase: str | None = "on_demand"
        if line.termtype == "Reserved" or line.leasecontractlength:  # ElastiCache lists reservations as OnDemand too
            purchase = aws_tables.reserved(line.leasecontractlength, line.offeringclass, line.purchaseoption)
        if purchase is None or line.termtype not in {"OnDemand", "Reserved"}:
            return "not sold so any more"
        return self._priced(line, name, asked, purchase)

    def _priced(self, line: Line, name: str, asked: aws_tables.Meter, purchase: str) -> Row | str | None:
        if line.currency != "USD":
            return "another currency"
        fee = purchase != "on_demand" and line.unit == "Quantity"
        unit, size = ("Fee", Decimal(1)) if fee else aws_tables.unit(line.unit, asked.unit)
        price = amount(line.priceperunit)
        start = amount(line.startingrange or "0")
        end = amount(line.endingrange if line.endingrange not in {"", "Inf"} else "Infinity")
        if price is None or start is None or end is None or price.is_infinite() or not unit:
            return "broken"
        operation = "" if asked.operations is None else line.operation
        bought = f"{purchase}-fee" if fee else purchase
        row = Row(name, operation, bought, unit, start * size, price / size, line.sku, self.source)
        if self.service == aws_transfer.SERVICE and aws_transfer.outbound(name):
            self._outbound.add(row)
            return None
        if not asked.sized or start or not end.is_infinite():
            self._waiting.add(row, end * size)
            return None
        return row if price or purchase != "on_demand" else "free"

    def _place(self, line: Line) -> str:
        """The region that a line is of. Data belongs to the region that it leaves."""
        if self.service == aws_transfer.SERVICE and (line.fromregioncode or line.fromlocation):
            code, location = line.fromregioncode, line.fromlocation
        else:
            code, location = line.regioncode, line.location
        if code in aws_tables.regions():
            return code
        return aws_tables.locations().get(location, location or aws_tables.GLOBAL)


def _plain(line: Line) -> bool:
    """True for an instance as Terraform starts it: no SQL Server, no licence brought along, no idle reservation."""
    return (
        line.capacitystatus in USED
        and line.preinstalledsw.strip() in {"NA", ""}
        and line.licensemodel in LICENCES
        and line.tenancy in TENANCIES
        and line.marketoption in MARKETS
    )


def amount(text: str) -> Decimal | None:
    """A number that is not below 0, from its text; None if it is none."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if not found.is_nan() and found >= 0 else None
