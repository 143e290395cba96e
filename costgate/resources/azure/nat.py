"""Azure NAT Gateway."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.azure import everywhere
from costgate.resources.azure.addresses import OF_A_MACHINE
from costgate.resources.components import Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

NAT = "NAT Gateway"


@resource("azurerm_nat_gateway")
def nat_gateway(*, location: str, monthly_data_processed_gb: Usage[Decimal | None] = None) -> Components:
    """NAT gateway: its hours and the data that it processes. StandardV2 costs what Standard does.

    Prices: https://azure.microsoft.com/pricing/details/azure-nat-gateway/
    """
    meter, region = "NAT Gateway / Standard / Standard", everywhere(location)
    yield hourly("NAT gateway", PriceQuery(NAT, f"{meter} Gateway", region=region))
    processed = PriceQuery(NAT, f"{meter} Data Processed", region=region)
    yield usage("Data processed", processed, monthly_data_processed_gb, "GB")


def of_a_service(location: str, addresses: int = 1) -> Components:
    """The NAT gateway that a service makes for itself, with its addresses."""
    yield from nat_gateway(location=location)
    yield hourly("Public IP address", OF_A_MACHINE, count=addresses)
