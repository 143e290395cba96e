"""Azure Backup: recovery services vaults, the virtual machines and file shares that they protect."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Annotated, Literal

from costgate.resources.azure.classic import ClassicDataDisk, ClassicImage, ClassicOsDisk, WindowsProfile, system_of
from costgate.resources.azure.compute import ImageReference, OperatingSystem, OsDisk, image_size
from costgate.resources.azure.disks import Source
from costgate.resources.components import Block, Components, PriceQuery, grouped, monthly, usage
from costgate.resources.marks import Address, Attribute, BilledTogether, Ref, ReferredBy, Together, TypeName, Usage
from costgate.resources.registry import resource

BACKUP = "Backup"

HALF_UP_TO_GB, STEP_GB = 50, 500
"""An instance up to 50 GB costs half, a larger one the whole for each 500 GB that it begins.
https://azure.microsoft.com/pricing/details/backup/"""

REDUNDANCY = {"GeoRedundant": "GRS", "LocallyRedundant": "LRS", "ZoneRedundant": "ZRS"}

MACHINES = "azurerm_linux_virtual_machine azurerm_windows_virtual_machine azurerm_virtual_machine"


class Attachment(Block):
    """What is read of an `azurerm_virtual_machine_data_disk_attachment`: the disk, and where the machine sees it."""

    lun: int = -1
    disk: Annotated[Source, Ref("azurerm_managed_disk", "managed_disk_id")] = Source()


class Disks(Block):
    """Which data disks of a machine are backed up: those that are included if any are, but those that are excluded."""

    include_disk_luns: tuple[int, ...] = ()
    exclude_disk_luns: tuple[int, ...] = ()

    def take(self, lun: int) -> bool:
        """True if the disk at `lun` is backed up."""
        included = not self.include_disk_luns or any(lun == number for number in self.include_disk_luns)
        return included and all(lun != number for number in self.exclude_disk_luns)


class Machine(Block):
    """What is read of a virtual machine: its disks."""

    type_name: Annotated[str, TypeName] = ""
    os_disk: OsDisk = OsDisk()
    source_image_reference: ImageReference = ImageReference()
    storage_os_disk: ClassicOsDisk = ClassicOsDisk()
    storage_data_disk: tuple[ClassicDataDisk, ...] = ()
    storage_image_reference: ClassicImage = ClassicImage()
    os_profile_windows_config: WindowsProfile | None = None
    attachments: Annotated[
        tuple[Attachment, ...], ReferredBy("azurerm_virtual_machine_data_disk_attachment", "virtual_machine_id")
    ] = ()

    def size(self, disks: Disks) -> int:
        """Its disks in GB, those with data as far as `disks` says."""
        system: OperatingSystem = "Windows" if "windows" in self.type_name else "Linux"
        image = image_size(self.source_image_reference, system)
        if self.type_name == "azurerm_virtual_machine":
            older = self.storage_image_reference
            image = image_size(older, system_of(self.os_profile_windows_config, self.storage_os_disk.os_type, older))
        return (
            (self.os_disk.disk_size_gb or self.storage_os_disk.disk_size_gb or image)
            + sum(d.disk_size_gb or 0 for d in self.storage_data_disk if disks.take(d.lun))
            + sum(a.disk.size or 0 for a in self.attachments if disks.take(a.lun))
        )


class Use(Block):
    """What the usage file says of a protected machine."""

    disk_utilization_gb: Decimal | None = None
    additional_backup_retention_gb: Decimal | None = None


class ProtectedMachine(Disks):
    """What a vault reads of an `azurerm_backup_protected_vm`, and of what the usage file says of it."""

    address: Annotated[str, Address] = ""
    machine: Annotated[Machine | None, Ref(MACHINES, "source_vm_id")] = None
    disk_utilization_gb: Usage[Decimal | None] = None
    additional_backup_retention_gb: Usage[Decimal | None] = None

    @property
    def use(self) -> Use:
        """What its own entry of the usage file says."""
        return Use(
            disk_utilization_gb=self.disk_utilization_gb,
            additional_backup_retention_gb=self.additional_backup_retention_gb,
        )


class Vault(Block):
    """What a protected machine reads of its vault: that it is in the plan."""


@resource("azurerm_recovery_services_vault")
def vault(
    *,
    storage_mode_type: Literal["GeoRedundant", "LocallyRedundant", "ZoneRedundant"] = "GeoRedundant",
    cross_region_restore_enabled: bool = False,
    protected: Annotated[
        tuple[ProtectedMachine, ...], ReferredBy("azurerm_backup_protected_vm", "recovery_vault_name")
    ] = (),
    uses: Annotated[Usage[Mapping[str, Use]], Attribute("azurerm_backup_protected_vm")] = {},  # noqa: B006
) -> Components:
    """Recovery services vault: each machine that it protects, and what is stored of it.

    A machine takes the size of its disks that are backed up, unless the usage file says what of it is used, here or at
    the machine. Databases, the archive tier and Site Recovery are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/backup/
    """
    kept = REDUNDANCY[storage_mode_type]
    for machine in protected:
        named = (u for a, u in uses.items() if machine.address == a or machine.address.endswith(f".{a}"))
        use = next(named, machine.use)
        size = Decimal(machine.machine.size(machine)) if machine.machine else None
        across = kept == "GRS" and cross_region_restore_enabled
        yield from grouped(machine.address, _instance(size, use, "RA-GRS" if across else kept))


@resource("azurerm_backup_protected_vm", region_of="vault")
def protected_vm(
    *,
    vault: Annotated[Vault | None, Ref("azurerm_recovery_services_vault", "recovery_vault_name")] = None,
    machine: Annotated[Machine | None, Ref(MACHINES, "source_vm_id")] = None,
    disks: Annotated[Disks, Together],
    disk_utilization_gb: Usage[Decimal | None] = None,
    additional_backup_retention_gb: Usage[Decimal | None] = None,
) -> Components:
    """Protected machine: priced with its vault, and here if that is not in the plan, as one of geo-redundant storage.

    Prices: https://azure.microsoft.com/pricing/details/backup/
    """
    if vault is None:
        use = Use(
            disk_utilization_gb=disk_utilization_gb, additional_backup_retention_gb=additional_backup_retention_gb
        )
        yield from _instance(Decimal(machine.size(disks)) if machine else None, use, REDUNDANCY["GeoRedundant"])


@resource("azurerm_backup_protected_file_share", region_of="vault")
def protected_file_share(
    *,
    vault: Annotated[Vault | None, Ref("azurerm_recovery_services_vault", "recovery_vault_name")] = None,  # noqa: ARG001
    together: Annotated[int, BilledTogether("source_storage_account_id")] = 1,
) -> Components:
    """Protected file share: its part of what the protected shares of a storage account cost together.

    Snapshots are billed with the share. That accounts with little data cost less, and vaulted backups, are not
    modelled.

    Prices: https://azure.microsoft.com/pricing/details/backup/
    """
    query = PriceQuery(BACKUP, "Backup / Azure Files / Azure Files Protected Instance")
    yield monthly("Instance backup", query, Decimal(1) / together, "Months")


def _instance(size: Decimal | None, use: Use, kept: str) -> Components:
    protected = use.disk_utilization_gb if use.disk_utilization_gb is not None else size
    query = PriceQuery(BACKUP, "Backup / Azure VM / Azure VM Protected Instance")
    if protected is None:
        yield usage("Instance backup", query, None, "Months")
    else:
        steps = Decimal("0.5") if protected <= HALF_UP_TO_GB else (protected / STEP_GB).to_integral_value(ROUND_CEILING)
        yield monthly("Instance backup", query, steps, "Months")
    stored = None if protected is None else protected + (use.additional_backup_retention_gb or 0)
    query = PriceQuery(BACKUP, f"Backup / Standard / Standard {kept} Data Stored")
    yield usage(f"Data stored ({kept})", query, stored, "GB-Months")
