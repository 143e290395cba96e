"""AWS AppConfig: applications."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws.ssm import SYSTEMS_MANAGER
from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_appconfig_application")
def application(
    *, monthly_requests: Usage[Decimal | None] = None, monthly_configurations_received: Usage[Decimal | None] = None
) -> Components:
    """AppConfig application: each request for its configuration, and each configuration that is received.

    Prices: https://aws.amazon.com/systems-manager/pricing/
    """
    yield usage("Requests", PriceQuery(SYSTEMS_MANAGER, "AppConfig-Requests"), monthly_requests, "Requests")
    received = PriceQuery(SYSTEMS_MANAGER, "AppConfig-ConfigurationsReceived")
    yield usage("Configurations received", received, monthly_configurations_received, "Configurations")
