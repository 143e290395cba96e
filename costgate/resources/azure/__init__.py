"""Cost models of Azure, one module a service."""

from __future__ import annotations

MACHINES = "Virtual Machines"
LICENCES = "Virtual Machines Licenses"
STORAGE = "Storage"
SQL = "SQL Database"

EVERYWHERE = "westeurope"
"""Where is looked up what costs the same in every region, for resources that are in none."""


def anywhere(location: str) -> str | None:
    """Where something is priced whose location may be "global" or nothing; None is its own region."""
    return None if location and location.lower() != "global" else EVERYWHERE


def region(location: str) -> str:
    """A location as the price list spells it: "West Europe" -> westeurope."""
    return location.replace(" ", "").lower()
