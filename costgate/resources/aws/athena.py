"""Amazon Athena: workgroups and capacity."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import HOURS_PER_MONTH, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_athena_workgroup")
def workgroup(*, monthly_data_scanned_tb: Usage[Decimal | None] = None) -> Components:
    """Workgroup: each terabyte that its queries scan, unless they run on an `aws_athena_capacity_reservation`.

    Spark is not modelled.

    A query counts 10 MB at least. What it reads and writes is billed by S3.

    Prices: https://aws.amazon.com/athena/pricing/
    """
    yield usage("Data scanned", PriceQuery("AmazonAthena", "DataScannedInTB"), monthly_data_scanned_tb, "TB")


@resource("aws_athena_capacity_reservation")
def capacity_reservation(*, target_dpus: int) -> Components:
    """Capacity reservation: the hours of its data processing units (DPU), used or not.

    Prices: https://aws.amazon.com/athena/pricing/
    """
    capacity = PriceQuery("AmazonAthena", "ProvisionedCapacity-DPU-Hour")
    yield hourly("Provisioned capacity", capacity, HOURS_PER_MONTH, target_dpus, "DPU-Hours")
