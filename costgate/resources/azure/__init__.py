"""Cost models of Azure, one module a service."""

from __future__ import annotations

MACHINES = "Virtual Machines"
LICENCES = "Virtual Machines Licenses"
STORAGE = "Storage"
SQL = "SQL Database"
NETWORK = "Virtual Network"
WAN = "Virtual WAN"
DNS = "Azure DNS"
LOAD_BALANCER = "Load Balancer"
COSMOS = "Azure Cosmos DB"
POSTGRESQL = "Azure Database for PostgreSQL"

MB_PER_GB = 1024
GIB_PER_TIB = 1024
SECONDS_PER_HOUR = 3600
SECOND_MS = 1000
GIB = 1024**3

EVERYWHERE = "westeurope"
"""Where is looked up what costs the same in every region, for resources that are in none."""

SOVEREIGN = {"usgov": "US Gov", "usdod": "US Gov", "china": "China"}
"""What the locations of Azure's separate clouds begin with -> how their prices are listed that are one for a cloud.
https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure"""


def anywhere(location: str) -> str | None:
    """Where something is priced whose location may be "global" or nothing; None is its own region."""
    return None if location and location.lower() != "global" else EVERYWHERE


def plain(location: str) -> str:
    """A location without the blanks and capitals in which it may be written: "West Europe" -> "westeurope"."""
    return location.replace(" ", "").lower()


def everywhere(location: str) -> str:
    """Where a service that has one price for all of Azure is listed, seen from `location`."""
    return next((listed for start, listed in SOVEREIGN.items() if plain(location).startswith(start)), "global")
