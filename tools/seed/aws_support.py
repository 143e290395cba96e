"""Extended support of AWS's databases, by region: what AWS Labs wrote down from the price pages.

A version's support costs what another's does; RDS's and Aurora's cost the same.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from costgate.ingest.shards import Row
from tools.seed.aws_tables import ZERO, Priced, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RANK = 7
"""That of the price pages themselves; the newer one wins."""

POSTGRESQL = range(11, 16)
"""Major versions that are charged for now, or will be next."""


class Charge(NamedTuple):
    """Whose support it is, what it is counted in, and the ends of its meters."""

    service: str
    unit: str
    names: tuple[str, ...]


CHARGES: Mapping[str, Charge] = {
    "rds": Charge(
        "AmazonRDS",
        "vCPU-Hours",
        (
            "MySQL5.7",
            "MySQL8.0",
            "AuroraMySQL2",
            "AuroraMySQL3",
            *(f"PostgreSQL{v}" for v in POSTGRESQL),
            *(f"AuroraPostgreSQL{v}" for v in POSTGRESQL),
        ),
    ),
    "aurora-serverless": Charge("AmazonRDS", "ACU-Hours", tuple(f"ASv2:AuroraPostgreSQL{v}" for v in POSTGRESQL)),
    "docdb-r4": Charge("AmazonDocDB", "vCPU-Hours", ("DocDB3.6:r4",)),
    "docdb-r5": Charge("AmazonDocDB", "vCPU-Hours", ("DocDB3.6:r5",)),
    "docdb-t3": Charge("AmazonDocDB", "vCPU-Hours", ("DocDB3.6:t3",)),
}
"""`what` of the table -> its meters, after "ExtendedSupport:Yr1-Yr2:" and "ExtendedSupport:Yr3:"."""

NO_YEAR_3 = frozenset({"AuroraMySQL2", "AuroraMySQL3"})
"""https://aws.amazon.com/rds/aurora/pricing/"""

SOURCE = "aws-labs-extended-support@2026-09-16"
DESCRIPTION = {
    "title": "AWS Labs: extended support pricing (entered by hand)",
    "url": "https://github.com/awslabs/aws-service-extended-support-pricing",
    "as_of": "2026-09-16",
}


def prices() -> Iterator[Priced]:
    """The prices of the table."""
    for line in table("aws_extended_support.csv"):
        for region in line["regions"].split():
            if line["what"] == "opensearch":
                yield _priced(
                    "AmazonES", region, "ES:ExtendedSupport", "NormalizedInstance-Hours", line["years_1_and_2"]
                )
                continue
            service, unit, names = CHARGES[line["what"]]
            for name in names:
                yield _priced(service, region, f"ExtendedSupport:Yr1-Yr2:{name}", unit, line["years_1_and_2"])
                if line["year_3"] and name not in NO_YEAR_3:
                    yield _priced(service, region, f"ExtendedSupport:Yr3:{name}", unit, line["year_3"])


def _priced(service: str, region: str, meter: str, unit: str, price: str) -> Priced:
    return Priced(service, region, RANK, Row(meter, "", "on_demand", unit, ZERO, Decimal(price), "", SOURCE))
