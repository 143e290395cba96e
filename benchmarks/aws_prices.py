"""Speed and memory of the readers of AWS's price lists: python -m benchmarks.aws_prices [MEGABYTES].

That of CSV stands beside `csv.reader`, that of JSON beside `json.load`, on the same bytes; those do nothing with them.
Seconds are those of work, so that other work on the machine does not count.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import aws_lists
from costgate.ingest import aws_rates, aws_savings
from costgate.ingest.aws_lines import from_csv, from_json
from costgate.ingest.aws_offer import Offer
from costgate.ingest.pricetable import PriceTable

CHUNK = 1 << 18


def read(file: Path) -> int:
    """Read a list as a refresh does; how many rows it comes to."""
    if ".savings" in file.suffixes:
        with file.open("rb") as raw:
            found = aws_rates.from_csv(iter(lambda: raw.read(CHUNK), b""), "x")
            table = PriceTable()
            table.put(e for rate in found if not isinstance(e := aws_savings.translated(rate, "eu-west-1"), str))
            return sum(1 for _ in table.read("AmazonEC2"))
    lines = from_json if file.suffix == ".json" else from_csv
    with file.open("rb") as raw:
        found = lines(iter(lambda: raw.read(CHUNK), b""), "x", "AmazonEC2")
        return sum(1 for _ in Offer(found, "AmazonEC2", "eu-west-1", "x", "x"))


def parse(file: Path) -> int:
    """Read it with the standard library; how many rows or products it has."""
    with file.open("rb") as raw:
        if file.suffix == ".json":
            return len(json.load(raw)["products"])
        return sum(1 for _ in csv.reader(io.TextIOWrapper(raw, encoding="utf-8", newline="")))


FORMS = {"csv": aws_lists.write, "json": aws_lists.write_json, "savings.csv": aws_lists.write_rates}
WAYS: dict[str, Callable[[Path], int]] = {"read": read, "parse": parse}


def main() -> None:
    """Make lists, one ten times the other, and read each both ways, in turn, in processes of their own."""
    if sys.argv[1:2] and sys.argv[1] in WAYS:
        start = time.process_time()
        count = WAYS[sys.argv[1]](Path(sys.argv[2]))
        print(count, time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
        return
    megabytes = int(sys.argv[1]) if sys.argv[1:] else 300
    with tempfile.TemporaryDirectory() as folder:
        for size in (megabytes // 10, megabytes):
            for form, write in FORMS.items():
                file = Path(folder, f"{size}.{form}")
                write(file, size)
                for name in ("parse", "read") * 3:
                    command = [sys.executable, "-m", "benchmarks.aws_prices", name, str(file)]
                    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
                    rows, seconds, peak = done.stdout.split()
                    speed, real = file.stat().st_size / 1e6 / float(seconds), file.stat().st_size / 1e6
                    print(
                        f"{real:5.0f} MB of {form:11} {name:5} {int(rows):9,} found {speed:6.0f} MB/s, "
                        f"peak {float(peak):5.0f} MB"
                    )
                file.unlink()


if __name__ == "__main__":
    main()
