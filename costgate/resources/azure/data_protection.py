"""Azure Backup by backup vaults: disks, blobs, Kubernetes clusters and PostgreSQL servers."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Annotated

from costgate.model import CostComponent
from costgate.resources.azure import STORAGE
from costgate.resources.azure.backup import BACKUP, REDUNDANCY
from costgate.resources.components import Block, Components, PriceQuery, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

DATABASE_STEP_GB = 250
"""What one unit of a protected database holds. https://azure.microsoft.com/pricing/details/backup/"""


class Vault(Block):
    """What is read of an `azurerm_data_protection_backup_vault`: how its storage is kept."""

    redundancy: str = "LocallyRedundant"
    cross_region_restore_enabled: bool = False

    @property
    def kept(self) -> str:
        """Its redundancy as the price list spells it."""
        return "RA-GRS" if self.cross_region_restore_enabled else REDUNDANCY.get(self.redundancy, "LRS")


InVault = Annotated[Vault | None, Ref("azurerm_data_protection_backup_vault", "vault_id")]


@resource("azurerm_data_protection_backup_instance_disk")
def disk(*, snapshot_storage_gb: Usage[Decimal | None] = None) -> Components:
    """Backup of a disk: what its incremental snapshots store. There is no other charge.

    Prices: https://azure.microsoft.com/pricing/details/managed-disks/
    """
    yield _snapshots(snapshot_storage_gb)


@resource("azurerm_data_protection_backup_instance_kubernetes_cluster")
def kubernetes_cluster(
    *,
    vault: InVault = None,
    protected_namespaces: Usage[Decimal | None] = None,
    snapshot_storage_gb: Usage[Decimal | None] = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Backup of a Kubernetes cluster: each namespace, snapshots of its volumes, and what is stored in the vault.

    Prices: https://azure.microsoft.com/pricing/details/backup/
    """
    query = PriceQuery(BACKUP, "Backup / Azure Kubernetes / Azure Kubernetes Protected Instance")
    yield usage("Protected namespaces", query, protected_namespaces, "Months")
    yield _snapshots(snapshot_storage_gb)
    yield _stored(vault, backup_storage_gb)


@resource("azurerm_data_protection_backup_instance_blob_storage")
def blob_storage(
    *,
    storage_account_container_names: tuple[str, ...] = (),
    vault: InVault = None,
    protected_instances: Usage[Decimal | None] = None,
    backup_storage_gb: Usage[Decimal | None] = None,
    monthly_write_operations: Usage[Decimal | None] = None,
) -> Components:
    """Backup of blobs: nothing where it stays in the account; units of the instance, storage and writes in a vault.

    Containers are named for vaulted backups alone. How many units an account is depends on its size, which no plan has.

    Prices: https://azure.microsoft.com/pricing/details/backup/
    """
    if storage_account_container_names:
        meter = "Backup / Azure Blob / Azure Blob"
        yield usage(
            "Protected instance", PriceQuery(BACKUP, f"{meter} Protected Instance"), protected_instances, "Months"
        )
        kept = (vault or Vault()).kept
        query = PriceQuery(BACKUP, f"{meter} {kept} Write Operations")
        yield usage(f"Write operations ({kept})", query, monthly_write_operations, "Operations")
        yield _stored(vault, backup_storage_gb)


@resource(
    "azurerm_data_protection_backup_instance_postgresql",
    "azurerm_data_protection_backup_instance_postgresql_flexible_server",
)
def postgresql(
    *,
    vault: InVault = None,
    database_size_gb: Usage[Decimal | None] = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Backup of a PostgreSQL server or database: a unit for each 250 GB that it begins, and what is stored.

    Prices: https://azure.microsoft.com/pricing/details/backup/
    """
    units = None
    if database_size_gb is not None:
        units = max((database_size_gb / DATABASE_STEP_GB).to_integral_value(ROUND_CEILING), Decimal(1))
    query = PriceQuery(BACKUP, "Backup / PostgreSQL / PostgreSQL Protected Instance")
    yield usage("Protected instance", query, units, "Months")
    yield _stored(vault, backup_storage_gb)


def _snapshots(stored: Decimal | None) -> CostComponent:
    query = PriceQuery(STORAGE, "Standard HDD Managed Disks / Snapshots LRS / LRS Snapshots")
    return usage("Snapshots", query, stored, "GB-Months")


def _stored(vault: Vault | None, stored: Decimal | None) -> CostComponent:
    kept = (vault or Vault()).kept
    query = PriceQuery(BACKUP, f"Backup / Standard / Standard {kept} Data Stored")
    return usage(f"Data stored ({kept})", query, stored, "GB-Months")
