"""Google Cloud Pub/Sub Lite: topics in a zone, and the throughput that they share."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, monthly
from costgate.resources.registry import resource

LITE = "Cloud Pub Sub Lite"
BYTES_A_GIB = 1024**3


class Capacity(Block):
    """The `capacity` block: what a partition takes and gives in MiB a second."""

    publish_mib_per_sec: Decimal
    subscribe_mib_per_sec: Decimal


class Partitions(Block):
    """The `partition_config` block."""

    count: int
    capacity: Capacity | None = None


class Retention(Block):
    """The `retention_config` block."""

    per_partition_bytes: Decimal


class Shared(Block):
    """The `reservation_config` block: throughput is the reservation's."""


@resource("google_pubsub_lite_topic")
def topic(
    *, partition_config: Partitions, retention_config: Retention, reservation_config: Shared | None = None
) -> Components:
    """Lite topic: the throughput that its partitions are given, unless a reservation has it, and their storage.

    Prices: https://cloud.google.com/pubsub/lite/pricing
    """
    count, capacity = partition_config.count, partition_config.capacity
    if not reservation_config:
        if not capacity:
            raise Unpriced("neither partition_config.capacity nor reservation_config is set")
        for name, meter, each in (
            ("Publish", "Publisher", capacity.publish_mib_per_sec),
            ("Subscribe", "Subscriber", capacity.subscribe_mib_per_sec),
        ):
            price = PriceQuery(LITE, f"{meter} Throughput Capacity Allocated")
            yield hourly(f"{name} throughput", price, count=each * count, unit="MiB-Hours")
    stored = retention_config.per_partition_bytes * count / BYTES_A_GIB
    yield monthly("Storage", PriceQuery(LITE, "Storage Capacity Allocated"), stored, "GiB-Months")


@resource("google_pubsub_lite_reservation")
def reservation(*, throughput_capacity: int) -> Components:
    """Throughput that Lite topics share: its units, 1 MiB a second published or 2 MiB delivered.

    Prices: https://cloud.google.com/pubsub/lite/pricing
    """
    price = PriceQuery(LITE, "Reservation Throughput Capacity Allocated")
    yield hourly("Throughput", price, count=throughput_capacity)
