"""Data from a region to the others: AWS has a price for each pair, the catalogue one for most of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from costgate.ingest import aws_tables
from costgate.ingest.shards import CollisionError, Row

SERVICE = "AWSDataTransfer"
USUAL = "AWS-Out-Bytes"
US_EAST = {"us-east-1", "us-east-2"}
"""Each has a price of its own for the other. https://aws.amazon.com/ec2/pricing/on-demand/"""

_METER = re.compile(r"(?:([A-Z]{2,4}\d?)-)?AWS-Out-Bytes")


def outbound(meter: str) -> bool:
    """True for what leaves for another region: "EUW2-AWS-Out-Bytes"."""
    return _METER.fullmatch(meter) is not None


class Outbound:
    """The prices from `region` to each other region: what most have as AWS-Out-Bytes, the others as they are."""

    def __init__(self, region: str) -> None:
        self.region = region
        self._rows: dict[str, Row] = {}

    def add(self, row: Row) -> None:
        """Take in the price to one region."""
        other = self._rows.setdefault(row.meter, row)
        if (other.price, other.unit, other.start) != (row.price, row.unit, row.start):
            raise CollisionError(f"{row.meter} of {self.region}: {other} and {row}")
        self._rows[row.meter] = min(other, row)

    def __iter__(self) -> Iterator[Row]:
        rest = []
        for meter, row in sorted(self._rows.items()):
            if {self.region, aws_tables.prefixes().get(meter.partition("-")[0])} == US_EAST:
                yield row
            else:
                rest.append(row)
        prices = Counter(row.price for row in rest)
        usual = max(prices, key=lambda price: (prices[price], price), default=None)
        yield from (row for row in rest if row.price != usual)
        yield from [row._replace(meter=USUAL) for row in rest if row.price == usual][:1]
