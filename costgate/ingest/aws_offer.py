"""One AWS price list file (CSV of a service and region) -> the catalogue's rows.

Memory does not grow with the file: the price of an instance type is translated and forgotten. The prices of other
meters wait for the file's end, some hundreds of them, because their free tiers are left out.
https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from costgate.errors import CatalogueError
from costgate.ingest import aws_tables, aws_transfer, lines
from costgate.ingest.aws_tiers import Waiting
from costgate.ingest.shards import Row

COLUMNS = (
    "termtype",
    "usagetype",
    "operation",
    "unit",
    "priceperunit",
    "startingrange",
    "endingrange",
    "currency",
    "sku",
    "servicecode",
)
"""What every price list of AWS has. Of the others each has some: data transfer has no location but two."""

OTHERS = (
    "location",
    "location type",
    "region code",
    "from region code",
    "from location",
    "from location type",
    "to location type",
    "leasecontractlength",
    "purchaseoption",
    "offeringclass",
    "tenancy",
    "capacitystatus",
    "pre installed s/w",
    "license model",
    "marketoption",
)
REGION = frozenset({"AWS Region", ""})
TENANCIES = frozenset({"Shared", "Dedicated", "Host", "NA", ""})
USED = frozenset({"Used", "NA", ""})
LICENCES = frozenset({"License Included", "No License required", "NA", ""})
MARKETS = frozenset({"OnDemand", "NA", ""})
MOST_PREFACE = 50
"""Lines before the header: AWS writes five."""


class Line(NamedTuple):
    """The fields of a row that matter here."""

    termtype: str
    usagetype: str
    operation: str
    unit: str
    priceperunit: str
    startingrange: str
    endingrange: str
    currency: str
    sku: str
    servicecode: str
    location: str = ""
    location_type: str = ""
    region_code: str = ""
    from_region_code: str = ""
    from_location: str = ""
    from_location_type: str = ""
    to_location_type: str = ""
    leasecontractlength: str = ""
    purchaseoption: str = ""
    offeringclass: str = ""
    tenancy: str = ""
    capacitystatus: str = ""
    pre_installed_s_w: str = ""
    license_model: str = ""
    marketoption: str = ""


class Offer:
    """The prices of a service and region in a file. `skipped` counts, once it is read, what was left out and why."""

    def __init__(self, chunks: Iterable[bytes], service: str, region: str, source: str, url: str) -> None:
        self.service, self.region, self.source, self.url = service, region, source, url
        self.skipped: Counter[str] = Counter()
        self._waiting = Waiting(url)
        self._outbound = aws_transfer.Outbound(region)
        self._rows = self._read(lines.lines(chunks, url))

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        return next(self._rows)

    def _read(self, found: Iterator[bytes]) -> Iterator[Row]:
        width, narrow = self._header(found)
        for fields in lines.rows(found, self.url, width):
            if not fields:
                continue
            found_row = self._translate(narrow(fields))
            if isinstance(found_row, str):
                self.skipped[found_row] += 1
            elif found_row is not None:
                yield found_row
        yield from self._outbound
        yield from self._waiting.paid(self.skipped)

    def _header(self, found: Iterator[bytes]) -> tuple[int, Callable[[list[str]], Line]]:
        """How to find the fields of interest in a row, by the header. Before it stand lines that name the file."""
        for number, names in enumerate(lines.rows(found, self.url)):
            if names[:1] == ["OfferCode"] and names[1:2] != [self.service]:
                raise CatalogueError(f"{self.url} is the price list of {names[1:2]}, not {self.service}", lines.AGAIN)
            if names[:1] == ["SKU"]:
                break
            if number == MOST_PREFACE:
                raise CatalogueError(f"{self.url}: there is no header (SKU, ...) in its first lines", lines.AGAIN)
        else:
            raise CatalogueError(f"{self.url} has no header (SKU, ...): it is empty or cut off", lines.AGAIN)
        places = {name.lower(): index for index, name in enumerate(names)}
        missing = [name for name in COLUMNS if name not in places]
        if missing:
            raise CatalogueError(f"{self.url}: there is no column {missing[0]!r}", lines.AGAIN)
        wide = len(names)
        chosen = [places.get(name, wide) for name in (*COLUMNS, *OTHERS)]

        choose = itemgetter(*chosen)

        def narrow(fields: list[str]) -> Line:
            if len(fields) <= wide:
                fields += [""] * (wide + 1 - len(fields))
            else:
                fields[wide:] = [""]
            return Line._make(choose(fields))

        return wide, narrow

    def _translate(self, line: Line) -> Row | str | None:
        """The catalogue's row, or why the line has none; None if it has to wait."""
        if line.servicecode != self.service:
            return "broken" if not line.usagetype else "another service"
        name, asked = _asked(self.service, line.usagetype)
        if asked is None or (asked.operations and line.operation not in asked.operations):
            return "not asked for"
        if (
            line.location_type not in REGION
            or line.from_location_type not in REGION
            or line.to_location_type
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
        if self.service == aws_transfer.SERVICE and (line.from_region_code or line.from_location):
            code, location = line.from_region_code, line.from_location
        else:
            code, location = line.region_code, line.location
        if code in aws_tables.regions():
            return code
        return aws_tables.locations().get(location, location or aws_tables.GLOBAL)


@lru_cache(1 << 14)
def _asked(service: str, usage: str) -> tuple[str, aws_tables.Meter | None]:
    """The catalogue's name of a usage type, and what is asked of it."""
    name = aws_tables.meter(service, usage)
    outbound = service == aws_transfer.SERVICE and aws_transfer.outbound(name)
    return name, aws_tables.asked(service, aws_transfer.USUAL if outbound else name)


def _plain(line: Line) -> bool:
    """True for an instance as Terraform starts it: no SQL Server, no licence brought along, no idle reservation."""
    return (
        line.capacitystatus in USED
        and line.pre_installed_s_w.strip() in {"NA", ""}
        and line.license_model in LICENCES
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
