"""Google Cloud Managed Service for Apache Kafka."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, hourly, monthly
from costgate.resources.registry import resource

KAFKA = "Managed Service for Apache Kafka"

DCU_PER_VCPU = Decimal("0.6")
DCU_PER_GIB = Decimal("0.1")
"""What a cluster's cores and memory are in compute units.
https://cloud.google.com/managed-service-for-apache-kafka/pricing"""

LOCAL_GIB_PER_VCPU = 100
"""Local storage that a cluster gets with each core. https://cloud.google.com/managed-service-for-apache-kafka/pricing"""


class Capacity(Block):
    """The `capacity_config` block."""

    memory_bytes: Decimal
    vcpu_count: Decimal


@resource("google_managed_kafka_cluster")
def cluster(*, capacity_config: Capacity) -> Components:
    """Kafka cluster: its cores and memory as compute units, and the local storage that comes with the cores.

    What topics keep in the long term, traffic between zones and Private Service Connect are not modelled.

    Prices: https://cloud.google.com/managed-service-for-apache-kafka/pricing
    """
    cores = capacity_config.vcpu_count
    units = cores * DCU_PER_VCPU + capacity_config.memory_bytes / 1024**3 * DCU_PER_GIB
    yield hourly("Compute", PriceQuery(KAFKA, "Data Compute Units"), count=units, unit="DCU-Hours")
    yield monthly("Local storage", PriceQuery(KAFKA, "Local Storage"), cores * LOCAL_GIB_PER_VCPU, "GiB-Months")
