"""Google Cloud SQL."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    hourly,
    monthly,
    times,
    usage,
)
from costgate.resources.google import CLOUD_SQL
from costgate.resources.google.licences import sql_server
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

ENGINES = {"MYSQL": "MySQL", "POSTGRES": "PostgreSQL", "SQLSERVER": "SQL Server"}

SHARED_CORES = {"db-f1-micro": "Micro instance", "db-g1-small": "Small instance"}
"""Tiers that share a core, and what they are called on the bill. https://cloud.google.com/sql/pricing"""

CUSTOM = re.compile(r"db-custom-(N4-)?(\d{1,3})-(\d{1,7})")
NAMED = re.compile(r"db-(n1-)?(standard|highmem|lightweight)-(\d{1,3})")
PLUS = re.compile(r"db-(perf-optimized-N|c4a-highmem)-(\d{1,3})")

GB_A_CORE = {"standard": Decimal("3.75"), "highmem": Decimal("6.5"), "lightweight": Decimal("0.9")}
LEAST_GB = Decimal("3.75")
"""Memory of a machine with a name. https://cloud.google.com/sql/docs/postgres/machine-series-overview"""

PLUS_GB_A_CORE, LARGEST_PLUS, LARGEST_PLUS_GB = 8, 128, 864
"""Memory of Enterprise Plus machines; the largest has less. https://cloud.google.com/sql/docs/postgres/machine-series-overview"""

PLUS_MACHINES = {"perf-optimized-N": "Enterprise Plus N", "c4a-highmem": "Enterprise Plus C4A"}
N4 = "Enterprise N4"
"""What newer machines are called on the bill."""

DATA_CACHE_GB = ((8, 375), (16, 750), (32, 1500), (48, 3000), (96, 6000), (128, 9000))
"""Data cache of an Enterprise Plus machine, up to a number of cores.
https://cloud.google.com/sql/docs/mysql/machine-series-overview"""

HYPERDISK = "HYPERDISK_BALANCED"
STORAGE = {
    "PD_SSD": ("SSD", "Standard storage"),
    "PD_HDD": ("HDD", "Low cost storage"),
    HYPERDISK: ("Hyperdisk", "Enterprise Storage Hyperdisk Balanced Capacity"),
}
"""Storage types, and what they are called on the bill. https://cloud.google.com/sql/pricing"""

LICENSED = {"STANDARD": "Standard", "ENTERPRISE": "Enterprise", "WEB": "Web"}
"""Editions of SQL Server that cost. https://cloud.google.com/sql/pricing#sql-server"""

DISK_GB = 10
"""Storage of an instance that states none, and follows none.
https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/sql_database_instance#disk_size"""

INSTANCE = "google_sql_database_instance"
FOLLOWED = "master_instance_name clone.source_instance_name"
"""What names the instance that one is a replica or a clone of."""

NO_SIZE = "settings.disk_size is not set, and the instance that this one is a replica or clone of is not in this plan"

READ_POOL = "READ_POOL_INSTANCE"
"""Instances that are several nodes, each a replica. https://cloud.google.com/sql/docs/postgres/about-read-pools"""


class Machine(NamedTuple):
    """A tier of dedicated cores, taken apart. `kind` is its name on the bill, if it is not of the first series."""

    cores: int
    memory_gb: Decimal
    kind: str = ""
    shape: bool = False

    @property
    def plus(self) -> bool:
        """True if it is an Enterprise Plus machine."""
        return self.kind.startswith("Enterprise Plus")


class IpConfiguration(Block):
    """The `ip_configuration` block."""

    ipv4_enabled: bool = True


class DataCache(Block):
    """The `data_cache_config` block."""

    data_cache_enabled: bool = False


class Settings(Block):
    """The `settings` block. `activation_policy` has no default here: a plan that was applied says whether it runs."""

    tier: str
    activation_policy: str = ""
    availability_type: Literal["ZONAL", "REGIONAL"] = "ZONAL"
    disk_type: str = "PD_SSD"
    disk_size: int | None = None
    ip_configuration: IpConfiguration = IpConfiguration()
    data_cache_config: DataCache | None = None

    def cached(self, family: str) -> bool:
        """True if an Enterprise Plus machine has a data cache: as it says, else unless it is of SQL Server.

        https://github.com/terraform-google-modules/terraform-google-sql-db/pull/720,
        https://github.com/GoogleCloudPlatform/magic-modules/pull/15177
        """
        stated = self.data_cache_config
        return stated.data_cache_enabled if stated else family != "SQLSERVER"


class Stored(Block):
    """What is read of the `settings` block of another instance."""

    disk_size: int | None = None


class Clone(Block):
    """The `clone` block."""

    source_instance_name: str = ""


class Primary(Block):
    """What a replica or clone reads of the instance that it follows, which may be one itself."""

    settings: Stored = Stored()
    master_instance_name: str = ""
    clone: Clone = Clone()
    primary: Annotated[Primary | None, Ref(INSTANCE, FOLLOWED)] = None

    @property
    def gigabytes(self) -> int | None:
        """Its storage, None if nothing in the plan tells."""
        followed = self.master_instance_name or self.clone.source_instance_name
        return _gigabytes(self.settings.disk_size, self.primary, followed)


def _gigabytes(size: int | None, primary: Primary | None, followed: str) -> int | None:
    """Storage of an instance; one that states none has what the instance has that it follows, the least it may.

    https://github.com/terraform-google-modules/terraform-google-sql-db/issues/338
    """
    return size or (primary.gigabytes if primary else None if followed else DISK_GB)


@resource("google_sql_database_instance")
def database_instance(
    *,
    database_version: str,
    settings: Settings,
    instance_type: str = "",
    node_count: int = 1,
    master_instance_name: str = "",
    clone: Clone = Clone(),
    primary: Annotated[Primary | None, Ref(INSTANCE, FOLLOWED)] = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Cloud SQL instance: its cores and memory, storage, backups, and SQL Server's licence.

    The edition follows from the tier. A public address costs only while the instance is off: it counts unless the
    plan says that the instance runs. A replica or clone is an instance of its own, with the storage of the one that it
    follows unless it states more, and so is each node of a read pool. Exports, the logs that point-in-time recovery
    stores in Cloud Storage, and traffic are not modelled.

    Prices: https://cloud.google.com/sql/pricing
    """
    family, _, edition = database_version.partition("_")
    if family not in ENGINES:
        raise Unpriced(f"database_version is {database_version!r}, expected {', '.join(ENGINES)} and a version")
    where = settings.availability_type.capitalize()
    meter = f"Cloud SQL for {ENGINES[family]}: {where} -"
    machine = _machine(settings.tier)
    off = settings.activation_policy == "NEVER"
    nodes = node_count if instance_type == READ_POOL else 1
    if not off:
        yield from times(nodes, _compute(meter, settings.tier, machine, where, mysql=family == "MYSQL"))
        if family == "SQLSERVER":
            yield from _licence(edition, machine.cores if machine else 1)
    size = _gigabytes(settings.disk_size, primary, master_instance_name or clone.source_instance_name)
    if size:
        yield from times(nodes, _storage(settings, size, meter, machine, where, cached=settings.cached(family)))
    yield usage("Backups", PriceQuery(CLOUD_SQL, "Cloud SQL: Backups"), backup_storage_gb, "GiB-Months")
    if settings.ip_configuration.ipv4_enabled and (off or not settings.activation_policy):
        yield hourly("IP address (if unused)", PriceQuery(CLOUD_SQL, f"{meter} IP address reservation"))
    if not size:
        raise Unpriced(NO_SIZE)
    if settings.disk_type == HYPERDISK:
        raise Unpriced(
            f"settings.disk_type is {HYPERDISK}, and how much of its IOPS and throughput is free is not known"
        )


def _machine(tier: str) -> Machine | None:
    """A tier's machine, None if it shares a core."""
    if tier in SHARED_CORES:
        return None
    if found := CUSTOM.fullmatch(tier):
        return Machine(int(found[2]), Decimal(found[3]) / 1024, N4 if found[1] else "")
    if found := NAMED.fullmatch(tier):
        cores = int(found[3])
        return Machine(cores, max(GB_A_CORE[found[2]] * cores, LEAST_GB), shape=bool(found[1]))
    if found := PLUS.fullmatch(tier):
        cores = int(found[2])
        memory = LARGEST_PLUS_GB if cores == LARGEST_PLUS else cores * PLUS_GB_A_CORE
        return Machine(cores, Decimal(memory), PLUS_MACHINES[found[1]])
    raise Unpriced(
        f"settings.tier is {tier!r}, expected db-f1-micro, db-g1-small, db-custom-CPUS-MB, "
        "db-custom-N4-CPUS-MB, db-n1-standard-CPUS, db-n1-highmem-CPUS, db-perf-optimized-N-CPUS or db-c4a-highmem-CPUS"
    )


def _compute(meter: str, tier: str, machine: Machine | None, where: str, *, mysql: bool) -> Components:
    """Cores and memory; machines that share a core, and MySQL's old ones, have a price as a whole."""
    if machine is None:
        yield hourly(f"SQL instance ({tier}, {where.lower()})", PriceQuery(CLOUD_SQL, f"{meter} {SHARED_CORES[tier]}"))
    elif machine.shape and mysql:
        shape = f"{machine.cores} vCPU + {_plain(machine.memory_gb)}GB RAM"
        yield hourly(f"SQL instance ({tier}, {where.lower()})", PriceQuery(CLOUD_SQL, f"{meter} {shape}"))
    else:
        kind = f"{machine.kind} " if machine.kind else ""
        cores = PriceQuery(CLOUD_SQL, f"{meter} {kind}vCPU")
        memory = PriceQuery(CLOUD_SQL, f"{meter} {kind}RAM")
        yield hourly(f"vCPUs ({where.lower()})", cores, count=machine.cores, unit="vCPU-Hours")
        yield hourly(f"Memory ({where.lower()})", memory, HOURS_PER_MONTH * machine.memory_gb, unit="GiB-Hours")


def _storage(
    settings: Settings, size: int, meter: str, machine: Machine | None, where: str, *, cached: bool
) -> Components:
    """An instance's disk of `size` GB, and the cache of an Enterprise Plus machine."""
    name, kind = STORAGE.get(settings.disk_type, (settings.disk_type, settings.disk_type))
    plus = machine is not None and machine.plus
    if plus and kind == "Standard storage":
        kind = "Enterprise Plus Standard Storage"
    query = PriceQuery(CLOUD_SQL, f"{meter} {kind}")
    yield monthly(f"Storage ({name}, {where.lower()})", query, size, "GiB-Months")
    if machine and plus and cached:
        cache = next((gb for cores, gb in DATA_CACHE_GB if machine.cores <= cores), 0)
        query = PriceQuery(CLOUD_SQL, f"{meter} Enterprise Plus Data Cache Storage")
        yield monthly("Data cache", query, cache, "GiB-Months")


def _licence(edition: str, cores: int) -> Components:
    """SQL Server's licence, on the bill of Compute Engine: "2019_STANDARD" names version and edition."""
    name = edition.partition("_")[2]
    if name in LICENSED:
        yield sql_server(f"{LICENSED[name]} for Cloud SQL", Decimal(cores))


def _plain(number: Decimal) -> str:
    """3.75 -> "3.75", 15.00 -> "15"."""
    return f"{number.normalize():f}"
