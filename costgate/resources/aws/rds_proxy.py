"""Amazon RDS Proxy, and the endpoints that it has besides its own."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.aws.rds_parts import RDS, Capacity
from costgate.resources.aws.vpc import endpoint_in
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly
from costgate.resources.marks import Ref, ReferredBy, Usage
from costgate.resources.registry import resource

LEAST_VCPUS, LEAST_ACUS = Decimal(2), Decimal(8)
"""What a proxy is billed for at least, for an instance and for a serverless one. https://aws.amazon.com/rds/proxy/pricing/"""


class Instance(Block):
    """What is read of an `aws_db_instance` or `aws_rds_cluster_instance`."""

    instance_class: str


class Cluster(Block):
    """What is read of an `aws_rds_cluster`."""

    instances: Annotated[tuple[Instance, ...], ReferredBy("aws_rds_cluster_instance", "cluster_identifier")] = ()


class Target(Block):
    """What is read of an `aws_db_proxy_target`."""

    instance: Annotated[Instance | None, Ref("aws_db_instance", "db_instance_identifier")] = None
    cluster: Annotated[Cluster, Ref("aws_rds_cluster", "db_cluster_identifier")] = Cluster()


@resource("aws_db_proxy")
def db_proxy(
    *,
    targets: Annotated[tuple[Target, ...], ReferredBy("aws_db_proxy_target", "db_proxy_name")] = (),
    capacity_units_per_hr: Usage[Decimal | None] = None,
) -> Components:
    """RDS Proxy: hours of each vCPU of the instances that it stands before, or of each capacity unit (ACU).

    A serverless instance counts `capacity_units_per_hr`, at least 8.

    Prices: https://aws.amazon.com/rds/proxy/pricing/
    """
    found = [i for t in targets for i in (t.instance, *t.cluster.instances) if i]
    if not found:
        raise Unpriced("no instance that it stands before is in this plan, and it is billed by their vCPUs")
    sizes = [Capacity(i.instance_class) for i in found]
    if vcpus := sum(max(s.vcpus, LEAST_VCPUS) for s in sizes if not s.is_serverless):
        yield hourly("Proxy", PriceQuery(RDS, "RDS:ProxyUsage"), HOURS_PER_MONTH, vcpus, "vCPU-Hours")
    if serverless := sum(s.is_serverless for s in sizes):
        units = max(capacity_units_per_hr or LEAST_ACUS, LEAST_ACUS) * serverless
        query = PriceQuery(RDS, "RDS:Proxy-ASv2-Usage")
        yield hourly("Proxy (serverless)", query, HOURS_PER_MONTH, units, "ACU-Hours")


@resource("aws_db_proxy_endpoint")
def proxy_endpoint(
    *, vpc_subnet_ids: tuple[str, ...], monthly_data_processed_gb: Usage[Decimal | None] = None
) -> Components:
    """Additional endpoint of a proxy: an interface endpoint of PrivateLink, with its hours in each subnet and its data.

    Prices: https://aws.amazon.com/rds/proxy/pricing/
    """
    yield from endpoint_in(len(vpc_subnet_ids), monthly_data_processed_gb)
