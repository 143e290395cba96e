"""Amazon SageMaker AI: endpoints and notebook instances."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    grouped,
    hourly,
    monthly,
    times,
)
from costgate.resources.marks import ReferredBy, Usage
from costgate.resources.registry import resource

SAGEMAKER = "AmazonSageMaker"

NOTEBOOK_GB = 5
"""A notebook's volume unless it says otherwise.
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateNotebookInstance.html"""


class Serverless(Block):
    """A `serverless_config` block."""

    memory_size_in_mb: Decimal
    provisioned_concurrency: int = 0


class Scaling(Block):
    """A `managed_instance_scaling` block."""

    min_instance_count: int = 0


class Variant(Block):
    """A `production_variants` block."""

    variant_name: str = ""
    instance_type: str = ""
    initial_instance_count: int = 1
    volume_size_in_gb: int = 0
    managed_instance_scaling: Scaling | None = None
    serverless_config: Serverless | None = None

    def components(self, hours: Decimal) -> Components:
        """Its instances for so many hours a month."""
        if self.serverless_config:
            raise Unpriced(f"its variant {self.variant_name!r} is serverless, which has no prices here yet")
        if not self.instance_type:
            raise Unpriced(f"instance_type of its variant {self.variant_name!r} is not set")
        scaling = self.managed_instance_scaling
        count = scaling.min_instance_count if scaling else self.initial_instance_count
        yield from times(count, _machine("Host", self.instance_type, hours, self.volume_size_in_gb))


def _machine(use: str, instance_type: str, hours: Decimal, gb: int) -> Components:
    """An instance with a volume, as a meter of its use."""
    yield hourly(f"Instance ({instance_type})", PriceQuery(SAGEMAKER, f"{use}:{instance_type}"), hours)
    if gb:
        yield monthly("Storage", PriceQuery(SAGEMAKER, f"{use}:VolumeUsage.gp2"), gb, "GB-Months")


class Endpoint(Block):
    """An endpoint that has the configuration; nothing is read of it."""


@resource("aws_sagemaker_endpoint_configuration")
def endpoint_configuration(
    *,
    production_variants: tuple[Variant, ...] = (),
    shadow_production_variants: tuple[Variant, ...] = (),
    endpoints: Annotated[tuple[Endpoint, ...], ReferredBy("aws_sagemaker_endpoint", "endpoint_config_name")] = (),
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
) -> Components:
    """Endpoint configuration: the instances of its variants and their volumes, for an endpoint that runs all month.

    The least number of instances counts where it scales by itself; each endpoint of this plan counts. Serverless
    inference, data processed and captured, and accelerators are not modelled.

    Prices: https://aws.amazon.com/sagemaker/ai/pricing/
    """
    for i, variant in enumerate((*production_variants, *shadow_production_variants)):
        machines = times(len(endpoints) or 1, variant.components(monthly_hrs))
        yield from grouped(variant.variant_name or f"production_variants[{i}]", machines)


@resource("aws_sagemaker_notebook_instance")
def notebook_instance(
    *, instance_type: str, volume_size: int = NOTEBOOK_GB, monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH
) -> Components:
    """Notebook instance: its hours and its volume. It runs all month unless `monthly_hrs` says less.

    Prices: https://aws.amazon.com/sagemaker/ai/pricing/
    """
    yield from _machine("Notebk", instance_type, monthly_hrs, volume_size)
