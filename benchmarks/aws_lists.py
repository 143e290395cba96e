"""Price lists that are made up, in the shape of EC2's: its columns, and each instance type with every operating system
and SQL Server, tenancy, state of its capacity and reservation. In both of AWS's forms.
"""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import IO

OTHER_COLUMNS = 60
JSON_ROWS = 1440
"""Rows that make a MB of JSON."""

OPTIONS = ("No Upfront", "Partial Upfront", "All Upfront")
SYSTEMS = (
    ("Linux", "NA", "RunInstances", "No License required"),
    ("Linux", "SQL Web", "RunInstances:0200", "No License required"),
    ("Linux", "SQL Std", "RunInstances:0004", "No License required"),
    ("Linux", "SQL Ent", "RunInstances:0100", "No License required"),
    ("Ubuntu Pro", "NA", "RunInstances:0g00", "No License required"),
    ("RHEL", "NA", "RunInstances:0010", "No License required"),
    ("Red Hat Enterprise Linux with HA", "NA", "RunInstances:1010", "No License required"),
    ("SUSE", "NA", "RunInstances:000g", "No License required"),
    ("Windows", "NA", "RunInstances:0002", "No License required"),
    ("Windows", "NA", "RunInstances:0800", "Bring your own license"),
    ("Windows", "SQL Web", "RunInstances:0202", "No License required"),
    ("Windows", "SQL Std", "RunInstances:0006", "No License required"),
    ("Windows", "SQL Ent", "RunInstances:0102", "No License required"),
)
HEADER = [
    "SKU",
    "OfferTermCode",
    "RateCode",
    "TermType",
    "PriceDescription",
    "EffectiveDate",
    "StartingRange",
    "EndingRange",
    "Unit",
    "PricePerUnit",
    "Currency",
    "LeaseContractLength",
    "PurchaseOption",
    "OfferingClass",
    "serviceCode",
    "Location",
    "Location Type",
    "Instance Type",
    "Tenancy",
    "Operating System",
    "License Model",
    "usageType",
    "operation",
    "CapacityStatus",
    "Pre Installed S/W",
    "Region Code",
]


def records() -> Iterator[list[str]]:
    """Rows of instance type after instance type, without end."""
    states = (
        ("Used", "BoxUsage"),
        ("UnusedCapacityReservation", "UnusedBox"),
        ("AllocatedCapacityReservation", "Reservation"),
    )
    tail = [f"{n} of what AWS says of it" if n % 3 else "" for n in range(OTHER_COLUMNS)]
    for number in itertools.count():
        size = f"x{number}.large"
        for index, (system, software, operation, licence) in enumerate(SYSTEMS):
            for tenancy, (state, usage) in itertools.product(("Shared", "Dedicated"), states):
                sku = f"SKU{number:08}{index:02}{tenancy[0]}{state[0]}"
                meter = (
                    usage
                    if tenancy == "Shared"
                    else {"BoxUsage": "DedicatedUsage", "UnusedBox": "UnusedDed"}.get(usage, "DedicatedRes")
                )
                what = ["AmazonEC2", "EU (Ireland)", "AWS Region", size, tenancy, system, licence]
                what += [f"EU-{meter}:{size}", operation, state, software, "eu-west-1", *tail]
                text = f"$0.1 per {system} {size} instance hour"
                start = [sku, "JRTCKXETXF", f"{sku}.JRTCKXETXF.6YS6EN2CT7"]
                yield [*start, "OnDemand", text, "2026-04-01", "0", "Inf", "Hrs", "0.1", "USD", "", "", "", *what]
                if state == "Used":
                    for term, kind, option in itertools.product(("1yr", "3yr"), ("standard", "convertible"), OPTIONS):
                        bought = ["USD", term, option, kind, *what]
                        yield [*start, "Reserved", text, "2026-04-01", "0", "Inf", "Hrs", "0.06", *bought]
                        if option != OPTIONS[0]:
                            yield [*start, "Reserved", "Upfront Fee", "2026-04-01", "", "", "Quantity", "300", *bought]


COLUMNS = [*HEADER, *(f"Column {n}" for n in range(OTHER_COLUMNS))]


def write(file: Path, megabytes: int) -> None:
    """A price list in CSV of about that size."""
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows(
            [["FormatVersion", "v1.0"], ["Disclaimer", "Made up."], ["Publication Date", "2026-04-01T00:00:00Z"]]
        )
        writer.writerows([["Version", "20260401000000"], ["OfferCode", "AmazonEC2"]])
        writer.writerow(COLUMNS)
        for number, record in enumerate(records()):
            writer.writerow(record)
            if number % 1000 == 0 and out.tell() > megabytes * 1_000_000:
                return


def write_json(file: Path, megabytes: int) -> None:
    """The same in JSON."""
    with file.open("w", encoding="utf-8") as out:
        to_json(out, "AmazonEC2", COLUMNS, lambda: itertools.islice(records(), megabytes * JSON_ROWS))


RATES = (
    "SKU", "RateCode", "Unit", "EffectiveDate", "DiscountedRate", "Currency", "DiscountedSKU", "DiscountedServiceCode",
    "DiscountedUsageType", "DiscountedOperation", "PurchaseOption", "LeaseContractLength", "LeaseContractLengthUnit",
    "ServiceCode", "UsageType", "Operation", "Description", "Instance Family", "Location", "Location Type",
    "Granularity", "Product Family", "DiscountedRegionCode", "DiscountedInstanceType",
)  # fmt: skip


def rates() -> Iterator[list[str]]:
    """Rates of a savings plan for instance type after instance type, without end: each system, tenancy and state."""
    meters = ("BoxUsage", "DedicatedUsage", "UnusedBox", "UnusedDed", "Reservation", "DedicatedRes")
    for number in itertools.count():
        size = f"x{number}.large"
        for (_, _, operation, _), meter, years, option in itertools.product(SYSTEMS, meters, (1, 3), OPTIONS):
            sku, plan = f"S{number:09}{operation[-4:]}{meter[0]}", f"P{years}{option[0]}"
            start = [plan, f"{plan}.{sku}", "Hrs", "2026-04-01T00:00:00Z", "0.06", "USD", sku, "AmazonEC2"]
            what = [f"EU-{meter}:{size}", operation, option, str(years), "year", "ComputeSavingsPlans"]
            what += [f"ComputeSP:{years}yr{option}", "", f"{years} year {option} Compute Savings Plan", "", "Any"]
            yield [*start, *what, "AWS Region", "hourly", "ComputeSavingsPlans", "eu-west-1", size]


def write_rates(file: Path, megabytes: int) -> None:
    """A savings plan's file of about that size, as AWS writes it: without quotes."""
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([["FormatVersion", "v1.0"], ["OfferCode", "AmazonComputeSavingsPlans"], RATES])
        for number, record in enumerate(rates()):
            writer.writerow(record)
            if number % 1000 == 0 and out.tell() > megabytes * 1_000_000:
                return


PRICE = frozenset(HEADER[: HEADER.index("serviceCode")]) | {"RelatedTo"}
"""Columns that are of a price; the others are of its product."""


def to_json(out: IO[str], service: str, header: list[str], rows: Callable[[], Iterable[list[str]]]) -> None:
    """Lay the rows of a price list, those of a product together, out as AWS's JSON. `rows` is asked for three times."""
    names = [name if name in PRICE else attribute(name) for name in header]

    def products() -> Iterator[tuple[str, list[dict[str, str]]]]:
        for sku, members in itertools.groupby(rows(), key=itemgetter(0)):
            yield sku, [{name: text for name, text in zip(names, row, strict=True) if text} for row in members]

    out.write(f'{{\n  "formatVersion" : "v1.0",\n  "offerCode" : "{service}",\n  "products" : {{')
    comma = ""
    for sku, found in products():
        attributes = {name: text for name, text in found[0].items() if name not in PRICE}
        out.write(f'{comma}\n    "{sku}" : {shown({"sku": sku, "attributes": attributes}, 4)}')
        comma = ","
    out.write('\n  },\n  "terms" : {')
    for kind, end in (("OnDemand", ","), ("Reserved", "")):
        out.write(f'\n    "{kind}" : {{')
        comma = ""
        for sku, found in products():
            terms = dict(
                term(group) for group in itertools.groupby(sorted(found, key=bought), key=bought) if group[0][0] == kind
            )
            if terms:
                out.write(f'{comma}\n      "{sku}" : {shown(terms, 6)}')
                comma = ","
        out.write(f"\n    }}{end}")
    out.write('\n  },\n  "attributesList" : { }\n}\n')


BOUGHT = ("TermType", "LeaseContractLength", "PurchaseOption", "OfferingClass")


def bought(row: dict[str, str]) -> tuple[str, ...]:
    """How a price's product is bought."""
    return tuple(row.get(name, "") for name in BOUGHT)


def term(group: tuple[tuple[str, ...], Iterable[dict[str, str]]]) -> tuple[str, object]:
    """A term of the JSON."""
    key, rows = group
    name = " ".join(key)
    tiers = {
        f"{name} {number}": {
            "unit": row.get("Unit", ""),
            "beginRange": row.get("StartingRange", ""),
            "endRange": row.get("EndingRange", ""),
            "description": row.get("PriceDescription", ""),
            "pricePerUnit": {row.get("Currency", ""): row.get("PricePerUnit", "")},
        }
        for number, row in enumerate(rows)
    }
    attributes = {name: text for name, text in zip(BOUGHT[1:], key[1:], strict=True) if text}
    return name, {"priceDimensions": tiers, "termAttributes": attributes}


def attribute(column: str) -> str:
    """What the JSON calls a column of the product: "Pre Installed S/W" is "preInstalledSw"."""
    first, *rest = column.replace("/", "").split(" ")
    return first[:1].lower() + first[1:] + "".join(word.capitalize() for word in rest) if rest else column.lower()


def shown(value: object, indent: int) -> str:
    """JSON in AWS's layout."""
    return json.dumps(value, indent=2, separators=(",", " : ")).replace("\n", "\n" + " " * indent)
