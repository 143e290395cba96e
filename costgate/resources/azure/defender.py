"""Microsoft Defender for Cloud."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, NamedTuple

from costgate.model import CostComponent
from costgate.resources.azure import EVERYWHERE
from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    hourly,
    monthly,
    usage,
)
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource


class Line(NamedTuple):
    """What a plan bills: usage key, name, meter, its unit, and how many of these one of the usage key is a month."""

    key: str
    name: str
    meter: str
    unit: str = "Hours"
    factor: Decimal = HOURS_PER_MONTH
    subplan: str = ""


_ONE = Decimal(1)

SQL = (
    Line(
        "monthly_sql_azure_connected_instances",
        "SQL, Azure-connected",
        "SQL / Standard / Standard Node",
        "Months",
        _ONE,
    ),
    Line("monthly_sql_outside_azure_vcores", "SQL, outside Azure", "SQL / Standard / Standard vCore"),
)
"""SqlServers is the plan of Azure SQL's servers, SqlServerVirtualMachines that of machines here and elsewhere: what
these protect, their keys tell. https://learn.microsoft.com/azure/defender-for-cloud/defender-for-sql-introduction"""

PLANS = {
    "AppServices": (Line("monthly_app_service_nodes", "app service", "App Service / Standard / Standard Node"),),
    "Arm": (Line("monthly_arm_subscriptions", "ARM", "Resource Manager / Per node Std / Per node Std Node"),),
    "ContainerRegistry": (
        Line(
            "monthly_container_registry_images",
            "container registries",
            "Containers / Standard Images / Standard Images",
            "Units",
            _ONE,
        ),
    ),
    "Containers": (
        Line("monthly_containers_vcores", "containers", "Containers / Standard vCore / Standard vCore vCore Pack"),
    ),
    "CosmosDbs": (
        Line(
            "cosmosdb_request_units",
            "Cosmos DB",
            "Azure Cosmos DB / Standard / Standard 100 RU/s",
            factor=HOURS_PER_MONTH / 100,
        ),
    ),
    "Dns": (Line("monthly_dns_queries", "DNS", "DNS / Standard / Standard Queries", "Operations", _ONE),),
    "KeyVaults": (Line("monthly_key_vaults", "Key Vault", "Key Vault / Per node Std / Per node Std Node"),),
    "KubernetesService": (Line("monthly_kubernetes_cores", "Kubernetes", "Kubernetes / Standard / Standard Cores"),),
    "OpenSourceRelationalDatabases": (
        Line("monthly_mysql_instances", "MySQL", "MySQL / Standard / Standard Node", "Months", _ONE),
        Line("monthly_postgresql_instances", "PostgreSQL", "PostgreSQL / Standard / Standard Node", "Months", _ONE),
        Line("monthly_mariadb_instances", "MariaDB", "MariaDB / Standard / Standard Instance"),
    ),
    "SqlServerVirtualMachines": SQL,
    "SqlServers": SQL,
    "StorageAccounts": (Line("monthly_storage_accounts", "storage", "Storage / Standard / Standard Node"),),
    "VirtualMachines": (
        Line(
            "monthly_servers_plan_1_nodes",
            "servers, plan 1",
            "Servers / Standard P1 / Standard P1 Node",
            subplan="P1",
        ),
        Line(
            "monthly_servers_plan_2_nodes",
            "servers, plan 2",
            "Servers / Standard P2 / Standard P2 Node",
            subplan="P2",
        ),
    ),
}
"""`resource_type` -> what it bills. https://azure.microsoft.com/pricing/details/defender-for-cloud/"""

BY_CALL = ("PerTransaction", "PerApiCall")
"""Subplans of older subscriptions, of whose rates no price is known.
https://learn.microsoft.com/azure/defender-for-cloud/defender-for-storage-classic"""

MALWARE_SCANNING = "OnUploadMalwareScanning"
"""The extension of a plan for storage that scans what is uploaded.
https://learn.microsoft.com/azure/defender-for-cloud/defender-for-storage-malware-scan"""


class Extension(Block):
    """An `extension` block."""

    name: str = ""


@resource("azurerm_security_center_subscription_pricing")
def subscription_pricing(
    *,
    tier: str,
    resource_type: str = "VirtualMachines",
    subplan: str = "",
    extension: tuple[Extension, ...] = (),
    cosmosdb_request_units: Usage[Decimal | None] = None,
    monthly_app_service_nodes: Usage[Decimal | None] = None,
    monthly_arm_subscriptions: Usage[Decimal | None] = None,
    monthly_container_registry_images: Usage[Decimal | None] = None,
    monthly_containers_vcores: Usage[Decimal | None] = None,
    monthly_data_scanned_gb: Usage[Decimal | None] = None,
    monthly_dns_queries: Usage[Decimal | None] = None,
    monthly_key_vaults: Usage[Decimal | None] = None,
    monthly_kubernetes_cores: Usage[Decimal | None] = None,
    monthly_mariadb_instances: Usage[Decimal | None] = None,
    monthly_mysql_instances: Usage[Decimal | None] = None,
    monthly_postgresql_instances: Usage[Decimal | None] = None,
    monthly_servers_plan_1_nodes: Usage[Decimal | None] = None,
    monthly_servers_plan_2_nodes: Usage[Decimal | None] = None,
    monthly_sql_azure_connected_instances: Usage[Decimal | None] = None,
    monthly_sql_outside_azure_vcores: Usage[Decimal | None] = None,
    monthly_storage_accounts: Usage[Decimal | None] = None,
) -> Components:
    """Defender for Cloud plan of a subscription: what it protects. The Free tier costs nothing.

    A subscription is in no region; all regions cost the same. Storage transactions are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/defender-for-cloud/
    """
    stated = dict(locals())
    if tier == "Free":
        return
    if resource_type not in PLANS:
        raise Unpriced(f"resource_type is {resource_type!r}, expected one of {', '.join(PLANS)}")
    if any(subplan == old for old in BY_CALL):
        raise Unpriced(f"subplan is {subplan!r}, expected one that bills what is protected instead of each call")
    for line in PLANS[resource_type]:
        if not (subplan and line.subplan) or subplan == line.subplan:
            quantity = stated[line.key]
            billed = None if quantity is None else quantity * line.factor
            yield usage(f"Defender for {line.name}", _meter(line.meter), billed, line.unit)
    if any(each.name == MALWARE_SCANNING for each in extension):
        yield _malware_scanning(monthly_data_scanned_gb)


@resource("azurerm_security_center_storage_defender")
def storage_defender(
    *, malware_scanning_on_upload_enabled: bool = False, monthly_data_scanned_gb: Usage[Decimal | None] = None
) -> Components:
    """Defender of one storage account, and the data whose uploads it scans for malware.

    Transactions beyond 73 million a month are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/defender-for-cloud/
    """
    yield hourly("Defender for storage", _meter("Storage / Standard / Standard Node"))
    if malware_scanning_on_upload_enabled:
        yield _malware_scanning(monthly_data_scanned_gb)


def _malware_scanning(scanned: Decimal | None) -> CostComponent:
    query = _meter("Storage / Malware Scanning / Malware Scanning Data Ingested")
    return usage("Malware scanning", query, scanned, "GB")


class CosmosAccount(Block):
    """What is read of a protected account of Cosmos DB: that it is one."""


@resource("azurerm_advanced_threat_protection")
def threat_protection(
    *,
    enabled: bool,
    cosmos: Annotated[CosmosAccount | None, Ref("azurerm_cosmosdb_account", "target_resource_id")] = None,
    cosmosdb_request_units: Usage[Decimal | None] = None,
) -> Components:
    """Defender of one storage account, or of the throughput of one Cosmos DB account.

    The older plan for storage, by transactions, is not sold any more and not modelled.

    Prices: https://azure.microsoft.com/pricing/details/defender-for-cloud/
    """
    if not enabled:
        return
    if cosmos is None:
        yield hourly("Defender for storage", _meter("Storage / Standard / Standard Node"))
        return
    (line,) = PLANS["CosmosDbs"]
    billed = None if cosmosdb_request_units is None else cosmosdb_request_units * line.factor
    yield usage(f"Defender for {line.name}", _meter(line.meter), billed, line.unit)


@resource("azurerm_mssql_server_security_alert_policy")
def sql_server_alert_policy(*, state: str) -> Components:
    """Alert policy of a SQL server: "Enabled" turns on Defender for SQL for the server with all its databases.

    Prices: https://azure.microsoft.com/pricing/details/defender-for-cloud/
    """
    yield from _defender_for_sql(on=state == "Enabled")


class ThreatDetection(Block):
    """The `threat_detection_policy` block of a SQL server."""

    state: str = "Disabled"


@resource("azurerm_sql_server")
def sql_server(*, threat_detection_policy: ThreatDetection = ThreatDetection()) -> Components:
    """SQL server of the older kind: Defender for SQL, if its block of an alert policy turns it on.

    Its databases are priced by themselves.

    Prices: https://azure.microsoft.com/pricing/details/defender-for-cloud/
    """
    yield from _defender_for_sql(on=threat_detection_policy.state == "Enabled")


@resource("azurerm_mssql_managed_instance_security_alert_policy")
def managed_instance_alert_policy(*, enabled: bool = False) -> Components:
    """Alert policy of a managed instance, which turns on Defender for SQL.

    Prices: https://azure.microsoft.com/pricing/details/defender-for-cloud/
    """
    yield from _defender_for_sql(on=enabled)


@resource("azurerm_synapse_workspace_security_alert_policy")
def synapse_alert_policy(*, policy_state: str) -> Components:
    """Alert policy of a Synapse workspace: "Enabled" turns on Defender for SQL.

    Prices: https://azure.microsoft.com/pricing/details/defender-for-cloud/
    """
    yield from _defender_for_sql(on=policy_state == "Enabled")


def _defender_for_sql(*, on: bool) -> Components:
    if on:
        yield monthly("Defender for SQL", _meter("SQL / Standard / Standard Node"), 1, "Months")


def _meter(name: str) -> PriceQuery:
    return PriceQuery("Microsoft Defender for Cloud", f"Microsoft Defender for {name}", region=EVERYWHERE)
