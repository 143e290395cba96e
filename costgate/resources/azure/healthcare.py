"""Azure Health Data Services and the older Azure API for FHIR."""

from __future__ import annotations

from decimal import Decimal

from costgate.model import CostComponent
from costgate.resources.components import Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

HEALTH = "Azure API for FHIR"

RUS_PER_UNIT = 100
"""Throughput is billed by 100 request units a second. https://azure.microsoft.com/pricing/details/azure-api-for-fhir/"""


@resource("azurerm_healthcare_service")
def api_for_fhir(*, cosmosdb_throughput: int = 1000, storage_gb: Usage[Decimal | None] = None) -> Components:
    """Azure API for FHIR: its runtime, the throughput of its database, and what that stores.

    Prices: https://azure.microsoft.com/pricing/details/azure-api-for-fhir/
    """
    meter = "Azure Health Data APIs / Standard / Standard"
    yield hourly("Service runtime", PriceQuery(HEALTH, f"{meter} Service Runtime"))
    query = PriceQuery(HEALTH, f"{meter} 100 Provisioned Throughput RU/s")
    yield hourly("Provisioned throughput", query, count=Decimal(cosmosdb_throughput) / RUS_PER_UNIT)
    yield usage("Structured storage", PriceQuery(HEALTH, f"{meter} Structured Storage"), storage_gb, "GB-Months")


@resource("azurerm_healthcare_fhir_service")
def fhir_service(
    *,
    storage_gb: Usage[Decimal | None] = None,
    monthly_api_requests: Usage[Decimal | None] = None,
    monthly_transformed_gb: Usage[Decimal | None] = None,
    monthly_exported_gb: Usage[Decimal | None] = None,
    monthly_notifications: Usage[Decimal | None] = None,
) -> Components:
    """FHIR service: what it stores, is asked, transforms and exports, and the events that it sends.

    What Azure gives for free each month is one allowance a workspace, it is not taken off.

    Prices: https://azure.microsoft.com/pricing/details/health-data-services/
    """
    yield _metered("Structured storage", "Structured Storage", storage_gb, "GB-Months")
    yield _metered("API requests", "API Requests", monthly_api_requests, "Operations")
    yield _metered("Transformations", "Transformations", monthly_transformed_gb, "GB")
    yield _metered("Exports", "Export Batch", monthly_exported_gb, "GB")
    yield _metered("Notifications", "Notifications", monthly_notifications, "Operations")


@resource("azurerm_healthcare_dicom_service")
def dicom_service(
    *,
    storage_gb: Usage[Decimal | None] = None,
    structured_storage_gb: Usage[Decimal | None] = None,
    monthly_api_requests: Usage[Decimal | None] = None,
    monthly_transcoded_gb: Usage[Decimal | None] = None,
    monthly_notifications: Usage[Decimal | None] = None,
) -> Components:
    """DICOM service: images and their metadata, what it is asked and transcodes, and the events that it sends.

    What Azure gives for free each month is one allowance a workspace, it is not taken off.

    Prices: https://azure.microsoft.com/pricing/details/health-data-services/
    """
    yield _metered("Images", "Blob Storage", storage_gb, "GB-Months")
    yield _metered("Structured storage", "Structured Storage", structured_storage_gb, "GB-Months")
    yield _metered("API requests", "API Requests", monthly_api_requests, "Operations")
    yield _metered("Transcoding", "Transcode DICOM", monthly_transcoded_gb, "GB")
    yield _metered("Notifications", "Notifications", monthly_notifications, "Operations")


@resource("azurerm_healthbot")
def healthbot(*, sku_name: str, monthly_actions: Usage[Decimal | None] = None) -> Components:
    """Healthcare agent: the actions of its conversations. The plan F0 costs nothing.

    Prices: https://azure.microsoft.com/pricing/details/bot-services/health-bot/
    """
    if sku_name == "F0":
        return
    if sku_name != "C0":
        raise Unpriced(f"sku_name is {sku_name!r}: only plans F0 and C0, pay as you go, are in the price list")
    query = PriceQuery(HEALTH, "Healthcare Agent Service / Action / Action")
    yield usage("Actions", query, monthly_actions, "Units")


def _metered(name: str, meter: str, quantity: Decimal | None, unit: str) -> CostComponent:
    return usage(name, PriceQuery(HEALTH, f"Azure Health Data Services / {meter} / {meter}"), quantity, unit)
