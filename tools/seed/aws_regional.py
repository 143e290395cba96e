"""Prices of AWS by region that no table has, from the pricing calculator's files as aws-price-watcher keeps them.

aws_regional.csv has a row a meter and tier, a column a region; an empty field is a region where the file has no
price. Where both are known, 604 of its prices equal those of other sources and 20 differ: five by the calculator's
rounding of load balancers' hours, four by less than 3 %, and eleven where a page's price or an inference was wrong.

FSx's file names nothing: its rates are keyed by hashes, the same in all regions. Which is which is told by what they
cost in N. Virginia, where all 23 that were known are equal, and by which regions have them:

- Windows: COXw, DDUR, 7_QL and tQmr are its storage, v3Bn and usdC its throughput, 8e2o its IOPS in one zone, which a
  local zone has that sells Windows in one zone alone.
- ONTAP: 0ah6, qiU9, 3-ZN, yAb8, n4zt, DL1Y, Gs-k and vY2f. b0Oa, YoMx, g4Ag, cjvd, 42Z0 and JIwD are the second
  generation, which fewer regions have. Of Tokyo a public repository has 14 of them from the Price List API, eight with
  their SKUs, which are the file's; it also says that the second generation has no meters of the capacity pool.
- OpenZFS: dzK5, yIyC, X_d_, 96Qg and ZvKR are in every region, as one zone and two zones are; 3eKH is the throughput of
  the second generation, which has that price in Frankfurt.
- The IOPS in two zones of Windows and OpenZFS are Dx1O and tvu4, nobody knows which, but they differ in Jakarta and
  Hyderabad alone. Backups are six rates, which are the same wherever they are.
- Lustre: 6F5Y is scratch storage, 9sbT metadata's IOPS.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from costgate.ingest.shards import Row
from tools.seed.aws_tables import Priced, table

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = ("service", "meter", "operation", "unit", "from")
READ, DERIVED = "aws-calculator-regional@2025-07-22", "aws-calculator-derived@2025-07-22"
RANK = 2
"""The selection of the Price List's own prices has more digits and goes before it, pages and estimates after it."""
SOURCES = {
    READ: {
        "title": "AWS Pricing Calculator price files by region (metered unit maps)",
        "url": "https://github.com/iann0036/aws-price-watcher",
        "as_of": "2025-07-22",
    },
    DERIVED: {
        "title": "Derived from AWS Pricing Calculator price files: meters that cost so many times what another does",
        "url": "https://github.com/iann0036/aws-price-watcher",
        "as_of": "2025-07-22",
    },
}
"""The day is that of the file of SQS; the others are of 2025 and 2026 and do not say in what was read of them."""


class Rule(NamedTuple):
    """A meter that costs `rate` times what another does."""

    service: str
    meter: str
    operation: str
    rate: Decimal
    new_meter: str
    new_operation: str


ONE = Decimal(1)
RULES = (
    Rule("AmazonDocDB", "InstanceUsage:", "", Decimal("1.1"), "InstanceUsageIOOptimized:", ""),
    Rule("AmazonMemoryDB", "NodeUsage:", "CreateCluster", Decimal("0.7"), "NodeUsage:", "CreateCluster:Valkey"),
    Rule("AmazonRDS", "RDS:PIOPS", "", ONE, "RDS:IO2-PIOPS", ""),
    Rule("AmazonRDS", "RDS:Multi-AZ-PIOPS", "", ONE, "RDS:Multi-AZ-IO2-PIOPS", ""),
)
"""Of the prices that were read of both, 42 of 43 of DocumentDB are 1.1 times the standard ones and 102 of 114 of
MemoryDB 0.7 times; the others are rounded: one in Hong Kong, and those of GovCloud to a tenth of a cent.

The file of RDS has one price of provisioned IOPS where it has two of the volumes, io1 and io2, and in us-east-1 the
page has both at that price."""


def prices() -> Iterator[Priced]:
    """What aws_regional.csv has, and what follows from it for meters that it has not."""
    rows = table("aws_regional.csv")
    known = {(row["service"], row["meter"], row["operation"]) for row in rows}
    for row in rows:
        for region, text in row.items():
            if text and region not in KEYS:
                yield _priced(row, region, row["meter"], row["operation"], Decimal(text), READ)
        for rule in RULES:
            derived = row["meter"].replace(rule.meter, rule.new_meter, 1)
            new = (rule.service, derived, rule.new_operation)
            fits = row["service"] == rule.service and row["operation"] == rule.operation
            if fits and row["meter"].startswith(rule.meter) and new not in known:
                for region, text in row.items():
                    if text and region not in KEYS:
                        amount = Decimal(text) * rule.rate
                        yield _priced(row, region, derived, rule.new_operation, amount, DERIVED)


def _priced(row: dict[str, str], region: str, meter: str, operation: str, amount: Decimal, source: str) -> Priced:
    priced = Row(meter, operation, "on_demand", row["unit"], Decimal(row["from"]), amount, "", source)
    return Priced(row["service"], region, RANK, priced)
