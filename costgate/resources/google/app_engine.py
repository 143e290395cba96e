"""Google App Engine: versions of apps in the standard and the flexible environment."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import Block, Components, PriceQuery, grouped, hourly, times, usage
from costgate.resources.google.disks import disk
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

APP_ENGINE = "App Engine"

CLASSES = {"F1": 1, "F2": 2, "F4": 4, "F4_1G": 6, "B1": 1, "B2": 2, "B4": 4, "B4_1G": 6, "B8": 8}
"""Class of instances -> the hours that one of its hours is billed as. https://cloud.google.com/appengine/pricing"""

OVERHEAD_GB = Decimal("0.4")
"""What Google's own processes take on a flexible instance, beyond the memory that the app is given."""


class ManualScaling(Block):
    """The `manual_scaling` block."""

    instances: int


class BasicScaling(Block):
    """The `basic_scaling` block: instances come with requests."""


class Scheduler(Block):
    """The `standard_scheduler_settings` block."""

    min_instances: int = 0


class AutomaticScaling(Block):
    """The `automatic_scaling` block of a standard version."""

    min_idle_instances: int = 0
    standard_scheduler_settings: Scheduler = Scheduler()

    @property
    def least(self) -> int:
        """The instances that there are at least."""
        return max(self.min_idle_instances, self.standard_scheduler_settings.min_instances)


@resource("google_app_engine_standard_app_version")
def standard_version(
    *,
    instance_class: Literal["", "F1", "F2", "F4", "F4_1G", "B1", "B2", "B4", "B4_1G", "B8"] = "",
    manual_scaling: ManualScaling | None = None,
    basic_scaling: BasicScaling | None = None,
    automatic_scaling: AutomaticScaling = AutomaticScaling(),
    monthly_instance_hrs: Usage[Decimal | None] = None,
) -> Components:
    """Version of an App Engine app in the standard environment: the hours of its instances.

    Instances that it keeps are billed all month, those that come with requests are usage. An hour of a larger class
    is billed as several. What an app has a day for nothing is not taken off, and traffic is not modelled.

    Prices: https://cloud.google.com/appengine/pricing
    """
    kind = instance_class or ("B2" if manual_scaling or basic_scaling else "F1")
    query = PriceQuery(APP_ENGINE, "Frontend Instances" if kind.startswith("F") else "Backend Instances")
    kept = manual_scaling.instances if manual_scaling else 0 if basic_scaling else automatic_scaling.least
    if kept:
        yield hourly(f"Instances ({kind})", query, count=kept * CLASSES[kind])
    if not manual_scaling:
        hours = None if monthly_instance_hrs is None else monthly_instance_hrs * CLASSES[kind]
        yield usage(f"{'More instances' if kept else 'Instances'} ({kind})", query, hours, "Hours")


class FlexibleScaling(Block):
    """The `automatic_scaling` block of a flexible version."""

    min_total_instances: int = 2


class Resources(Block):
    """The `resources` block: what an instance has."""

    cpu: Decimal = Decimal(1)
    memory_gb: Decimal = Decimal("0.6")
    disk_gb: int = 10


@resource("google_app_engine_flexible_app_version")
def flexible_version(
    *,
    manual_scaling: ManualScaling | None = None,
    automatic_scaling: FlexibleScaling = FlexibleScaling(),
    resources: Resources = Resources(),
    serving_status: str = "SERVING",
) -> Components:
    """Version of an App Engine app in the flexible environment: cores, memory and disks of its instances.

    They are those that it states, or that it scales down to. Memory includes the 0.4 GB that Google's own processes
    take. A version that is stopped has none. Instances that come with load, and traffic, are not modelled.

    Prices: https://cloud.google.com/appengine/pricing
    """
    if serving_status == "STOPPED":
        return
    instances = manual_scaling.instances if manual_scaling else automatic_scaling.min_total_instances
    yield from times(instances, grouped("instance", _instance(resources)))


def _instance(resources: Resources) -> Components:
    """One instance of the flexible environment."""
    memory = resources.memory_gb + OVERHEAD_GB
    yield hourly("vCPU", PriceQuery(APP_ENGINE, "Flex Instance Core Hours"), count=resources.cpu, unit="vCPU-Hours")
    yield hourly("Memory", PriceQuery(APP_ENGINE, "Flex Instance RAM"), count=memory, unit="GiB-Hours")
    yield from disk("pd-standard", resources.disk_gb)
