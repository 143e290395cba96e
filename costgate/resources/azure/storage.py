"""Azure Storage accounts: blobs and files, by the account's usage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Literal

from msgspec.structs import asdict

from costgate.model import CostComponent
from costgate.resources.azure import STORAGE
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Together, Usage
from costgate.resources.registry import resource

Row = tuple[str, str, str, str]
"""A line: its name, the usage key, the meter within its product and SKU (or a whole one), the unit."""

V2 = "General Block Blob v2"
DATA_LAKE = "Azure Data Lake Storage Gen2 Hierarchical Namespace"


GEO_REPLICATION = PriceQuery(STORAGE, "Storage - Bandwidth / Geo-Replication v2 / Geo-Replication v2 Data Transfer")
"""What is written to an account with a second region goes there too, once by the GB.
https://azure.microsoft.com/pricing/details/storage/blobs/"""


def redundancy(replication_type: str) -> str:
    """How the price list spells a replication type: RAGRS -> RA-GRS."""
    return f"RA-{replication_type[2:]}" if replication_type.startswith("RA") else replication_type


def written_as(kept: str) -> str:
    """The redundancy that writes are billed by: reading from the second region makes no difference."""
    return kept.removeprefix("RA-")


class BlobProperties(Block):
    """The `blob_properties` block."""

    change_feed_enabled: bool = False


class AccountUsage(Block):
    """What the usage file says of an account."""

    data_at_rest_storage_gb: Usage[Decimal | None] = None
    early_deletion_gb: Usage[Decimal | None] = None
    snapshots_storage_gb: Usage[Decimal | None] = None
    metadata_at_rest_storage_gb: Usage[Decimal | None] = None
    storage_gb: Usage[Decimal | None] = None
    monthly_iterative_write_operations: Usage[Decimal | None] = None
    monthly_write_operations: Usage[Decimal | None] = None
    monthly_list_and_create_container_operations: Usage[Decimal | None] = None
    monthly_iterative_read_operations: Usage[Decimal | None] = None
    monthly_read_operations: Usage[Decimal | None] = None
    monthly_other_operations: Usage[Decimal | None] = None
    monthly_data_retrieval_gb: Usage[Decimal | None] = None
    monthly_data_write_gb: Usage[Decimal | None] = None
    provisioned_iops: Usage[Decimal | None] = None
    provisioned_throughput_mibps: Usage[Decimal | None] = None
    monthly_geo_replication_data_transfer_gb: Usage[Decimal | None] = None
    monthly_blob_changes: Usage[Decimal | None] = None
    blob_index_tags: Usage[Decimal | None] = None


@resource("azurerm_storage_account")
def storage_account(
    *,
    account_kind: Literal["BlobStorage", "BlockBlobStorage", "FileStorage", "Storage", "StorageV2"] = "StorageV2",
    account_tier: Literal["Standard", "Premium"],
    account_replication_type: Literal["LRS", "GRS", "RAGRS", "ZRS", "GZRS", "RAGZRS"],
    access_tier: Literal["Hot", "Cool", "Cold", "Premium"] = "Hot",
    is_hns_enabled: bool = False,
    nfsv3_enabled: bool = False,
    sftp_enabled: bool = False,
    blob_properties: BlobProperties = BlobProperties(),
    provisioned_billing_model_version: str = "",
    used: Annotated[AccountUsage, Together],
) -> Components:
    """Storage account: what its blobs, or of a file account its shares, store and are asked, and the hours of SFTP.

    What is copied to a second region is that of its shares and tables too; queues have their own, and accounts of the
    first generation pay nothing for it.

    A file account of the second provisioned model has the lines of its shares, for shares that are in no plan.
    All data is taken to be in the account's access tier: what lifecycle rules move is not. Page blobs, which is all
    that a premium account of general purpose has, are billed by size and are not modelled.
    Inventories and encryption scopes are resources of their own.

    Prices: https://azure.microsoft.com/pricing/details/storage/blobs/
    """
    stated = asdict(used)
    kept = redundancy(account_replication_type)
    premium = account_tier == "Premium"
    if provisioned_billing_model_version:
        yield storage_v2(kept, used.data_at_rest_storage_gb, ssd=premium)
        performance = used.provisioned_iops, used.provisioned_throughput_mibps
        yield from performance_v2(kept, *performance, used.snapshots_storage_gb, ssd=premium)
        return
    if premium and account_kind in ("Storage", "StorageV2"):
        raise Unpriced(
            "a premium account of general purpose holds page blobs, expected BlockBlobStorage or FileStorage"
        )
    tier = "Hot" if access_tier == "Premium" or account_kind in ("BlockBlobStorage", "Storage") else access_tier
    hierarchical = is_hns_enabled or nfsv3_enabled
    if account_kind == "FileStorage":
        yield from lines(*files(tier, kept, premium=premium), stated)
    elif premium:
        yield from lines(*_premium_blobs(kept, hierarchical=hierarchical), stated)
    elif account_kind == "Storage":
        yield from lines(*_first_generation(kept), stated)
    elif hierarchical:
        yield from lines(*_hierarchical(tier, kept), stated)
    else:
        yield from lines(*_blobs("Blob Storage" if account_kind == "BlobStorage" else V2, tier, kept), stated)
    if written_as(kept).startswith("G") and account_kind != "Storage":
        copied = used.monthly_geo_replication_data_transfer_gb
        yield usage("Geo-replication data transfer", GEO_REPLICATION, copied, "GB")
    if blob_properties.change_feed_enabled:
        query = PriceQuery(STORAGE, "Change Feed / Blob / Blob Changes")
        yield usage("Change feed", query, used.monthly_blob_changes, "Operations")
    if sftp_enabled:
        sku = f"SSH File Transfer Protocol {kept}"
        yield hourly("SFTP", PriceQuery(STORAGE, f"Blob Features / {sku} / {sku} Hour Enabled"), unit="Units")


def lines(place: str, rows: Iterable[Row], used: Mapping[str, Decimal | None]) -> Components:
    """The lines of `rows`; `place` is the product and SKU that meters are of which name none themselves."""
    for name, key, meter, unit in rows:
        query = PriceQuery(STORAGE, meter if " / " in meter else f"{place} / {meter}")
        yield usage(name, query, used[key], unit)


ASKED = {
    "Write operations": "monthly_write_operations",
    "List and create container operations": "monthly_list_and_create_container_operations",
    "List operations": "monthly_list_and_create_container_operations",
    "Read operations": "monthly_read_operations",
    "Iterative write operations": "monthly_iterative_write_operations",
    "Iterative read operations": "monthly_iterative_read_operations",
    "All other operations": "monthly_other_operations",
    "Other operations": "monthly_other_operations",
}
"""What is asked of blobs and files -> the usage key."""


def _asked(meters: Mapping[str, str]) -> list[Row]:
    """The lines of operations, each with its meter."""
    return [(name, ASKED[name], meter, "Operations") for name, meter in meters.items()]


def _blobs(product: str, tier: str, kept: str) -> tuple[str, list[Row]]:
    """Blobs of the second generation. Zones have meters of their own for reads; some meters stand under Hot only."""
    base, zoned = written_as(kept), kept.endswith("ZRS")
    place = f"{product} / {tier} {kept}"
    hot = f"{product} / Hot {kept}"
    full = f"{tier} {kept}" if tier == "Cold" else f"{tier} ZRS" if zoned else tier
    written = f"{tier} {kept if tier == 'Cold' else base}"
    tags = f"{tier} {kept} " if tier == "Cold" else "" if base in ("LRS", "ZRS") else f"{base} "
    rows = [
        ("Capacity", "storage_gb", f"{tier} {kept} Data Stored", "GB-Months"),
        *_asked(
            {
                "Write operations": f"{written} Write Operations",
                "List and create container operations": f"{hot} / {base} List and Create Container Operations",
                "Read operations": f"{full} Read Operations",
                "All other operations": f"{hot} / All Other Operations",
            }
        ),
    ]
    if tier != "Hot":
        rows.append(("Data retrieval", "monthly_data_retrieval_gb", f"{full} Data Retrieval", "GB"))
    if tier == "Cool" and product == "Blob Storage":
        rows.append(("Data write", "monthly_data_write_gb", f"{tier} {base} Data Write", "GB"))
    rows.append(("Blob index", "blob_index_tags", f"{tags}Index Tags", "Units"))
    if tier != "Hot" and product != "Blob Storage":
        rows.append(("Early deletion", "early_deletion_gb", f"{tier} {kept} Early Delete", "GB"))
    return place, rows


def _hierarchical(tier: str, kept: str) -> tuple[str, list[Row]]:
    """Blobs in a hierarchical namespace. Iterative operations are those of Data Lake Storage."""
    base = written_as(kept)
    iterative = f"{DATA_LAKE} / Hot {kept} / Hot"
    iterated, sought = ("" if base in plain else f"{base} " for plain in (("LRS", "ZRS"), ("LRS",)))
    rows = [
        ("Capacity", "storage_gb", f"{tier} {kept} Data Stored", "GB-Months"),
        *_asked(
            {
                "Write operations": f"{tier} {kept} Write Operations",
                "Read operations": f"{tier} {kept} Read Operations",
                "Iterative write operations": f"{iterative} {iterated}Iterative Write Operations",
                "Iterative read operations": f"{iterative} {sought}Iterative Read Operations",
                "All other operations": f"{V2} Hierarchical Namespace / Hot {kept} / Hot {kept} Other Operations",
            }
        ),
    ]
    if tier != "Hot":
        rows.append(("Data retrieval", "monthly_data_retrieval_gb", f"{tier} {kept} Data Retrieval", "GB"))
        rows.append(("Early deletion", "early_deletion_gb", f"{tier} {kept} Early Delete", "GB"))
    return f"{V2} Hierarchical Namespace / {tier} {kept}", rows


def _premium_blobs(kept: str, *, hierarchical: bool) -> tuple[str, list[Row]]:
    product = "Premium Block Blob v2 Hierarchical Namespace" if hierarchical else "Premium Block Blob"
    return f"{product} / Premium {kept}", _operations(f"Premium {kept} ", f"Premium {kept} ", f"Premium {kept} ")


def _first_generation(kept: str) -> tuple[str, list[Row]]:
    """General purpose accounts of the first generation, without access tiers."""
    return f"General Block Blob / Standard {kept}", _operations(f"{kept} ", f"{kept} ", "")


def _operations(stored: str, written: str, read: str) -> list[Row]:
    """Blobs without access tiers: capacity and four kinds of operations, each meter with its beginning."""
    return [
        ("Capacity", "storage_gb", f"{stored}Data Stored", "GB-Months"),
        *_asked(
            {
                "Write operations": f"{written}Write Operations",
                "List and create container operations": f"{written}List and Create Container Operations",
                "Read operations": f"{read}Read Operations",
                "All other operations": f"{read}All Other Operations",
            }
        ),
    ]


def files(tier: str, kept: str, *, premium: bool) -> tuple[str, list[Row]]:
    """The product and SKU of file shares, and their lines. Files know no reading from the second region."""
    base = written_as(kept)
    if premium:
        return f"Premium Files / Premium {base}", [
            ("Data at rest", "data_at_rest_storage_gb", f"Premium {base} Provisioned", "GB-Months"),
            ("Snapshots", "snapshots_storage_gb", f"Premium {base} Snapshots", "GB-Months"),
        ]
    if tier == "TransactionOptimized":
        own = f"{base} " if base.endswith("ZRS") else ""
        names = f"{base} ", f"{base} ", own, own, f"{own}Protocol"
        sku = f"Standard {base}"
    else:
        other = f"{tier} {base} Other" if base == "GZRS" else f"{tier} Other"
        names = f"{tier} {base} ", f"{tier} {base} ", f"{tier} {base} ", f"{tier} ", other
        sku = f"{tier} {base}"
    stored, written, listed, read, other = names
    rows = [
        ("Data at rest", "data_at_rest_storage_gb", f"{stored}Data Stored", "GB-Months"),
        ("Snapshots", "snapshots_storage_gb", f"{stored}Data Stored", "GB-Months"),
        *_asked(
            {
                "Write operations": f"{written}Write Operations",
                "List operations": f"{listed}List Operations",
                "Read operations": f"{read}Read Operations",
                "Other operations": f"{other} Operations",
            }
        ),
    ]
    if tier != "TransactionOptimized":
        rows.insert(2, ("Metadata at rest", "metadata_at_rest_storage_gb", f"{base} Metadata", "GB-Months"))
    if tier == "Cool":
        retrieved = "Cool GZRS" if base == "GZRS" else "Cool"
        rows.append(("Data retrieval", "monthly_data_retrieval_gb", f"{retrieved} Data Retrieval", "GB"))
    return f"Files v2 / {sku}", rows


def storage_v2(kept: str, stated_gb: Decimal | None, *, ssd: bool, quota: Decimal | None = None) -> CostComponent:
    """What shares of the second provisioned model have: a share's quota, or what usage says of those of an account."""
    query = PriceQuery(STORAGE, f"{_v2(kept, ssd=ssd)} Provisioned Storage")
    if quota is not None and stated_gb is None:
        return hourly("Provisioned storage", query, count=quota, unit="GiB-Hours")
    return usage("Provisioned storage", query, _all_month(stated_gb), "GiB-Hours")


def performance_v2(
    kept: str, iops: Decimal | None, mibps: Decimal | None, snapshots_gb: Decimal | None, *, ssd: bool
) -> Components:
    """What such shares are billed for beside their size. The provider has no attributes for it; all of it is usage."""
    place = _v2(kept, ssd=ssd)
    for name, meter, quantity, unit in (
        ("Provisioned IOPS", "Provisioned IOPS", iops, "Hours"),
        ("Provisioned throughput", "Provisioned Throughput MiBPS", mibps, "Hours"),
        ("Snapshots beyond the storage", "Overflow Snapshot Usage", snapshots_gb, "GiB-Hours"),
    ):
        yield usage(name, PriceQuery(STORAGE, f"{place} {meter}"), _all_month(quantity), unit)


def _v2(kept: str, *, ssd: bool) -> str:
    sku = f"{'SSD' if ssd else 'HDD'} {written_as(kept)}"
    return f"Azure Files Provisioned v2 / {sku} / {sku}"


def _all_month(quantity: Decimal | None) -> Decimal | None:
    return None if quantity is None else quantity * HOURS_PER_MONTH
