"""Azure Dedicated Host."""

from __future__ import annotations

from costgate.resources.azure import MACHINES
from costgate.resources.components import Components, PriceQuery, Unpriced, hourly
from costgate.resources.registry import resource

FAMILIES = (
    *("DCadsv6", "DCasv6", "DCdsv3", "DCsv2", "DCsv3", "Dadsv5", "Dasv4", "Dasv5", "Dasv6"),
    *("Ddsv4", "Ddsv5", "Ddsv6", "Dsv3", "Dsv4", "Dsv5", "Dsv6", "ECadsv6", "ECasv6", "Eadsv5", "Easv4", "Easv5"),
    *("Easv6", "Ebdsv5", "Ebsv5", "Edsv4", "Edsv5", "Esv3", "Esv4", "Esv5", "Esv6", "FXmds", "Fsv2"),
    *("Lasv3", "Lsv2", "Lsv3", "Mdmsv2MedMem", "Mdsv2MedMem", "Mdsv3MedMem", "Mmsv2MedMem", "Ms", "Msm", "Msmv2"),
    *("Msv2", "Msv2MedMem", "Msv3MedMem", "NDamsrA100v4", "NDasrA100v4", "NVasv4", "NVsv3"),
)
"""Families of hosts as the price list spells them; the provider has most of their letters in capitals.
https://prices.azure.com/api/retail/prices"""


@resource("azurerm_dedicated_host")
def dedicated_host(*, sku_name: str) -> Components:
    """Dedicated host: its hours, whatever machines are on it. Their Windows licences are on their own bills.

    Prices: https://azure.microsoft.com/pricing/details/virtual-machines/dedicated-host/
    """
    family, _, kind = sku_name.partition("-")
    spelt = next((name for name in FAMILIES if name.lower() == family.lower()), None)
    if spelt is None:
        raise Unpriced(f"sku_name is {sku_name!r}, a family of hosts that the price list does not have")
    yield hourly(f"Dedicated host ({sku_name})", PriceQuery(MACHINES, f"{spelt}_{kind}", "Linux"))
