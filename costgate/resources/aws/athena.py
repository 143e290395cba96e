"""Amazon Athena: workgroups."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_athena_workgroup")
def workgroup(*, monthly_data_scanned_tb: Usage[Decimal | None] = None) -> Components:
    """Workgroup: each terabyte that its queries scan. Provisioned capacity and Spark are not modelled.

    A query counts 10 MB at least. What it reads and writes is billed by S3.

    Prices: https://aws.amazon.com/athena/pricing/
    """
    yield usage("Data scanned", PriceQuery("AmazonAthena", "DataScannedInTB"), monthly_data_scanned_tb, "TB")
