"""AWS Glue: development endpoints, table optimizers, machine learning transforms."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws.glue import GLUE, METERS, WORKER_DPUS
from costgate.resources.components import HOURS_PER_MONTH, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

ENDPOINT_DPUS = Decimal(5)
"""What a development endpoint gets unless it says otherwise. https://aws.amazon.com/glue/pricing/"""

TRANSFORM_DPUS = Decimal(10)
"""What a run of a transform gets unless it says otherwise.
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-machine-learning-api.html"""


def _dpus(units: Decimal | None, worker_type: str, workers: int, default: Decimal) -> Decimal:
    """Data processing units (DPU) that are stated, those of the workers, or the default."""
    if worker_type and worker_type not in WORKER_DPUS:
        raise Unpriced(f"worker_type is {worker_type!r}, expected one of {', '.join(WORKER_DPUS)}")
    of_workers = WORKER_DPUS[worker_type] * workers if worker_type else Decimal(0)
    return units or of_workers or default


@resource("aws_glue_dev_endpoint")
def dev_endpoint(
    *, number_of_nodes: Decimal | None = None, worker_type: str = "", number_of_workers: int = 0
) -> Components:
    """Development endpoint: the hours of its data processing units (DPU), 5 unless it says otherwise.

    Prices: https://aws.amazon.com/glue/pricing/
    """
    dpus = _dpus(number_of_nodes, worker_type, number_of_workers, ENDPOINT_DPUS)
    query = PriceQuery(GLUE, "DEVED-DPU-Hour")
    yield hourly(f"Endpoint ({dpus.normalize():f} DPU)", query, HOURS_PER_MONTH, dpus, "DPU-Hours")


@resource("aws_glue_catalog_table_optimizer")
def table_optimizer(*, monthly_dpu_hrs: Usage[Decimal | None] = None) -> Components:
    """Table optimizer: the data processing units (DPU) of its runs, by the hour.

    Prices: https://aws.amazon.com/glue/pricing/
    """
    yield usage("Optimizer runs", PriceQuery(GLUE, "Optimization-DPU-Hour"), monthly_dpu_hrs, "DPU-Hours")


@resource("aws_glue_ml_transform")
def ml_transform(
    *,
    max_capacity: Decimal | None = None,
    worker_type: str = "",
    number_of_workers: int = 0,
    monthly_hrs: Usage[Decimal | None] = None,
) -> Components:
    """Machine learning transform: the hours of its own tasks, times the data processing units (DPU) that run them.

    Jobs that use it are billed as jobs.

    Prices: https://aws.amazon.com/glue/pricing/
    """
    dpus = _dpus(max_capacity, worker_type, number_of_workers, TRANSFORM_DPUS)
    hours = None if monthly_hrs is None else monthly_hrs * dpus
    yield usage(f"Tasks ({dpus.normalize():f} DPU)", PriceQuery(GLUE, METERS["STANDARD"]), hours, "DPU-Hours")
