"""Which Azure meter a line of a reference estimate prices: (resource type, component) -> key.

Meter names are those of the Azure Retail Prices API; the same names stand in its rows for other regions.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tools.seed.implied import Implied

MONTH = 1 / Decimal(730)  # the estimates show hourly things by the month of 730 hours
DAY = Decimal(24)  # and things billed by the day by the hour

SQL = "SQL Database"
SINGLE_POOL = f"{SQL} Single/Elastic Pool"
HYPERSCALE = f"{SQL} SingleDB/Elastic Pool Hyperscale"
DATABASES = r"azurerm_(mssql|sql)_database"
DISKS = {
    "P": "Premium SSD Managed Disks",
    "E": "Standard SSD Managed Disks",
    "S": "Standard HDD Managed Disks",
}
ULTRA = "Ultra Disks / Ultra LRS / Ultra LRS"


class Mapping(NamedTuple):
    """A kind of estimate line, the meter that it prices and the factor from its unit to the meter's."""

    resource: str
    component: str
    service: str
    meter: str
    unit: str
    factor: Decimal = Decimal(1)
    address: str = ""
    region: str = ""


ONE = Decimal(1)
MAPPINGS = (
    *(
        Mapping(
            ".*",
            rf"Storage \(({letter}\d+), (LRS|ZRS)\)",
            "Storage",
            rf"{product} / \1 \2 / \1 \2 Disk",
            "Months",
        )
        for letter, product in DISKS.items()
    ),
    Mapping(".*", r"Storage \(ultra, .*\)", "Storage", f"{ULTRA} Provisioned Capacity", "GiB-Hours", MONTH),
    Mapping("azurerm_managed_disk", "Provisioned IOPS", "Storage", f"{ULTRA} Provisioned IOPS", "Hours", MONTH),
    Mapping(
        "azurerm_managed_disk",
        "Throughput",
        "Storage",
        f"{ULTRA} Provisioned Throughput (MBps)",
        "Hours",
        MONTH,
    ),
    Mapping(
        ".*",
        r"Ultra disk reservation .*",
        "Storage",
        f"{ULTRA} Reservation per vCPU Provisioned",
        "Hours",
        MONTH,
    ),
    Mapping(
        "azurerm_image|azurerm_snapshot",
        "Storage",
        "Storage",
        f"{DISKS['S']} / Snapshots LRS / LRS Snapshots",
        "GB-Months",
    ),
    Mapping(DATABASES, r"Compute \((S[0-3])\)", SQL, rf"{SQL} Single Standard / \1 / \1 DTUs", "Days", DAY),
    Mapping(DATABASES, r"Compute \((S[4-9]|S12)\)", SQL, rf"{SQL} Single Standard / \1 / 10 DTUs", "Days", DAY),
    Mapping(DATABASES, r"Compute \((P\d+)\)", SQL, rf"{SQL} Single Premium / \1 / \1 DTU", "Days", DAY),
    Mapping(
        DATABASES,
        r"Compute \(provisioned, BC_Gen5_(\d+)\)",
        SQL,
        rf"{SINGLE_POOL} Business Critical - Compute Gen5 / \1 vCore / vCore",
        "Hours",
    ),
    Mapping(
        DATABASES,
        r"Compute \(provisioned, GP_Gen5_(\d+)\)",
        SQL,
        rf"{SINGLE_POOL} General Purpose - Compute Gen5 / \1 vCore / vCore",
        "Hours",
    ),
    Mapping(
        DATABASES,
        r"Compute \(provisioned, BC_M_8\)",
        SQL,
        f"{SINGLE_POOL} Business Critical - Compute M Series / vCore / vCore",
        "Hours",
        ONE / 8,
    ),
    Mapping(
        DATABASES,
        r"Compute \(provisioned, HS_Gen5_2\)",
        SQL,
        f"{HYPERSCALE} - Compute Gen5 / vCore / vCore",
        "Hours",
        ONE / 2,
    ),
    Mapping(DATABASES, "Read replicas", SQL, f"{HYPERSCALE} - Compute Gen5 / vCore / vCore", "Hours", ONE / 2),
    Mapping(
        DATABASES,
        r"Zone redundancy \(provisioned, GP_Gen5_(\d+)\)",
        SQL,
        rf"{SINGLE_POOL} General Purpose - Compute Gen5 / \1 vCore Zone Redundancy / Zone Redundancy vCore",
        "Hours",
    ),
    Mapping(
        DATABASES,
        r"Compute \(serverless, GP_S_.*",
        SQL,
        f"{SQL} General Purpose - Serverless - Compute Gen5 / 1 vCore / vCore",
        "Hours",
    ),
    Mapping(
        DATABASES,
        r"Zone redundancy \(serverless, .*",
        SQL,
        f"{SQL} General Purpose - Serverless - Compute Gen5 / 1 vCore Zone Redundancy / Zone Redundancy vCore",
        "Hours",
    ),
    Mapping(
        DATABASES,
        "Extra data storage",
        SQL,
        f"{SQL} Standard - Storage / Standard / Data Stored",
        "GB-Months",
        address="standard",
    ),
    Mapping(
        DATABASES,
        "Extra data storage",
        SQL,
        f"{SQL} Premium - Storage / Premium / Data Stored",
        "GB-Months",
        address="premium",
    ),
    Mapping(
        DATABASES,
        "SQL license",
        SQL,
        f"{SINGLE_POOL} General Purpose - SQL License / vCore / vCore",
        "Hours",
        address="general",
        region="global",
    ),
    Mapping(
        DATABASES,
        "SQL license",
        SQL,
        f"{SINGLE_POOL} Business Critical - SQL License / vCore / vCore",
        "Hours",
        address="critical",
        region="global",
    ),
    Mapping(
        DATABASES,
        "SQL license",
        SQL,
        f"{HYPERSCALE} - SQL License / vCore / vCore",
        "Hours",
        address="hyper",
        region="global",
    ),
    Mapping(
        DATABASES,
        r"Long-term retention \((.*)\)",
        SQL,
        rf"{SQL} - LTR Backup Storage / Backup \1 / Backup \1 Data Stored",
        "GB-Months",
    ),
    Mapping(
        DATABASES,
        r"PITR backup storage \((.*)\)",
        SQL,
        rf"{SINGLE_POOL} PITR Backup Storage / Backup \1 / \1 Data Stored",
        "GB-Months",
    ),
    Mapping(
        "azurerm_.*sql_elasticpool",
        r"Compute \((\w+), (\d+) DTUs\)",
        SQL,
        rf"{SQL} Elastic Pool - \1 / \2 DTU Pack / eDTUs",
        "Days",
        DAY,
    ),
    Mapping(
        "azurerm_.*sql_elasticpool",
        r"Compute \(GP_Gen5, (\d+) vCore\)",
        SQL,
        rf"{SINGLE_POOL} General Purpose - Compute Gen5 / \1 vCore / vCore",
        "Hours",
    ),
    Mapping(
        "azurerm_.*sql_elasticpool",
        r"Compute \(BC_DC, 8 vCore\)",
        SQL,
        f"{SINGLE_POOL} Business Critical - Compute DC-Series / 1 vCore / vCore",
        "Hours",
        ONE / 8,
    ),
)
MACHINES = re.compile(r"azurerm_(linux_|windows_)?virtual_machine(_scale_set)?")
INSTANCE = re.compile(r"Instance usage \((Linux|Windows), pay as you go, (.*)\)")


def mapping_of(line: Implied) -> tuple[Mapping, str] | None:
    """The mapping that fits a line and the meter that it names."""
    for mapping in MAPPINGS:
        found = re.fullmatch(mapping.component, line.component)
        if found and re.fullmatch(mapping.resource, line.resource) and mapping.address in line.address:
            return mapping, found.expand(mapping.meter) if found.groups() else mapping.meter
    return None


def instance_of(line: Implied) -> tuple[str, str] | None:
    """(size in small letters, operating system) of a line that prices a virtual machine."""
    found = INSTANCE.fullmatch(line.component)
    return (found[2].lower(), found[1]) if found and MACHINES.fullmatch(line.resource) else None
