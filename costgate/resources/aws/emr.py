"""Amazon EMR: clusters on EC2, and groups and fleets that are added to them."""

from __future__ import annotations

from typing import Annotated

from costgate.resources.aws import EMR
from costgate.resources.aws.launch import BlockDevice, Compute
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, grouped, hourly, times
from costgate.resources.marks import Attribute, Ref
from costgate.resources.registry import resource

ROOT_GB = 15
"""https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-custom-ami-root-volume-size.html"""


class EbsConfig(Block):
    """An `ebs_config` block: volumes of each instance."""

    volume_type: Annotated[str, Attribute("type")]
    size: int
    iops: int = 0
    throughput: int = 0
    volumes_per_instance: int = 1

    def components(self) -> Components:
        """The volumes of one instance."""
        device = BlockDevice(
            volume_type=self.volume_type, volume_size=self.size, iops=self.iops, throughput=self.throughput
        )
        yield from times(self.volumes_per_instance, device.components("ebs_config"))


class Group(Block):
    """A `master_instance_group` or `core_instance_group` block."""

    instance_type: str
    instance_count: int = 1
    bid_price: str = ""
    ebs_config: tuple[EbsConfig, ...] = ()

    def components(self, root_gb: int) -> Components:
        """Its instances, what EMR adds, and their volumes."""
        purchase = "spot" if self.bid_price else "on_demand"
        yield from times(self.instance_count, _machine(self.instance_type, purchase, self.ebs_config, root_gb))


class TypeConfig(Block):
    """An `instance_type_configs` block."""

    instance_type: str
    weighted_capacity: int = 1
    ebs_config: tuple[EbsConfig, ...] = ()


class Fleet(Block):
    """A `master_instance_fleet` or `core_instance_fleet` block."""

    instance_type_configs: tuple[TypeConfig, ...] = ()
    target_on_demand_capacity: int = 0
    target_spot_capacity: int = 0

    def components(self, root_gb: int) -> Components:
        """Instances of the first of its types until its capacity is reached."""
        if not self.instance_type_configs:
            raise Unpriced("its instance fleet names no instance_type")
        of = self.instance_type_configs[0]
        for units, purchase in ((self.target_on_demand_capacity, "on_demand"), (self.target_spot_capacity, "spot")):
            count = -(-units // max(of.weighted_capacity, 1))
            yield from times(count, _machine(of.instance_type, purchase, of.ebs_config, root_gb)) if count else ()


def _machine(kind: str, purchase: str, volumes: tuple[EbsConfig, ...], root_gb: int) -> Components:
    yield from Compute(purchase=purchase).components(kind, cpu_credits="standard")
    yield hourly(f"EMR ({kind})", PriceQuery(EMR, f"BoxUsage:{kind}"))
    yield from BlockDevice(volume_size=root_gb).components("root volume")
    for volume in volumes:
        yield from volume.components()


@resource("aws_emr_cluster")
def emr_cluster(
    *,
    master_instance_group: Group | None = None,
    core_instance_group: Group | None = None,
    master_instance_fleet: Fleet | None = None,
    core_instance_fleet: Fleet | None = None,
    ebs_root_volume_size: int = ROOT_GB,
) -> Components:
    """EMR cluster that runs all month: its instances, what EMR adds for each, and their volumes.

    Task groups and fleets are resources of their own. The volumes that EMR adds where `ebs_config` says nothing,
    scaling, and termination after the steps are not modelled.

    Prices: https://aws.amazon.com/emr/pricing/
    """
    parts = {
        "master_instance_group": master_instance_group,
        "core_instance_group": core_instance_group,
        "master_instance_fleet": master_instance_fleet,
        "core_instance_fleet": core_instance_fleet,
    }
    for name, part in parts.items():
        if part:
            yield from grouped(name, part.components(ebs_root_volume_size))


class Cluster(Block):
    """What a group or fleet takes from its cluster."""

    ebs_root_volume_size: int = ROOT_GB


@resource("aws_emr_instance_group")
def instance_group(
    *,
    instance_type: str,
    instance_count: int = 1,
    bid_price: str = "",
    ebs_config: tuple[EbsConfig, ...] = (),
    cluster: Annotated[Cluster, Ref("aws_emr_cluster", "cluster_id")] = Cluster(),
) -> Components:
    """Task instance group of an EMR cluster: its instances, what EMR adds for each, and their volumes.

    Prices: https://aws.amazon.com/emr/pricing/
    """
    group = Group(
        instance_type=instance_type, instance_count=instance_count, bid_price=bid_price, ebs_config=ebs_config
    )
    yield from group.components(cluster.ebs_root_volume_size)


@resource("aws_emr_instance_fleet")
def instance_fleet(
    *,
    instance_type_configs: tuple[TypeConfig, ...] = (),
    target_on_demand_capacity: int = 0,
    target_spot_capacity: int = 0,
    cluster: Annotated[Cluster, Ref("aws_emr_cluster", "cluster_id")] = Cluster(),
) -> Components:
    """Task instance fleet of an EMR cluster: its instances, what EMR adds for each, and their volumes.

    Prices: https://aws.amazon.com/emr/pricing/
    """
    fleet = Fleet(
        instance_type_configs=instance_type_configs,
        target_on_demand_capacity=target_on_demand_capacity,
        target_spot_capacity=target_spot_capacity,
    )
    yield from fleet.components(cluster.ebs_root_volume_size)
