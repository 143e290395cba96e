"""Elastic jobs of Azure SQL Database."""

from __future__ import annotations

from typing import Literal

from costgate.resources.azure import SQL
from costgate.resources.components import Components, PriceQuery, hourly
from costgate.resources.registry import resource


@resource("azurerm_mssql_job_agent")
def job_agent(*, sku: Literal["JA100", "JA200", "JA400", "JA800"] = "JA100") -> Components:
    """Agent of elastic jobs: its hours. The database that keeps its jobs is billed by itself.

    Prices: https://azure.microsoft.com/pricing/details/azure-sql-database/single/
    """
    query = PriceQuery(SQL, f"SQL Database - Elastic Jobs Agent / {sku} / {sku} Job Agent")
    yield hourly(f"Job agent ({sku})", query)
