"""Azure Cosmos DB: databases, containers, tables and the like, which an account serves from one region or several."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, NamedTuple

from costgate.resources.azure import COSMOS, plain
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Ref, TypeName, Usage
from costgate.resources.registry import resource

RUS_PER_UNIT = 100
"""Throughput is billed by 100 request units a second. https://azure.microsoft.com/pricing/details/cosmos-db/autoscale-provisioned/"""

AUTOSCALE = Decimal("1.5")
"""What autoscale costs more, unless several regions write.
https://azure.microsoft.com/pricing/details/cosmos-db/autoscale-provisioned/"""

LEAST_PERCENT = Decimal(10)
"""What autoscale bills of its maximum at least, in percent.
https://learn.microsoft.com/azure/cosmos-db/provision-throughput-autoscale"""

ZONED = Decimal("1.25")
"""What zone redundancy costs more, where one region writes and throughput does not scale by itself; so it is without.
https://learn.microsoft.com/azure/reliability/reliability-cosmos-db-nosql"""

INTERVAL_MINUTES, RETENTION_HOURS, FREE_COPIES = 240, 8, 2
"""Periodic backups: how often, how long they are kept, and how many cost nothing. They are taken where is written.
https://learn.microsoft.com/azure/cosmos-db/periodic-backup-restore-introduction"""

FREE_TIER = "Continuous7Days"
"""The `tier` of continuous backups that costs nothing.
https://learn.microsoft.com/azure/cosmos-db/continuous-backup-restore-introduction"""

SERVERLESS = "EnableServerless"

DEFAULT_RUS = Decimal(400)
"""Throughput of a container that names none and whose database has none to share.
https://learn.microsoft.com/cli/azure/cosmosdb/sql/container#az-cosmosdb-sql-container-create"""

SHARING = (
    "azurerm_cosmosdb_cassandra_keyspace",
    "azurerm_cosmosdb_gremlin_database",
    "azurerm_cosmosdb_mongo_database",
    "azurerm_cosmosdb_sql_database",
)
"""Types that need no throughput, and share what they have."""


class Location(Block):
    """A `geo_location` block of an account."""

    location: str = ""
    failover_priority: int = 0
    zone_redundant: bool = False

    @property
    def premium(self) -> Decimal:
        """What its request units cost in times of those of a region without zones."""
        return ZONED if self.zone_redundant else Decimal(1)


class Backup(Block):
    """The `backup` block of an account."""

    type: str = "Periodic"
    tier: str = "Continuous30Days"
    interval_in_minutes: int = INTERVAL_MINUTES
    retention_in_hours: int = RETENTION_HOURS

    @property
    def paid_copies(self) -> int:
        """Periodic backups that are kept beyond the free ones."""
        if self.type == "Continuous":
            return 0
        return max(self.retention_in_hours * 60 // (self.interval_in_minutes or INTERVAL_MINUTES) - FREE_COPIES, 0)


class Capability(Block):
    """A `capabilities` block of an account."""

    name: str = ""


class Account(Block):
    """What is read of an `azurerm_cosmosdb_account`: where it is, who writes, what is kept besides the data."""

    location: str = ""
    geo_location: tuple[Location, ...] = ()
    backup: Backup = Backup()
    capabilities: tuple[Capability, ...] = ()
    analytical_storage_enabled: bool = False
    multiple_write_locations_enabled: bool = False
    enable_multiple_write_locations: bool = False

    @property
    def places(self) -> list[Location]:
        """Its regions, the one that writes first."""
        named = sorted(self.geo_location, key=lambda g: (g.failover_priority, g.location))
        return [g if g.location else Location(location=self.location) for g in named] or [
            Location(location=self.location)
        ]

    @property
    def all_write(self) -> bool:
        """True if every region takes writes."""
        several = self.multiple_write_locations_enabled or self.enable_multiple_write_locations
        return several and len(self.places) > 1

    @property
    def serverless(self) -> bool:
        """True if it bills requests and has no throughput."""
        return any(c.name == SERVERLESS for c in self.capabilities)


class AutoscaleSettings(Block):
    """The `autoscale_settings` block."""

    max_throughput: Decimal | None = None


class Database(Block):
    """Throughput of a database or a container; of its database a container reads whether it has some to share."""

    throughput: Decimal | None = None
    autoscale_settings: AutoscaleSettings = AutoscaleSettings()

    @property
    def shares(self) -> bool:
        """True if it has throughput of its own."""
        return self.throughput is not None or self.autoscale_settings.max_throughput is not None


class Keyspace(Database):
    """What a table reads of its `azurerm_cosmosdb_cassandra_keyspace`: the account, too."""

    account: Annotated[Account | None, Ref("azurerm_cosmosdb_account", "account_name")] = None


class Used(NamedTuple):
    """What the usage file says."""

    storage: Decimal | None
    requests: Decimal | None
    restored: Decimal | None
    writes: Decimal | None
    reads: Decimal | None
    utilization: Decimal | None


@resource(
    "azurerm_cosmosdb_cassandra_keyspace",
    "azurerm_cosmosdb_cassandra_table",
    "azurerm_cosmosdb_gremlin_database",
    "azurerm_cosmosdb_gremlin_graph",
    "azurerm_cosmosdb_mongo_collection",
    "azurerm_cosmosdb_mongo_database",
    "azurerm_cosmosdb_sql_container",
    "azurerm_cosmosdb_sql_database",
    "azurerm_cosmosdb_table",
)
def container(
    *,
    type_name: Annotated[str, TypeName],
    account: Annotated[Account | None, Ref("azurerm_cosmosdb_account", "account_name")] = None,
    keyspace: Annotated[Keyspace | None, Ref("azurerm_cosmosdb_cassandra_keyspace", "cassandra_keyspace_id")] = None,
    database: Annotated[
        Database | None,
        Ref(
            "azurerm_cosmosdb_sql_database azurerm_cosmosdb_mongo_database azurerm_cosmosdb_gremlin_database",
            "database_name",
        ),
    ] = None,
    throughput: Decimal | None = None,
    autoscale_settings: AutoscaleSettings = AutoscaleSettings(),
    storage_gb: Usage[Decimal | None] = None,
    monthly_serverless_request_units: Usage[Decimal | None] = None,
    monthly_restored_data_gb: Usage[Decimal | None] = None,
    monthly_analytical_storage_write_operations: Usage[Decimal | None] = None,
    monthly_analytical_storage_read_operations: Usage[Decimal | None] = None,
    max_request_units_utilization_percentage: Usage[Decimal | None] = None,
) -> Components:
    """Database, container, collection, graph or table: throughput, storage and backups in each region of its account.

    A container without throughput of its own shares that of its database, is serverless, or has 400 RU/s. The free
    tier of an account (1,000 RU/s and 25 GB in all) and materialized views are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/cosmos-db/
    """
    served_by = account or (keyspace.account if keyspace else None)
    if served_by is None:
        raise Unpriced("its azurerm_cosmosdb_account is not in this plan, which tells the regions")
    used = Used(
        storage_gb,
        monthly_serverless_request_units,
        monthly_restored_data_gb,
        monthly_analytical_storage_write_operations,
        monthly_analytical_storage_read_operations,
        max_request_units_utilization_percentage,
    )
    own = Database(throughput=throughput, autoscale_settings=autoscale_settings)
    if own.shares:
        yield from _throughput(served_by, own, used)
    elif used.requests is not None or served_by.serverless:
        query = _meter(served_by.places[0], " serverless / RUs / 1M RUs")
        requests = None if used.requests is None else used.requests * served_by.places[0].premium
        yield usage("Request units (serverless)", query, requests, "Operations")
    elif type_name not in SHARING:
        alone = type_name == "azurerm_cosmosdb_table"
        yield from _default_throughput(served_by, Database() if alone else keyspace or database, used)
    for place in served_by.places:
        yield from _kept(served_by, place, used)
    yield from _periodic_backup(served_by, used.storage)
    restore = _meter(served_by.places[0], " - PITR / Backup / Cont 30D Bckp Data Restore")
    yield usage("Restored data", restore, used.restored, "GB")


def _meter(place: Location, rest: str) -> PriceQuery:
    return PriceQuery(COSMOS, f"{COSMOS}{rest}", region=plain(place.location))


def _throughput(account: Account, own: Database, used: Used) -> Components:
    most = own.autoscale_settings.max_throughput
    for place in account.places:
        if most is not None:
            name, query = f"Throughput (autoscale, {place.location})", _rus(account, place)
            percent = most / RUS_PER_UNIT * (1 if account.all_write else AUTOSCALE) * HOURS_PER_MONTH / 100
            if used.utilization is None:
                yield hourly(f"Least throughput (autoscale, {place.location})", query, percent * LEAST_PERCENT)
                yield usage(name, query, None, "Hours")
            else:
                yield usage(name, query, percent * max(used.utilization, LEAST_PERCENT), "Hours")
        else:
            zoned = 1 if account.all_write else place.premium
            billed = (own.throughput or Decimal(0)) / RUS_PER_UNIT * zoned
            yield hourly(f"Throughput (provisioned, {place.location})", _rus(account, place), count=billed)


def _default_throughput(account: Account, database: Database | None, used: Used) -> Components:
    """What a container has that names no throughput; it depends on its database, which may be in another plan."""
    if database and not database.shares:
        yield from _throughput(account, Database(throughput=DEFAULT_RUS), used)
    elif database is None:
        for place in account.places:
            yield usage(f"Throughput (unless shared, {place.location})", _rus(account, place), None, "Hours")


def _rus(account: Account, place: Location) -> PriceQuery:
    return _meter(place, " / mRUs / 100 Multi-master RU/s" if account.all_write else " / RUs / 100 RU/s")


def _kept(account: Account, place: Location, used: Used) -> Components:
    """What is stored in one region: data, what is made of it for analysis, and continuous backups of 30 days."""
    query = _meter(place, " / RUs / Data Stored")
    yield usage(f"Transactional storage ({place.location})", query, used.storage, "GB-Months")
    if account.analytical_storage_enabled:
        yield from _analytical(place, used)
    if account.backup.type == "Continuous" and account.backup.tier != FREE_TIER:
        query = _meter(place, " - PITR / Backup / Cont 30D Bckp Continuous Backup")
        yield usage(f"Continuous backup ({place.location})", query, used.storage, "GB")


def _analytical(place: Location, used: Used) -> Components:
    for name, meter, stated, unit in (
        ("Analytical storage", "Data Stored", used.storage, "GB-Months"),
        ("Analytical write operations", "Write Operations", used.writes, "Operations"),
        ("Analytical read operations", "Read Operations", used.reads, "Operations"),
    ):
        query = _meter(place, f" Analytics Storage / Standard / Standard {meter}")
        yield usage(f"{name} ({place.location})", query, stated, unit)


def _periodic_backup(account: Account, stored: Decimal | None) -> Components:
    """Backups beyond the free ones, which are taken in one region, however many there are."""
    if copies := account.backup.paid_copies:
        place = account.places[0]
        kept = None if stored is None else stored * copies
        query = _meter(place, " Snapshot / Standard / Backup Data Stored")
        yield usage(f"Periodic backup ({place.location})", query, kept, "GB-Months")


@resource("azurerm_cosmosdb_sql_dedicated_gateway")
def dedicated_gateway(
    *,
    account: Annotated[Account | None, Ref("azurerm_cosmosdb_account", "cosmosdb_account_id")] = None,
    instance_size: str,
    instance_count: int = 1,
) -> Components:
    """Dedicated gateway: its instances, as many in each region of the account.

    Prices: https://azure.microsoft.com/pricing/details/cosmos-db/
    """
    if account is None:
        raise Unpriced("its azurerm_cosmosdb_account is not in this plan, which tells the regions")
    size = instance_size.removeprefix("Cosmos.")
    kind = "Memory Optimized" if size.startswith("E") else "General Purpose"
    for place in account.places:
        query = _meter(place, f" Dedicated Gateway - {kind} / {size} / {size}")
        yield hourly(f"Dedicated gateway ({size}, {place.location})", query, count=instance_count)
