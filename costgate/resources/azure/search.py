"""Azure AI Search."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

SEARCH = "Azure Cognitive Search"

TIERS = {
    "basic": "Basic",
    "standard": "Standard S1",
    "standard2": "Standard S2",
    "standard3": "Standard S3",
    "storage_optimized_l1": "Storage Optimized L1",
    "storage_optimized_l2": "Storage Optimized L2",
}
"""`sku` -> its name on the bill and in the price list. https://azure.microsoft.com/pricing/details/search/"""


@resource("azurerm_search_service")
def search_service(
    *,
    sku: str,
    partition_count: int = 1,
    replica_count: int = 1,
    semantic_search_sku: str = "",
    monthly_images_extracted: Usage[Decimal | None] = None,
    monthly_semantic_queries: Usage[Decimal | None] = None,
) -> Components:
    """Search service: search units, which are partitions times replicas, images extracted, and semantic ranking.

    The Free tier costs nothing, nor do the queries of the free plan of semantic ranking. Agentic retrieval and entity
    lookup are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/search/
    """
    if sku == "free":
        return
    if sku not in TIERS:
        raise Unpriced(f"sku is {sku!r}, expected free, {', '.join(TIERS)}")
    name = TIERS[sku]
    units = partition_count * replica_count
    yield hourly(f"Search usage ({name})", PriceQuery(SEARCH, f"Azure AI Search / {name} / {name} Unit"), count=units)
    query = PriceQuery(SEARCH, "Azure AI Search / Document Cracking / Document Cracking Image Extraction")
    yield usage("Image extraction", query, monthly_images_extracted, "Operations")
    if semantic_search_sku == "standard":
        query = PriceQuery(SEARCH, "Azure AI Search / Semantic Ranker / Semantic Ranker queries")
        yield usage("Semantic ranking", query, monthly_semantic_queries, "Operations")
