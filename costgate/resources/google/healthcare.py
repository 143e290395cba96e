"""Cloud Healthcare API."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import TypeName, Usage
from costgate.resources.registry import resource

HEALTHCARE = "Cloud Healthcare"


@resource("google_healthcare_dicom_store", "google_healthcare_fhir_store", "google_healthcare_hl7_v2_store")
def healthcare_store(
    *,
    kind: Annotated[str, TypeName],
    structured_storage_gb: Usage[Decimal | None] = None,
    blob_storage_gb: Usage[Decimal | None] = None,
    monthly_standard_requests: Usage[Decimal | None] = None,
    monthly_complex_requests: Usage[Decimal | None] = None,
    monthly_multi_operation_requests: Usage[Decimal | None] = None,
) -> Components:
    """Store of health records: what it keeps, and requests. Images of a DICOM store are blobs, all else is structured.

    The first GiB and the 25,000 requests that an account has for nothing are not taken off. Notifications, exports and
    colder classes of images are not modelled.

    Prices: https://cloud.google.com/healthcare-api/pricing
    """
    stored = PriceQuery(HEALTHCARE, "Structured Storage", region="global")
    yield usage("Storage (structured)", stored, structured_storage_gb, "GiB-Months")
    if kind == "google_healthcare_dicom_store":
        blobs = PriceQuery(HEALTHCARE, "Blob Storage", region="global")
        yield usage("Storage (blobs)", blobs, blob_storage_gb, "GiB-Months")
    for name, requests in (
        ("Standard", monthly_standard_requests),
        ("Complex", monthly_complex_requests),
        ("Multi-operation", monthly_multi_operation_requests),
    ):
        query = PriceQuery(HEALTHCARE, f"{name} Requests", region="global")
        yield usage(f"Requests ({name.lower()})", query, requests, "Requests")
