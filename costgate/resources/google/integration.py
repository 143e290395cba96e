"""Application Integration, Integration Connectors and Cloud Endpoints."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

CONNECTORS = "Integration Connectors"
INTEGRATION = "Application Integration"


class Nodes(Block):
    """The `node_config` block, with the service's default.

    https://cloud.google.com/integration-connectors/docs/create-connection
    """

    min_node_count: int = 2


@resource("google_integration_connectors_connection")
def connection(
    *,
    connector_version: str,
    node_config: Nodes = Nodes(),
    suspended: bool = False,
    monthly_data_processed_gb: Usage[Decimal | None] = None,
) -> Components:
    """Connection: its nodes, as many as it keeps at least, and what it processes. A suspended one has none.

    Nodes to applications that Google manages cost half of others. The data that is free is not taken off.

    Prices: https://cloud.google.com/integration-connectors/pricing
    """
    if not suspended:
        kind = "Google managed" if "/providers/gcp/" in connector_version else "business"
        query = PriceQuery(CONNECTORS, f"Connection nodes to {kind} applications", region="global")
        yield hourly(f"Nodes ({kind})", query, count=node_config.min_node_count)
    processed = PriceQuery(CONNECTORS, "Data Processed", region="global")
    yield usage("Data processed", processed, monthly_data_processed_gb, "GiB")


@resource("google_integrations_client")
def integrations_client(
    *,
    monthly_executions: Usage[Decimal | None] = None,
    monthly_data_processed_gb: Usage[Decimal | None] = None,
) -> Components:
    """Application Integration in a region: executions of its integrations, and what they process.

    The 400 executions and 20 GiB a month that are free are not taken off.

    Prices: https://cloud.google.com/application-integration/pricing
    """
    executed = PriceQuery(INTEGRATION, "Flow Execution", region="global")
    processed = PriceQuery(INTEGRATION, "Data Processed", region="global")
    yield usage("Executions", executed, monthly_executions, "Executions")
    yield usage("Data processed", processed, monthly_data_processed_gb, "GiB")


@resource("google_endpoints_service")
def endpoints_service(*, monthly_api_calls: Usage[Decimal | None] = None) -> Components:
    """Service of Cloud Endpoints: calls that its proxy reports. The two million that are free are not taken off.

    Prices: https://cloud.google.com/endpoints/pricing
    """
    query = PriceQuery("Service Control", "Tracked operations", region="global")
    yield usage("API calls", query, monthly_api_calls, "Calls")
