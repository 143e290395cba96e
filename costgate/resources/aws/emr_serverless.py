"""Amazon EMR Serverless: applications."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws import EMR
from costgate.resources.components import Components, PriceQuery, Unpriced, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

ARCHITECTURES = {"X86_64": "X86", "ARM64": "ARM"}


@resource("aws_emrserverless_application")
def application(
    *,
    architecture: str = "X86_64",
    monthly_vcpu_hrs: Usage[Decimal | None] = None,
    monthly_memory_gb_hrs: Usage[Decimal | None] = None,
) -> Components:
    """EMR Serverless application: the vCPU-hours and GB-hours of its workers, of those that are kept ready as well.

    A worker's storage beyond 20 GB is not modelled.

    Prices: https://aws.amazon.com/emr/pricing/
    """
    if architecture not in ARCHITECTURES:
        raise Unpriced(f"architecture is {architecture!r}, expected one of {', '.join(ARCHITECTURES)}")
    kind = f"EMR-Serverless-{ARCHITECTURES[architecture]}"
    yield usage("vCPU", PriceQuery(EMR, f"{kind}-vCPU-Hours"), monthly_vcpu_hrs, "vCPU-Hours")
    yield usage("Memory", PriceQuery(EMR, f"{kind}-GB-Hours"), monthly_memory_gb_hrs, "GB-Hours")
