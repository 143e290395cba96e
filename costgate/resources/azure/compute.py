"""Azure virtual machines, with their operating systems and the disks that these are on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Annotated, Literal

from costgate.resources.azure import LICENCES, MACHINES, STORAGE
from costgate.resources.azure.disks import Image, disk
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, grouped, hourly, usage
from costgate.resources.facts import table
from costgate.resources.marks import Attribute, Ref, ReferredBy, TypeName, Usage
from costgate.resources.registry import resource

OperatingSystem = Literal["Linux", "Windows"]

HYBRID_BENEFIT = ("Windows_Client", "Windows_Server")
"""Windows licences that somebody brings along: the machine costs what it does with Linux.
https://learn.microsoft.com/windows-server/get-started/azure-hybrid-benefit"""

SUBSCRIPTIONS = {
    ("redhat", "RHEL"): (
        ("sapha", "Red Hat Enterprise Linux for SAP with HA"),
        ("sap", "Red Hat Enterprise Linux for SAP Business Applications"),
        ("rhelha", "Red Hat Enterprise Linux with HA"),
        ("rhel", "Red Hat Enterprise Linux"),
    ),
    ("suse", "SLES"): (
        ("sap", "SUSE for SAP Linux Enterprise Server"),
        ("hpc", "SUSE Linux Enterprise Server for HPC Standard"),
        ("basic", "SUSE Linux Enterprise Server Basic"),
        ("sles", "SUSE Linux Enterprise Server Standard"),
    ),
    ("canonical", "UBUNTU"): (("ubuntupro", "Ubuntu Pro"),),
}
"""Linux that costs: publisher, and how its `license_type` begins -> a part of the name of the offer, the SKU
(ubuntu-24_04-lts has a SKU ubuntu-pro) or the licence, and the product; the first that fits.
https://learn.microsoft.com/azure/virtual-machines/linux/endorsed-distros,
https://learn.microsoft.com/azure/virtual-machines/linux/azure-hybrid-benefit-linux"""

SQL_PUBLISHER = "microsoftsqlserver"
"""Its images may be on Linux that costs, as their offers say: sql2019-rhel8.
https://learn.microsoft.com/azure/virtual-machines/linux/cli-ps-findimage"""

OWN = ("byos", "byol", "free")
"""Parts of the names of images without a fee, or for which somebody brings a licence along."""

IMAGE_GB = {"Linux": 30, "Windows": 127}
"""What a marketplace image's disk has if the plan does not say. https://learn.microsoft.com/azure/virtual-machines/managed-disks-overview"""

SMALL_IMAGE_GB = 30
"""What Windows images called "smalldisk" have. https://learn.microsoft.com/azure/virtual-machines/windows/expand-os-disk"""

SUSE_BANDS = {0: "?", 1: "1-2", 2: "1-2", 3: "3-4", 4: "3-4"}
"""vCPUs by which SUSE's support is priced; from five on it is one price.
https://azure.microsoft.com/pricing/details/virtual-machines/sles-standard/"""

SQL_SMALLEST, SQL_SMALLEST_BAND = 4, "1-4"
"""SQL Server is licensed for four vCPUs at least.
https://azure.microsoft.com/pricing/details/virtual-machines/sql-server-standard/"""

SQL_EDITIONS = ("Enterprise", "Standard", "Web")
"""Editions that cost; Developer and Express are free. https://azure.microsoft.com/pricing/details/virtual-machines/sql-server-standard/"""

FEATURES = re.compile(r"(?:standard|basic)_([a-z]+(\d+)(?:-(\d+))?[a-z]*)(?:-(\d+))?(?:_|$)", re.IGNORECASE)
"""A size's family, vCPUs and features, whatever follows them: E4-2s and M24s-12 have fewer vCPUs than their family.
https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions"""

SIZE = re.compile(r"(standard|basic)_([a-z]+)(\d+(?:-\d+)?[a-z]*)(_v\d+)?(_promo)?", re.IGNORECASE)


@cache
def _spellings() -> Mapping[str, str]:
    """Known sizes by themselves in small letters."""
    return {size.lower(): size for size in table("azure/vm_sizes")}


def canonical(size: str) -> str:
    """A size as the price list spells it; Azure takes any case. "standard_d2S_V3" -> "Standard_D2s_v3".

    Names with an accelerator, such as Standard_NC24ads_A100_v4, follow no rule for capitals.
    """
    found = SIZE.fullmatch(size)
    if not found:
        return _spellings().get(size.lower(), size)
    tier, family, number, version, promo = found.groups("")
    return f"{tier.capitalize()}_{family.upper()}{number.lower()}{version.lower()}{'_Promo' if promo else ''}"


class OsDisk(Block):
    """The `os_disk` block."""

    storage_account_type: str = ""
    disk_size_gb: int | None = None
    diff_disk_settings: DiffDisk | None = None


class DiffDisk(Block):
    """The `diff_disk_settings` block: an ephemeral disk on the host, which costs nothing."""

    option: str = ""


class Capabilities(Block):
    """The `additional_capabilities` block."""

    ultra_ssd_enabled: bool = False


class ImageReference(Block):
    """The `source_image_reference` block."""

    publisher: str = ""
    offer: str = ""
    sku: str = ""


class MarketplacePlan(Block):
    """The `plan` block: a marketplace image with terms of its own."""

    publisher: str = ""
    product: str = ""
    name: str = ""


class SqlMachine(Block):
    """What is read of an `azurerm_mssql_virtual_machine`: whether the SQL Server licence is brought along."""

    sql_license_type: str = "PAYG"


class Host(Block):
    """What is read of an `azurerm_dedicated_host`: the Windows licence of the machines on it, if it has one for all."""

    license_type: str = ""


class HostGroup(Block):
    """What is read of a group of dedicated hosts: that there is one, whose id is not known before it is created."""


class OsDiskUsage(Block):
    """What the usage file says of the operating system's disk."""

    monthly_disk_operations: Decimal | None = None


@resource("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine")
def virtual_machine(
    *,
    type_name: Annotated[str, TypeName],
    size: str,
    priority: str = "Regular",
    license_type: str = "",
    os_disk: OsDisk,
    additional_capabilities: Capabilities = Capabilities(),
    source_image_reference: ImageReference = ImageReference(),
    image: Annotated[Image | None, Ref("azurerm_image", "source_image_id")] = None,
    plan: MarketplacePlan = MarketplacePlan(),
    sql: Annotated[tuple[SqlMachine, ...], ReferredBy("azurerm_mssql_virtual_machine", "virtual_machine_id")] = (),
    os_managed_disk_id: str = "",
    dedicated_host_id: str = "",
    dedicated_host_group_id: str = "",
    host: Annotated[Host | None, Ref("azurerm_dedicated_host", "dedicated_host_id")] = None,
    host_group: Annotated[HostGroup | None, Ref("azurerm_dedicated_host_group", "dedicated_host_group_id")] = None,
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
    os_disk_usage: Annotated[Usage[OsDiskUsage], Attribute("os_disk")] = OsDiskUsage(),
) -> Components:
    """Virtual machine: its hours, what the image's software costs beyond Windows, and the operating system's disk.

    A machine on a dedicated host is paid for with the host, Windows excepted, unless the host has its licence. Capacity
    reservations, Azure's dev/test rates and the encryption of confidential disks are not modelled. Where ultra disks
    may be attached, that costs as long as none is: `Ultra disk reservation`.

    Prices: https://azure.microsoft.com/pricing/details/virtual-machines/linux/
    """
    system: OperatingSystem = "Windows" if "windows" in type_name else "Linux"
    if dedicated_host_id or dedicated_host_group_id or host or host_group:
        if host is None or not host.license_type.startswith("Windows_Server"):
            yield from hosted(size, system, license_type, monthly_hrs)
    else:
        yield from instance(size, system, license_type, priority, monthly_hrs)
    yield from software(source_image_reference, plan, size, license_type, monthly_hrs, sql)
    if additional_capabilities.ultra_ssd_enabled:
        yield from ultra_reservation()
    if not os_disk.diff_disk_settings and not os_managed_disk_id:
        of_image = (image.os_disk.size_gb if image else None) or image_size(source_image_reference, system)
        operations = os_disk_usage.monthly_disk_operations
        own = disk(os_disk.storage_account_type, os_disk.disk_size_gb or of_image, operations=operations)
        yield from grouped("os_disk", own)


def is_hybrid(license_type: str) -> bool:
    """True if somebody brings the Windows licence along."""
    return any(license_type == own for own in HYBRID_BENEFIT)


def instance(size: str, system: OperatingSystem, license_type: str, priority: str, hours: Decimal) -> Components:
    """The hours of a machine. Spot machines are billed at today's price, up to `max_bid_price`."""
    hybrid = is_hybrid(license_type)
    bought = "spot" if priority == "Spot" else "on_demand"
    how = "hybrid benefit" if hybrid else "spot" if bought == "spot" else "pay as you go"
    query = PriceQuery(MACHINES, canonical(size), "Linux" if hybrid else system, bought)
    yield hourly(f"Instance usage ({system}, {how}, {size})", query, hours)


def hosted(size: str, system: OperatingSystem, license_type: str, hours: Decimal) -> Components:
    """The hours of a machine on a dedicated host, which is paid for as such: Windows, unless a licence is brought."""
    if system == "Windows" and not is_hybrid(license_type):
        yield from _licence("Windows Server", f"{vcpus_of(size)} vCPU VM", hours)


def ultra_reservation() -> Components:
    """What the support of ultra disks costs for each vCPU while no ultra disk is attached."""
    query = PriceQuery(STORAGE, "Ultra Disks / Ultra LRS / Ultra LRS Reservation per vCPU Provisioned")
    yield usage("Ultra disk reservation (if unattached)", query, None, "Hours")


def image_size(image: ImageReference, system: OperatingSystem) -> int:
    """What the disk of a marketplace image has in GB."""
    return SMALL_IMAGE_GB if "smalldisk" in image.sku.lower() else IMAGE_GB[system]


def software(
    image: ImageReference,
    plan: MarketplacePlan,
    size: str,
    license_type: str,
    hours: Decimal,
    sql: tuple[SqlMachine, ...] = (),
) -> Components:
    """Linux subscriptions, SQL Server and marketplace products: what an image costs beside the machine."""
    vcpus = vcpus_of(size)
    publisher, name = image.publisher.lower(), f"{image.offer} {image.sku}".lower()
    own = any(word in name for word in OWN)
    product = _subscription(publisher, name, license_type)
    if product and not own and not license_type.endswith("_BYOS"):
        banded = product.startswith("SUSE")
        billed = SUSE_BANDS.get(vcpus, "5+") if banded else vcpus
        yield from _licence(product, f"{billed} vCPU VM", hours, "Support" if banded else "License")
    edition = next((e for e in SQL_EDITIONS if e.lower() in image.sku.lower()), "")
    if publisher == SQL_PUBLISHER and edition and not own and all(s.sql_license_type == "PAYG" for s in sql):
        billed = vcpus if vcpus > SQL_SMALLEST else SQL_SMALLEST_BAND
        yield from _licence(f"SQL Server {edition}", f"{billed} vCPU VM", hours)
    names = (plan.publisher, plan.product, plan.name)
    if plan.product and not any(word in " ".join(names).lower() for word in OWN):
        yield hourly("Marketplace plan", PriceQuery("Azure Marketplace", " / ".join(names)), hours)


def _subscription(publisher: str, image: str, license_type: str) -> str:
    """The Linux that is subscribed to: what `license_type` names, wherever the image is from, else the image's."""
    for (owner, licence), products in SUBSCRIPTIONS.items():
        its_own = publisher in (owner, SQL_PUBLISHER)
        named = license_type if license_type.startswith(licence) else image if its_own else ""
        plain = named.lower().replace("-", "").replace("_", "")
        if product := next((product for part, product in products if part in plain), ""):
            return product
    return ""


def _licence(product: str, sku: str, hours: Decimal, what: str = "License") -> Components:
    query = PriceQuery(LICENCES, f"{product} / {sku} / {sku} {what}", region="global")
    yield hourly(f"Licence ({product}, {sku})", query, hours)


def vcpus_of(size: str) -> int:
    """The vCPUs of a size, as the name of a new one has them; 0 if they are not known."""
    if known := table("azure/vm_sizes").get(canonical(size)):
        return int(known["vcpu"])
    named = FEATURES.match(size)
    return int(named[4] or named[3] or named[2]) if named else 0


def takes_premium(size: str) -> bool:
    """True for sizes that take Premium SSDs: those with an s in their family or features, such as Standard_D2s_v3.

    What follows these is the accelerator and the version: Standard_NC24ads_A100_v4.
    https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
    """
    found = FEATURES.match(size)
    return found is not None and "s" in found[1].lower()
