"""Machines of Azure DevTest Labs."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.azure.compute import (
    ImageReference,
    MarketplacePlan,
    OperatingSystem,
    image_size,
    instance,
    software,
)
from costgate.resources.azure.disks import disk
from costgate.resources.components import HOURS_PER_MONTH, Components, grouped
from costgate.resources.marks import TypeName, Usage
from costgate.resources.registry import resource

DISKS = {"Premium": "Premium_LRS", "Standard": "Standard_LRS", "StandardSSD": "StandardSSD_LRS"}
"""`storage_type` -> the kind of disk. https://learn.microsoft.com/azure/devtest-labs/devtest-lab-faq"""


@resource("azurerm_dev_test_linux_virtual_machine", "azurerm_dev_test_windows_virtual_machine")
def lab_machine(
    *,
    type_name: Annotated[str, TypeName],
    size: str,
    storage_type: Literal["Premium", "Standard", "StandardSSD"],
    gallery_image_reference: ImageReference = ImageReference(),
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
) -> Components:
    """Machine of a lab: its hours, what the image's software costs beyond Windows, and the operating system's disk.

    It is taken to run all month, as if the lab never shut it down, unless the usage file states its hours. Its share of
    a public address is not modelled.

    Prices: https://azure.microsoft.com/pricing/details/devtest-lab/
    """
    system: OperatingSystem = "Windows" if "windows" in type_name else "Linux"
    yield from instance(size, system, "", "Regular", monthly_hrs)
    yield from software(gallery_image_reference, MarketplacePlan(), size, "", monthly_hrs)
    yield from grouped("os_disk", disk(DISKS[storage_type], image_size(gallery_image_reference, system)))
