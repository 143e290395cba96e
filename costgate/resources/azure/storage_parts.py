"""What stands in Azure Storage accounts: file shares, queues, tables, encryption scopes, inventories."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.azure import STORAGE
from costgate.resources.azure.storage import (
    GEO_REPLICATION,
    Row,
    files,
    lines,
    performance_v2,
    redundancy,
    storage_v2,
    written_as,
)
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Ref, ReferredBy, Usage
from costgate.resources.registry import resource


class CustomerKey(Block):
    """A `customer_managed_key` block, or what is read of an `azurerm_storage_account_customer_managed_key`."""


class Account(Block):
    """What is read of an `azurerm_storage_account`."""

    account_kind: str = "StorageV2"
    account_tier: str = "Standard"
    account_replication_type: str = "LRS"
    provisioned_billing_model_version: str = ""
    customer_managed_key: tuple[CustomerKey, ...] = ()
    keys: Annotated[
        tuple[CustomerKey, ...], ReferredBy("azurerm_storage_account_customer_managed_key", "storage_account_id")
    ] = ()

    @property
    def kept(self) -> str:
        """Its redundancy as the price list spells it."""
        return redundancy(self.account_replication_type)


InAccount = Annotated[Account | None, Ref("azurerm_storage_account", "storage_account_name storage_account_id")]
TableAccount = Annotated[Account | None, Ref("azurerm_storage_account", "storage_account_name")]

_ELSEWHERE = "its azurerm_storage_account is not in this plan, which tells redundancy and region"


@resource("azurerm_storage_share", region_of="account")
def share(
    *,
    account: InAccount = None,
    access_tier: str = "",
    quota: Decimal | None = None,
    storage_gb: Usage[Decimal | None] = None,
    snapshots_storage_gb: Usage[Decimal | None] = None,
    metadata_at_rest_storage_gb: Usage[Decimal | None] = None,
    monthly_write_operations: Usage[Decimal | None] = None,
    monthly_list_operations: Usage[Decimal | None] = None,
    monthly_read_operations: Usage[Decimal | None] = None,
    monthly_other_operations: Usage[Decimal | None] = None,
    monthly_data_retrieval_gb: Usage[Decimal | None] = None,
    provisioned_iops: Usage[Decimal | None] = None,
    provisioned_throughput_mibps: Usage[Decimal | None] = None,
) -> Components:
    """File share: what it stores and is asked; of a premium share, the quota that is provisioned.

    In an account of the second provisioned model it is billed by its quota, IOPS and throughput: the usage file states
    those that are billed, of SSDs without those included. What bursts cost is not modelled.

    Prices: https://azure.microsoft.com/pricing/details/storage/files/
    """
    if account is None:
        raise Unpriced(_ELSEWHERE)
    if account.provisioned_billing_model_version:
        ssd = account.account_tier == "Premium"
        yield storage_v2(account.kept, storage_gb, ssd=ssd, quota=quota)
        performance = provisioned_iops, provisioned_throughput_mibps
        yield from performance_v2(account.kept, *performance, snapshots_storage_gb, ssd=ssd)
        return
    premium = access_tier == "Premium" or account.account_kind == "FileStorage"
    place, rows = files(access_tier or "TransactionOptimized", account.kept, premium=premium)
    if premium and storage_gb is None and quota is not None:
        (name, _, meter, unit), *rows = rows
        yield monthly(name, PriceQuery(STORAGE, f"{place} / {meter}"), quota, unit)
    used = {
        "data_at_rest_storage_gb": storage_gb,
        "snapshots_storage_gb": snapshots_storage_gb,
        "metadata_at_rest_storage_gb": metadata_at_rest_storage_gb,
        "monthly_write_operations": monthly_write_operations,
        "monthly_list_and_create_container_operations": monthly_list_operations,
        "monthly_read_operations": monthly_read_operations,
        "monthly_other_operations": monthly_other_operations,
        "monthly_data_retrieval_gb": monthly_data_retrieval_gb,
    }
    yield from lines(place, rows, used)


@resource("azurerm_storage_queue", region_of="account")
def queue(
    *,
    account: InAccount = None,
    monthly_storage_gb: Usage[Decimal | None] = None,
    monthly_class_1_operations: Usage[Decimal | None] = None,
    monthly_class_2_operations: Usage[Decimal | None] = None,
    monthly_geo_replication_data_transfer_gb: Usage[Decimal | None] = None,
) -> Components:
    """Queue: its messages, the operations on them, and what is copied to another region.

    Prices: https://azure.microsoft.com/pricing/details/storage/queues/
    """
    if account is None:
        raise Unpriced(_ELSEWHERE)
    kept, base = account.kept, written_as(account.kept)
    product = "Queues" if account.account_kind == "Storage" else "Queues v2"
    zoned = "ZRS " if base.endswith("ZRS") else ""
    used = {"stored": monthly_storage_gb, "class 1": monthly_class_1_operations, "class 2": monthly_class_2_operations}
    rows: list[Row] = [
        ("Capacity", "stored", f"{kept} Data Stored", "GB-Months"),
        ("Class 1 operations", "class 1", f"{base} Class 1 Operations", "Operations"),
        ("Class 2 operations", "class 2", f"{zoned}Class 2 Operations", "Operations"),
    ]
    yield from lines(f"{product} / Standard {kept}", rows, used)
    if base.startswith("G"):
        copied = monthly_geo_replication_data_transfer_gb
        yield usage("Geo-replication data transfer", GEO_REPLICATION, copied, "GB")


@resource("azurerm_storage_table", region_of="account")
def table(
    *,
    account: TableAccount = None,
    monthly_storage_gb: Usage[Decimal | None] = None,
    monthly_batch_write_operations: Usage[Decimal | None] = None,
    monthly_write_operations: Usage[Decimal | None] = None,
    monthly_read_operations: Usage[Decimal | None] = None,
    monthly_scan_operations: Usage[Decimal | None] = None,
    monthly_list_operations: Usage[Decimal | None] = None,
    monthly_delete_operations: Usage[Decimal | None] = None,
) -> Components:
    """Table: what it stores and is asked. Encryption with the account's own key has other prices.

    Prices: https://azure.microsoft.com/pricing/details/storage/tables/
    """
    if account is None:
        raise Unpriced(_ELSEWHERE)
    kept = account.kept
    encrypted = bool(account.customer_managed_key or account.keys)
    family = "Account Encrypted" if encrypted else "Standard"
    of_family = "Account Encrypted " if encrypted else ""
    writes = kept if kept == "RA-GZRS" else written_as(kept)
    written = "" if writes in ("LRS", "ZRS") else f"{writes} "
    stored = of_family if kept.endswith("GZRS") else ""
    used = {
        "stored": monthly_storage_gb,
        "batch": monthly_batch_write_operations,
        "write": monthly_write_operations,
        "read": monthly_read_operations,
        "scan": monthly_scan_operations,
        "list": monthly_list_operations,
        "delete": monthly_delete_operations,
    }
    rows: list[Row] = [
        ("Capacity", "stored", f"{stored}{kept} Data Stored", "GB-Months"),
        ("Batch write operations", "batch", f"{of_family}{written}Batch Write Operations", "Operations"),
        ("Write operations", "write", f"{of_family}{written}Write Operations", "Operations"),
        ("Read operations", "read", f"{of_family}Read Operations", "Operations"),
        ("Scan operations", "scan", f"{of_family}Scan Operations", "Operations"),
        ("List operations", "list", f"{of_family}List Operations", "Operations"),
        ("Delete operations", "delete", f"{of_family}Delete Operations", "Operations"),
    ]
    yield from lines(f"Tables / {family} {kept}", rows, used)


class ScopedAccount(Account):
    """What an encryption scope or an inventory reads of its account."""

    access_tier: str = "Hot"
    is_hns_enabled: bool = False


@resource("azurerm_storage_encryption_scope", region_of="account")
def encryption_scope(
    *, account: Annotated[ScopedAccount | None, Ref("azurerm_storage_account", "storage_account_id")] = None
) -> Components:
    """Encryption scope: a month of it, by the access tier and the redundancy of its account.

    Prices: https://azure.microsoft.com/pricing/details/storage/blobs/
    """
    if account is None:
        raise Unpriced(_ELSEWHERE)
    kept = f"{account.access_tier} {account.kept}"
    query = PriceQuery(STORAGE, f"Blob Features / {kept} / {kept} Named Encryption Scopes")
    yield monthly(f"Encryption scope ({kept})", query, 1, "Months")


@resource("azurerm_storage_blob_inventory_policy", region_of="account")
def blob_inventory(
    *,
    account: Annotated[ScopedAccount | None, Ref("azurerm_storage_account", "storage_account_id")] = None,
    monthly_scanned_objects: Usage[Decimal | None] = None,
) -> Components:
    """Inventory of blobs: the objects that its runs go through. Reports are billed as blobs of the account.

    Prices: https://azure.microsoft.com/pricing/details/storage/blobs/
    """
    if account is None:
        raise Unpriced(_ELSEWHERE)
    premium = account.account_tier == "Premium"
    tree = " v2 Hierarchical Namespace" if account.is_hns_enabled else "" if premium else " v2"
    product = f"{'Premium' if premium else 'General'} Block Blob{tree}"
    kept = f"{'Premium' if premium else account.access_tier} {account.kept}"
    query = PriceQuery(STORAGE, f"{product} / {kept} / {kept} Blob Inventory")
    yield usage("Scanned objects", query, monthly_scanned_objects, "Operations")
