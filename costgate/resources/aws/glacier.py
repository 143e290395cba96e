"""Amazon S3 Glacier with vaults of its own, apart from the storage classes of S3."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

GLACIER = "AmazonGlacier"


@resource("aws_glacier_vault")
def vault(
    *,
    storage_gb: Usage[Decimal | None] = None,
    monthly_standard_data_retrieval_requests: Usage[Decimal | None] = None,
    monthly_standard_data_retrieval_gb: Usage[Decimal | None] = None,
    monthly_expedited_data_retrieval_requests: Usage[Decimal | None] = None,
    monthly_expedited_data_retrieval_gb: Usage[Decimal | None] = None,
) -> Components:
    """Vault: what it stores, and what is asked and got back of it, at the usual pace or at once; in bulk is free.

    Uploads, provisioned capacity and what is deleted within 90 days are not modelled.

    Prices: https://aws.amazon.com/s3/glacier/pricing/
    """
    yield usage("Storage", PriceQuery(GLACIER, "TimedStorage-ByteHrs"), storage_gb, "GB-Months")
    for pace, requests, gb in (
        ("Standard", monthly_standard_data_retrieval_requests, monthly_standard_data_retrieval_gb),
        ("Expedited", monthly_expedited_data_retrieval_requests, monthly_expedited_data_retrieval_gb),
    ):
        asked = PriceQuery(GLACIER, f"{pace}-Retrieval-Requests")
        yield usage(f"Retrieval requests ({pace.lower()})", asked, requests, "Requests")
        yield usage(f"Data retrieved ({pace.lower()})", PriceQuery(GLACIER, f"{pace}-Retrieval-Bytes"), gb, "GB")
