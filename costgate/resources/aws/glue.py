"""AWS Glue: the catalogue, crawlers, jobs."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

GLUE = "AWSGlue"

WORKER_DPUS = {
    "Standard": Decimal(1),
    "G.025X": Decimal("0.25"),
    "G.1X": Decimal(1),
    "G.2X": Decimal(2),
    "G.4X": Decimal(4),
    "G.8X": Decimal(8),
    "G.12X": Decimal(12),
    "G.16X": Decimal(16),
}
"""Data processing units (DPU) of a worker. Memory-optimised ones (R.) and Ray's (Z.) have another price.
https://docs.aws.amazon.com/glue/latest/dg/worker-types.html"""

DEFAULT_DPUS = {"glueetl": Decimal(10), "gluestreaming": Decimal(10), "pythonshell": Decimal("0.0625")}
"""Capacity of a job that says nothing of it, by its command.
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-job.html"""

METERS = {"STANDARD": "ETL-DPU-Hour", "FLEX": "ETL-Flex-DPU-Hour"}


@resource("aws_glue_catalog_database")
def catalog_database(
    *, monthly_objects: Usage[Decimal | None] = None, monthly_requests: Usage[Decimal | None] = None
) -> Components:
    """Glue database: objects that the Data Catalog stores and requests to it, both beyond the account's free million.

    Prices: https://aws.amazon.com/glue/pricing/
    """
    yield usage("Objects stored", PriceQuery(GLUE, "Catalog-Storage"), monthly_objects, "Objects")
    yield usage("Requests", PriceQuery(GLUE, "Catalog-Request"), monthly_requests, "Requests")


@resource("aws_glue_crawler")
def crawler(*, monthly_hours: Usage[Decimal | None] = None) -> Components:
    """Glue crawler: its hours, of one data processing unit (DPU) each. A run of several DPUs counts several hours.

    Prices: https://aws.amazon.com/glue/pricing/
    """
    yield usage("Crawler runs", PriceQuery(GLUE, "Crawler-DPU-Hour"), monthly_hours, "DPU-Hours")


class Command(Block):
    """A `command` block."""

    name: str = "glueetl"


@resource("aws_glue_job")
def job(
    *,
    command: Command = Command(),
    max_capacity: Decimal | None = None,
    worker_type: str = "",
    number_of_workers: int = 0,
    execution_class: str = "STANDARD",
    monthly_hours: Usage[Decimal | None] = None,
) -> Components:
    """Glue job: its hours, times the data processing units (DPU) that run it. FLEX runs on spare capacity for less.

    Autoscaling, Ray jobs and memory-optimised workers are not modelled.

    Prices: https://aws.amazon.com/glue/pricing/
    """
    if execution_class not in METERS or (worker_type and worker_type not in WORKER_DPUS):
        raise Unpriced(
            f"execution_class {execution_class!r}, worker_type {worker_type!r}: "
            f"expected one of {', '.join(METERS)} and one of {', '.join(WORKER_DPUS)}"
        )
    if max_capacity is not None:
        dpus = max_capacity
    elif worker_type and number_of_workers:
        dpus = WORKER_DPUS[worker_type] * number_of_workers
    elif command.name in DEFAULT_DPUS:
        dpus = DEFAULT_DPUS[command.name]
    else:
        raise Unpriced(f"command.name is {command.name!r}, expected one of {', '.join(DEFAULT_DPUS)}")
    hours = None if monthly_hours is None else monthly_hours * dpus
    query = PriceQuery(GLUE, METERS[execution_class])
    yield usage(f"Job runs ({execution_class.lower()}, {dpus.normalize():f} DPU)", query, hours, "DPU-Hours")
