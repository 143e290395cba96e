"""Google Firestore."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

FIRESTORE = "Cloud Firestore"

RECOVERY = "POINT_IN_TIME_RECOVERY_ENABLED"


@resource("google_firestore_database")
def database(
    *,
    location_id: str,
    database_edition: Literal["STANDARD", "ENTERPRISE", ""] = "",
    point_in_time_recovery_enablement: str = "",
    monthly_reads: Usage[Decimal | None] = None,
    monthly_writes: Usage[Decimal | None] = None,
    monthly_deletes: Usage[Decimal | None] = None,
    storage_gb: Usage[Decimal | None] = None,
    point_in_time_recovery_storage_gb: Usage[Decimal | None] = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Firestore database, or Datastore: documents read, written and deleted, what is stored, and copies of it.

    The Enterprise edition counts units of 4 KiB read and of 1 KiB written, of which deletes are some: reads and writes
    are those units. Restores, deletes by age, reads for live updates and traffic are not modelled, nor what each
    project has for nothing every day.

    Prices: https://cloud.google.com/firestore/pricing
    """
    place, enterprise = location_id.lower(), database_edition == "ENTERPRISE"
    prefix = "Cloud Firestore Enterprise" if enterprise else "Cloud Firestore"
    lines = [
        ("Document reads", "Read Ops", monthly_reads, "Operations"),
        ("Document writes", "Entity Writes", monthly_writes, "Operations"),
        ("Document deletes", "Entity Deletes", monthly_deletes, "Operations"),
    ]
    if enterprise:
        changed = [n for n in (monthly_writes, monthly_deletes) if n is not None]
        written = sum(changed, Decimal(0)) if changed else None
        lines = [
            ("Read units", "Read Units", monthly_reads, "Operations"),
            ("Write units", "Write Units", written, "Operations"),
        ]
    lines.append(("Storage", "Storage", storage_gb, "GiB-Months"))
    if point_in_time_recovery_enablement == RECOVERY:
        recovery = point_in_time_recovery_storage_gb
        lines.append(("Point-in-time recovery", "Point-in-time Recovery Storage", recovery, "GiB-Months"))
    if backup_storage_gb is not None:
        lines.append(("Backups", "Backup Storage", backup_storage_gb, "GiB-Months"))
    for name, meter, quantity, unit in lines:
        yield usage(name, PriceQuery(FIRESTORE, f"{prefix} {meter}", region=place), quantity, unit)
