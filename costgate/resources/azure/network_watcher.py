"""Azure Network Watcher."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.azure import plain
from costgate.resources.components import Block, Components, PriceQuery, monthly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

NETWORK_WATCHER = "Network Watcher"
STANDARD = "Network Watcher / Standard / Standard"

ANALYTICS = {60: "Traffic Analytics Processing", 10: "Traffic Analytics Processing at 10-Minute Interval"}
"""Minutes between two runs of Traffic Analytics -> the meter. https://azure.microsoft.com/pricing/details/network-watcher/"""


@resource("azurerm_network_watcher")
def network_watcher(*, monthly_diagnostic_checks: Usage[Decimal | None] = None) -> Components:
    """Network watcher: its diagnostic checks. The thousand that are free are of a subscription, and not taken off.

    Prices: https://azure.microsoft.com/pricing/details/network-watcher/
    """
    query = PriceQuery(NETWORK_WATCHER, f"{STANDARD} Diagnostic Tool API")
    yield usage("Network diagnostic tool", query, monthly_diagnostic_checks, "Units")


class TrafficAnalytics(Block):
    """The `traffic_analytics` block."""

    enabled: bool
    interval_in_minutes: Literal[10, 60] = 60


class Place(Block):
    """What is read of a flow log's watcher, or of its group: where it is."""

    location: str = ""


@resource("azurerm_network_watcher_flow_log")
def flow_log(
    *,
    enabled: bool,
    location: str = "",
    place: Annotated[
        Place, Ref("azurerm_network_watcher azurerm_resource_group", "network_watcher_name resource_group_name")
    ] = Place(),
    target_resource_id: str = "",
    traffic_analytics: TrafficAnalytics | None = None,
    monthly_logs_collected_gb: Usage[Decimal | None] = None,
) -> Components:
    """Flow log: what it collects, and what Traffic Analytics makes of that. The 5 free GB are a subscription's.

    Not modelled: the storage account and the workspace that keep the logs, which are resources of their own.
    Prices: https://azure.microsoft.com/pricing/details/network-watcher/
    """
    if not enabled:
        return
    region = plain(place.location or location) or None
    logs = "VNet Flow Logs" if "/virtualnetworks/" in target_resource_id.lower() else "Network Logs"
    collected = PriceQuery(NETWORK_WATCHER, f"{STANDARD} {logs} Collected", region=region)
    yield usage("Network logs collected", collected, monthly_logs_collected_gb, "GB")
    if traffic_analytics and traffic_analytics.enabled:
        minutes = traffic_analytics.interval_in_minutes
        query = PriceQuery(NETWORK_WATCHER, f"{STANDARD} {ANALYTICS[minutes]}", region=region)
        yield usage(
            f"Traffic Analytics data processed ({minutes} min interval)", query, monthly_logs_collected_gb, "GB"
        )


class TestGroup(Block):
    """The `test_group` block: every source is tested with every destination, by every configuration."""

    destination_endpoints: tuple[str, ...] = ()
    source_endpoints: tuple[str, ...] = ()
    test_configuration_names: tuple[str, ...] = ()
    enabled: bool = True


@resource("azurerm_network_connection_monitor")
def connection_monitor(*, test_group: tuple[TestGroup, ...] = (), tests: Usage[Decimal | None] = None) -> Components:
    """Connection monitor: its tests. The ten that are free are of a subscription, and not taken off.

    Prices: https://azure.microsoft.com/pricing/details/network-watcher/
    """
    planned = sum(
        len(g.source_endpoints) * len(g.destination_endpoints) * len(g.test_configuration_names)
        for g in test_group
        if g.enabled
    )
    query = PriceQuery(NETWORK_WATCHER, f"{STANDARD} Connection Monitor Test")
    if tests is None:
        yield monthly("Tests", query, planned, "Units")
    else:
        yield usage("Tests", query, tests, "Units")
