"""Azure Traffic Manager."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.azure import everywhere
from costgate.resources.azure.dns import Group, InGroup
from costgate.resources.components import Block, Components, PriceQuery, monthly, usage
from costgate.resources.marks import Ref, TypeName, Usage
from costgate.resources.registry import resource

TRAFFIC = "Traffic Manager"

FAST_SECONDS = 10
"""The interval between health checks that costs more; the other is 30.
https://learn.microsoft.com/azure/traffic-manager/traffic-manager-monitoring"""


class Monitor(Block):
    """The `monitor_config` block."""

    interval_in_seconds: int = 30


class Profile(Block):
    """What is read of an endpoint's profile."""

    profile_status: Literal["Enabled", "Disabled"] = "Enabled"
    monitor_config: Monitor = Monitor()
    group: InGroup = Group()


def _traffic(meter: str, location: str) -> PriceQuery:
    return PriceQuery(TRAFFIC, f"{TRAFFIC} / {meter}", region=everywhere(location))


@resource("azurerm_traffic_manager_profile", region_of="group")
def traffic_manager_profile(
    *,
    profile_status: Literal["Enabled", "Disabled"] = "Enabled",
    traffic_view_enabled: bool = False,
    group: InGroup = Group(),
    monthly_dns_queries: Usage[Decimal | None] = None,
    monthly_traffic_view_data_points: Usage[Decimal | None] = None,
) -> Components:
    """Traffic Manager profile: DNS queries, and the data points of Traffic View. A disabled one answers none.

    Not modelled: real user measurements, which are free.
    Prices: https://azure.microsoft.com/pricing/details/traffic-manager/
    """
    if profile_status == "Disabled":
        return
    queries = _traffic("Azure Endpoint / DNS Queries", group.location)
    yield usage("DNS queries", queries, monthly_dns_queries, "Operations")
    if traffic_view_enabled:
        points = _traffic("Traffic View / Traffic View Data Points Processed", group.location)
        yield usage("Traffic view", points, monthly_traffic_view_data_points, "Operations")


@resource(
    "azurerm_traffic_manager_azure_endpoint",
    "azurerm_traffic_manager_external_endpoint",
    "azurerm_traffic_manager_nested_endpoint",
)
def traffic_manager_endpoint(
    *,
    type_name: Annotated[str, TypeName],
    enabled: bool = True,
    profile: Annotated[Profile, Ref("azurerm_traffic_manager_profile", "profile_id")] = Profile(),
) -> Components:
    """Traffic Manager endpoint: its health checks, and more for fast ones. Disabled ones are not checked.

    Prices: https://azure.microsoft.com/pricing/details/traffic-manager/
    """
    if not enabled or profile.profile_status == "Disabled":
        return
    kind = "Non-Azure Endpoint" if "external" in type_name else "Azure Endpoint"
    checks = _traffic(f"{kind} / {kind} Health Checks", profile.group.location)
    yield monthly("Basic health check", checks, 1, "Units")
    if profile.monitor_config.interval_in_seconds == FAST_SECONDS:
        fast = _traffic(f"{kind} / {kind} Fast Interval Health Check Add-ons", profile.group.location)
        yield monthly("Fast interval health checks add-on", fast, 1, "Units")
