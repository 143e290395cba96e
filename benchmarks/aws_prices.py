"""The reader of AWS's price lists beside `csv.reader` on the same bytes: python -m benchmarks.aws_prices [MEGABYTES].

The file is made up, in the shape of EC2's: its columns, and each instance type with every operating system and SQL
Server, tenancy, state of its capacity and reservation.
"""

from __future__ import annotations

import csv
import io
import itertools
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from costgate.ingest.aws_offer import Offer

CHUNK = 1 << 18
OTHER_COLUMNS = 60
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


def write(file: Path, megabytes: int) -> None:
    """A price list of about that size."""
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows(
            [["FormatVersion", "v1.0"], ["Disclaimer", "Made up."], ["Publication Date", "2026-04-01T00:00:00Z"]]
        )
        writer.writerows([["Version", "20260401000000"], ["OfferCode", "AmazonEC2"]])
        writer.writerow([*HEADER, *(f"Column {n}" for n in range(OTHER_COLUMNS))])
        for number, record in enumerate(records()):
            writer.writerow(record)
            if number % 1000 == 0 and out.tell() > megabytes * 1_000_000:
                return


def read(file: Path) -> None:
    """Read it as a refresh does; print rows, seconds and the process's peak of memory."""
    start = time.perf_counter()
    with file.open("rb") as raw:
        offer = Offer(iter(lambda: raw.read(CHUNK), b""), "AmazonEC2", "eu-west-1", "x", "x")
        rows = sum(1 for _ in offer)
    print(rows, time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)


def parse(file: Path) -> None:
    """Read it with `csv.reader`, and do nothing."""
    start = time.perf_counter()
    with file.open("rb") as raw:
        rows = sum(1 for _ in csv.reader(io.TextIOWrapper(raw, encoding="utf-8", newline="")))
    print(rows, time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)


def main() -> None:
    """Make two files, one ten times the other, and read each both ways, in turn, in processes of their own."""
    if sys.argv[1:2] in (["read"], ["parse"]):
        {"read": read, "parse": parse}[sys.argv[1]](Path(sys.argv[2]))
        return
    megabytes = int(sys.argv[1]) if sys.argv[1:] else 300
    with tempfile.TemporaryDirectory() as folder:
        for size in (megabytes // 10, megabytes):
            file = Path(folder, f"{size}.csv")
            write(file, size)
            for name in ("parse", "read") * 3:
                command = [sys.executable, "-m", "benchmarks.aws_prices", name, str(file)]
                done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
                rows, seconds, peak = done.stdout.split()
                speed = file.stat().st_size / 1e6 / float(seconds)
                print(f"{size:5} MB {name:6} {int(rows):9,} rows {speed:6.0f} MB/s, peak {float(peak):5.0f} MB")


if __name__ == "__main__":
    main()
