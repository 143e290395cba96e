"""Amazon MSK: clusters of Apache Kafka, with brokers or serverless; connectors."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.aws.scaling import ScalingTarget
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
from costgate.resources.marks import ReferredBy, Usage
from costgate.resources.registry import resource

MSK = "AmazonMSK"

STORAGE_DIMENSION = "kafka:broker-storage:VolumeSize"
"""What Application Auto Scaling may change. https://docs.aws.amazon.com/msk/latest/developerguide/msk-autoexpand.html"""

FREE_MIBPS = 250
"""Storage throughput of a broker without extra charge. https://aws.amazon.com/msk/pricing/"""


class ProvisionedThroughput(Block):
    """A `provisioned_throughput` block."""

    enabled: bool = False
    volume_throughput: int = 0


class EbsStorage(Block):
    """An `ebs_storage_info` block."""

    volume_size: int | None = None
    provisioned_throughput: ProvisionedThroughput = ProvisionedThroughput()


class StorageInfo(Block):
    """A `storage_info` block."""

    ebs_storage_info: EbsStorage = EbsStorage()


class Brokers(Block):
    """A `broker_node_group_info` block."""

    instance_type: str
    storage_info: StorageInfo = StorageInfo()


@resource("aws_msk_cluster")
def cluster(
    *,
    number_of_broker_nodes: int,
    broker_node_group_info: Brokers,
    storage_mode: str = "LOCAL",
    targets: Annotated[tuple[ScalingTarget, ...], ReferredBy("aws_appautoscaling_target", "resource_id")] = (),
    broker_storage_gb: Usage[Decimal | None] = None,
    tiered_storage_gb: Usage[Decimal | None] = None,
    monthly_tiered_data_retrieved_gb: Usage[Decimal | None] = None,
    express_storage_gb: Usage[Decimal | None] = None,
    monthly_express_data_in_gb: Usage[Decimal | None] = None,
) -> Components:
    """MSK cluster: hours and storage of its brokers; for Express brokers what they store and take in.

    Storage that scales by itself counts at what the brokers begin with, as it never shrinks, unless `broker_storage_gb`
    or the `capacity` of its scaling target in the usage file says what each has grown to. Enhanced monitoring, private
    connectivity, and replication are not modelled.

    Prices: https://aws.amazon.com/msk/pricing/
    """
    kind = broker_node_group_info.instance_type
    is_express = kind.startswith("express.")
    meter = f"{'Express' if is_express else 'Kafka'}.{kind.partition('.')[2]}"
    yield hourly(f"Brokers ({kind})", PriceQuery(MSK, meter), HOURS_PER_MONTH, number_of_broker_nodes)
    if is_express:
        yield usage("Storage", PriceQuery(MSK, "Express.Storage"), express_storage_gb, "GB-Months")
        yield usage("Data in", PriceQuery(MSK, "Express.In-Bytes"), monthly_express_data_in_gb, "GB")
        return
    ebs = broker_node_group_info.storage_info.ebs_storage_info
    least = [t.expected for t in targets if t.scalable_dimension == STORAGE_DIMENSION]
    gb = max(Decimal(ebs.volume_size or 0), broker_storage_gb or Decimal(0), *map(Decimal, least))
    yield from _volumes(number_of_broker_nodes, gb, ebs.provisioned_throughput)
    stated = [t.capacity for t in targets if t.capacity is not None]
    if least and broker_storage_gb is None and not stated:
        yield usage("Storage that scaling adds", PriceQuery(MSK, "Kafka.Storage.GP2"), None, "GB-Months")
    if storage_mode == "TIERED":
        yield usage("Tiered storage", PriceQuery(MSK, "Kafka.TieredStorage"), tiered_storage_gb, "GB-Months")
        tiered = PriceQuery(MSK, "Kafka.DataRetrieval.Tiered")
        yield usage("Tiered storage: data retrieved", tiered, monthly_tiered_data_retrieved_gb, "GB")


def _volumes(brokers: int, gb: Decimal, throughput: ProvisionedThroughput) -> Components:
    """The brokers' volumes. 0 GB: nobody says how large they are."""
    storage = PriceQuery(MSK, "Kafka.Storage.GP2")
    if gb:
        yield monthly("Storage", storage, gb * brokers, "GB-Months")
    else:
        yield usage("Storage", storage, None, "GB-Months")
    extra = throughput.volume_throughput - FREE_MIBPS
    if throughput.enabled and extra > 0:
        query = PriceQuery(MSK, "Kafka.Storage.ProvisionedThroughput")
        yield monthly("Provisioned throughput", query, extra * brokers, "MiBps-Months")


@resource("aws_msk_serverless_cluster")
def serverless_cluster(
    *,
    partitions: Usage[Decimal | None] = None,
    storage_gb: Usage[Decimal | None] = None,
    monthly_data_in_gb: Usage[Decimal | None] = None,
    monthly_data_out_gb: Usage[Decimal | None] = None,
) -> Components:
    """Serverless MSK cluster: its hours, those of its partitions, what it stores, takes in and gives out.

    Prices: https://aws.amazon.com/msk/pricing/
    """
    yield hourly("Cluster (serverless)", PriceQuery(MSK, "KafkaServerless-ClusterHours"))
    hours = None if partitions is None else partitions * HOURS_PER_MONTH
    yield usage("Partitions", PriceQuery(MSK, "KafkaServerless-PartitionHours"), hours, "Hours")
    yield usage("Storage", PriceQuery(MSK, "KafkaServerless-StorageHours"), storage_gb, "GB-Months")
    yield usage("Data in", PriceQuery(MSK, "KafkaServerless-In-Bytes"), monthly_data_in_gb, "GB")
    yield usage("Data out", PriceQuery(MSK, "KafkaServerless-Out-Bytes"), monthly_data_out_gb, "GB")


class ProvisionedCapacity(Block):
    """A `provisioned_capacity` block."""

    worker_count: int
    mcu_count: int = 1


class ScaledCapacity(Block):
    """An `autoscaling` block."""

    min_worker_count: int
    mcu_count: int = 1


class Capacity(Block):
    """A `capacity` block: one of its blocks."""

    provisioned_capacity: ProvisionedCapacity | None = None
    autoscaling: ScaledCapacity | None = None

    @property
    def units(self) -> int:
        """Connect units (MCU) that run at least."""
        if self.provisioned_capacity:
            return self.provisioned_capacity.worker_count * self.provisioned_capacity.mcu_count
        return self.autoscaling.min_worker_count * self.autoscaling.mcu_count if self.autoscaling else 0


@resource("aws_mskconnect_connector")
def connector(*, capacity: Capacity) -> Components:
    """MSK Connect connector: hours of its workers' connect units (MCU), the least of them where it scales by itself.

    Prices: https://aws.amazon.com/msk/pricing/
    """
    if not capacity.units:
        raise Unpriced("capacity says nothing of workers")
    query = PriceQuery(MSK, "Kafka.mcu.general")
    yield hourly("Workers", query, HOURS_PER_MONTH, capacity.units, "MCU-Hours")
