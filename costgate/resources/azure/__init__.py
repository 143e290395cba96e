"""Cost models of Azure, one module a service."""

from __future__ import annotations

MACHINES = "Virtual Machines"
LICENCES = "Virtual Machines Licenses"
STORAGE = "Storage"
SQL = "SQL Database"
DNS = "Azure DNS"
LOAD_BALANCER = "Load Balancer"
