"""Azure Stream Analytics: jobs and clusters."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import Components, PriceQuery, hourly, usage
from costgate.resources.marks import Attribute, Usage
from costgate.resources.registry import resource

STREAM = "Stream Analytics"

V2_UNITS = {3: Decimal(1) / 3, 7: Decimal(2) / 3}
"""`streaming_units` below a whole unit of the second version, of which 10 are one.
https://learn.microsoft.com/azure/stream-analytics/stream-analytics-streaming-unit-consumption"""


@resource("azurerm_stream_analytics_job")
def job(
    *,
    sku_name: Literal["Standard", "StandardV2"] = "Standard",
    streaming_units: int = 3,
    stream_analytics_cluster_id: str = "",
    kind: Annotated[Literal["Cloud", "Edge"], Attribute("type")] = "Cloud",
    edge_devices: Usage[Decimal | None] = None,
) -> Components:
    """Stream Analytics job: its streaming units, as if it ran all month; on the edge, each device.

    A job in a cluster is paid for with the cluster.

    Prices: https://azure.microsoft.com/pricing/details/stream-analytics/
    """
    if kind == "Edge":
        yield usage("Devices", PriceQuery(STREAM, f"{STREAM} on Edge / S1 / S1 Device"), edge_devices, "Months")
    elif not stream_analytics_cluster_id and sku_name == "StandardV2":
        units = V2_UNITS.get(streaming_units, Decimal(streaming_units) / 10)
        query = PriceQuery(STREAM, f"{STREAM} / Standard V2 / Standard V2 Streaming Unit/Job")
        yield hourly("Streaming units (V2)", query, count=units)
    elif not stream_analytics_cluster_id:
        query = PriceQuery(STREAM, f"{STREAM} / Standard / Standard Streaming Unit")
        yield hourly("Streaming units", query, count=streaming_units)


@resource("azurerm_stream_analytics_cluster")
def cluster(*, streaming_capacity: int) -> Components:
    """Stream Analytics cluster: its streaming units, whatever jobs are in it.

    Prices: https://azure.microsoft.com/pricing/details/stream-analytics/
    """
    query = PriceQuery(STREAM, f"{STREAM} / Dedicated / Dedicated Streaming Unit")
    yield hourly("Streaming units (dedicated)", query, count=streaming_capacity)
