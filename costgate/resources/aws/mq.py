"""Amazon MQ: brokers."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from costgate.resources.components import Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

MQ = "AmazonMQ"

STORAGE = {"efs": "TimedStorage-ByteHrs", "ebs": "TimedStorage-EBS-ByteHrs"}
"""https://aws.amazon.com/amazon-mq/pricing/"""


class Deployment(NamedTuple):
    """How an engine's deployment is called, how its meter begins, where it stores and how often."""

    name: str
    meter: str
    storage: str
    copies: int = 1


DEPLOYMENTS = {
    "activemq": {
        "SINGLE_INSTANCE": Deployment("single instance", "ActiveMQ-InstanceUsage", "efs"),
        "ACTIVE_STANDBY_MULTI_AZ": Deployment("active and standby", "ActiveMQ-Multi-AZ-InstanceUsage", "efs"),
    },
    "rabbitmq": {
        "SINGLE_INSTANCE": Deployment("single instance", "RabbitMQ-InstanceUsage", "ebs"),
        "CLUSTER_MULTI_AZ": Deployment("cluster of three", "RabbitMQ-3-InstanceUsage", "ebs", 3),
    },
}
"""A pair shares its storage, the brokers of a cluster have one each. A deployment's price is that of all its brokers.
https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/broker-storage.html"""


@resource("aws_mq_broker")
def broker(
    *,
    engine_type: str,
    host_instance_type: str,
    deployment_mode: str = "SINGLE_INSTANCE",
    storage_type: str = "",
    storage_size_gb: Usage[Decimal | None] = None,
) -> Components:
    """MQ broker: hours of its deployment as a whole, and storage. `storage_size_gb` is that of each broker.

    Prices: https://aws.amazon.com/amazon-mq/pricing/
    """
    modes = DEPLOYMENTS.get(engine_type.lower())
    if modes is None:
        raise Unpriced(f"engine_type is {engine_type!r}, expected ActiveMQ or RabbitMQ")
    of = modes.get(deployment_mode.upper())
    storage = (storage_type or (of.storage if of else "")).lower()
    if of is None or storage not in STORAGE:
        raise Unpriced(
            f"deployment_mode {deployment_mode!r}, storage_type {storage_type!r}: "
            f"expected one of {', '.join(modes)} and one of {', '.join(STORAGE)}"
        )
    query = PriceQuery(MQ, f"{of.meter}:{host_instance_type}")
    yield hourly(f"Broker ({engine_type}, {of.name}, {host_instance_type})", query)
    gb = None if storage_size_gb is None else storage_size_gb * of.copies
    yield usage(f"Storage ({storage})", PriceQuery(MQ, STORAGE[storage]), gb, "GB-Months")
