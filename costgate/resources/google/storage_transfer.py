"""What is done with objects: Storage Transfer Service, Anywhere Cache and Storage Intelligence."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, usage
from costgate.resources.google.compute import Nothing
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


class FromS3(Block):
    """The `aws_s3_data_source` block."""

    managed_private_network: bool = False


class Transfer(Block):
    """The `transfer_spec` block."""

    aws_s3_data_source: FromS3 | None = None
    posix_data_sink: Nothing | None = None
    posix_data_source: Nothing | None = None


@resource("google_storage_transfer_job")
def transfer_job(
    *, transfer_spec: Transfer = Transfer(), monthly_data_transferred_gb: Usage[Decimal | None] = None
) -> Components:
    """Transfer job: what agents copy from or to file systems; all else is free but for operations and traffic.

    Prices: https://cloud.google.com/storage-transfer/pricing
    """
    if transfer_spec.aws_s3_data_source and transfer_spec.aws_s3_data_source.managed_private_network:
        raise Unpriced("managed_private_network is true, whose price by continent is not modelled")
    if transfer_spec.posix_data_source or transfer_spec.posix_data_sink:
        query = PriceQuery("Storage Transfer Service", "Agent-based transfers to or from file systems", region="global")
        yield usage("Data transferred by agents", query, monthly_data_transferred_gb, "GiB")


@resource("google_storage_anywhere_cache")
def anywhere_cache(*, storage_gb: Usage[Decimal | None] = None) -> Components:
    """Anywhere Cache of a bucket: what it holds. What it takes in and serves is not modelled.

    Prices: https://cloud.google.com/storage/pricing
    """
    held = None if storage_gb is None else storage_gb * HOURS_PER_MONTH
    yield usage("Storage", PriceQuery("Cloud Storage", "Rapid Cache Storage"), held, "GiB-Hours")


@resource(
    "google_storage_control_folder_intelligence_config",
    "google_storage_control_organization_intelligence_config",
    "google_storage_control_project_intelligence_config",
)
def storage_intelligence(
    *, edition_config: Literal["DISABLED", "INHERIT", "STANDARD", "TRIAL"] = "INHERIT"
) -> Components:
    """Storage Intelligence: free while it is disabled here, or as what is above has it; by the object else.

    The price of an object is not known here.

    Prices: https://cloud.google.com/storage/pricing
    """
    if edition_config not in {"DISABLED", "INHERIT"}:
        raise Unpriced(f"edition_config is {edition_config}, and the price of an object is not known")
    yield from ()
