"""Google Dataproc: clusters of machines, and batches without any."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    grouped,
    hourly,
    times,
    usage,
)
from costgate.resources.google import GCE
from costgate.resources.google.compute import PUBLIC, Machine, Scheduling
from costgate.resources.google.disks import disk
from costgate.resources.google.machines import LOCAL_SSD_GB, SpeltOut, cores_of
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

DATAPROC = "Dataproc"

FEE = PriceQuery(GCE, "Licensing Fee for Google Cloud Dataproc", region="global")

MASTERS, WORKERS = 1, 2
"""Machines of a cluster that states none. https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/dataproc_cluster"""

MACHINE, DISK_TYPE, DISK_GB, SECONDARY_DISK_GB = "n1-standard-4", "pd-standard", 500, 100
"""What they are, and their boot disks; secondary workers' are of the workers' type and no larger than theirs.
https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/dataproc_cluster,
https://cloud.google.com/dataproc/docs/concepts/compute/secondary-vms,
https://cloud.google.com/dataproc/docs/concepts/compute/dataproc-pd-ssd"""

ZERO_WORKERS = "dataproc:dataproc.allow.zero.workers"
"""The property of clusters of one machine.
https://cloud.google.com/dataproc/docs/guides/create-single-node-clusters"""


class Disks(Block):
    """A `disk_config` block."""

    boot_disk_size_gb: int | None = None
    boot_disk_type: str = ""
    num_local_ssds: int = 0


class Nodes(Block):
    """A `master_config`, `worker_config` or `node_group_config` block."""

    machine_type: str = MACHINE
    num_instances: int | None = None
    disk_config: Disks = Disks()
    accelerators: tuple[SpeltOut, ...] = ()

    def components(self, count: int, hours: Decimal, *, public: bool, spot: bool = False) -> Components:
        """`count` machines, with the fee for their cores; with addresses if they are `public`."""
        node = Machine(
            machine_type=self.machine_type,
            guest_accelerator=tuple(each.accelerator for each in self.accelerators),
            network_interface=PUBLIC if public else (),
            scheduling=Scheduling(preemptible=spot),
        )
        cores = cores_of(node.kind)
        if not count:
            return
        if not cores:
            raise Unpriced(f"machine type {node.kind!r}, expected one of Compute Engine's")
        disks = self.disk_config
        yield from times(count, node.running(hours, None, disks.num_local_ssds * LOCAL_SSD_GB, ""))
        yield from times(count, disk(disks.boot_disk_type or DISK_TYPE, disks.boot_disk_size_gb or DISK_GB))
        yield from times(count, iter((hourly("Dataproc fee", FEE, hours, cores, unit="vCPU-Hours"),)))


class Secondary(Block):
    """A `preemptible_worker_config` block: machines like the workers, which Google may take away."""

    num_instances: int | None = None
    preemptibility: Literal["PREEMPTIBLE", "SPOT", "NON_PREEMPTIBLE", "PREEMPTIBILITY_UNSPECIFIED"] = "PREEMPTIBLE"
    disk_config: Disks = Disks()

    def like(self, workers: Nodes) -> Nodes:
        """The nodes that these are."""
        most = min(workers.disk_config.boot_disk_size_gb or DISK_GB, SECONDARY_DISK_GB)
        own = self.disk_config
        disks = Disks(
            boot_disk_size_gb=own.boot_disk_size_gb or most,
            boot_disk_type=own.boot_disk_type or workers.disk_config.boot_disk_type,
            num_local_ssds=own.num_local_ssds,
        )
        return Nodes(machine_type=workers.machine_type, disk_config=disks, accelerators=workers.accelerators)


class NodeGroup(Block):
    """A `node_group` block."""

    node_group_config: Nodes = Nodes()


class Auxiliary(Block):
    """An `auxiliary_node_groups` block."""

    node_group: tuple[NodeGroup, ...] = ()


class Software(Block):
    """The `software_config` block."""

    override_properties: Mapping[str, Any] = {}


class Bounds(Block):
    """How few machines of a kind a policy keeps."""

    min_instances: int | None = None


class Policy(Block):
    """What a cluster reads of its autoscaling policy."""

    worker_config: Bounds = Bounds()
    secondary_worker_config: Bounds = Bounds()


class Scaling(Block):
    """The `autoscaling_config` block."""

    policy: Annotated[Policy | None, Ref("google_dataproc_autoscaling_policy", "policy_uri")] = None


class Network(Block):
    """The `gce_cluster_config` block."""

    internal_ip_only: bool = False


class Config(Block):
    """The `cluster_config` block."""

    master_config: Nodes = Nodes()
    worker_config: Nodes = Nodes()
    preemptible_worker_config: Secondary = Secondary()
    auxiliary_node_groups: tuple[Auxiliary, ...] = ()
    software_config: Software = Software()
    autoscaling_config: Scaling = Scaling()
    gce_cluster_config: Network | None = None

    @property
    def public(self) -> bool:
        """True if its machines have external addresses: without a block of its network Dataproc gives them none.

        https://github.com/GoogleCloudPlatform/magic-modules/pull/11923,
        https://cloud.google.com/dataproc/docs/concepts/configuring-clusters/network
        """
        return self.gce_cluster_config is not None and not self.gce_cluster_config.internal_ip_only

    @property
    def workers(self) -> tuple[int, int]:
        """Workers and secondary workers: the least that the policy of this plan keeps, else those at the beginning."""
        alone = str(self.software_config.override_properties.get(ZERO_WORKERS, "")).lower() == "true"
        stated = self.worker_config.num_instances
        first = (0 if alone else WORKERS) if stated is None else stated
        second = self.preemptible_worker_config.num_instances or 0
        policy = self.autoscaling_config.policy
        if policy is None:
            return first, second
        least = policy.worker_config.min_instances
        return WORKERS if least is None else least, policy.secondary_worker_config.min_instances or 0


class OnKubernetes(Block):
    """The `virtual_cluster_config` block."""


@resource("google_dataproc_cluster")
def dataproc_cluster(
    *,
    cluster_config: Config = Config(),
    virtual_cluster_config: OnKubernetes | None = None,
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
) -> Components:
    """Dataproc cluster: masters, workers and secondary workers with their disks and GPUs, and a fee for each core.

    A cluster that scales counts with the least that its policy keeps. `monthly_hrs` are those that its machines run;
    disks stay. Choices of machine types for secondary workers, and traffic, are not modelled.

    Prices: https://cloud.google.com/dataproc/pricing
    """
    if virtual_cluster_config is not None:
        raise Unpriced("virtual_cluster_config is set: of a cluster on Kubernetes the plan does not tell the pods")
    workers, secondary = cluster_config.workers
    masters, public = cluster_config.master_config.num_instances, cluster_config.public
    spare = cluster_config.preemptible_worker_config
    spot = spare.preemptibility in ("PREEMPTIBLE", "SPOT", "PREEMPTIBILITY_UNSPECIFIED")
    groups = (group.node_group_config for aux in cluster_config.auxiliary_node_groups for group in aux.node_group)
    for name, nodes, count in (
        ("master", cluster_config.master_config, MASTERS if masters is None else masters),
        ("worker", cluster_config.worker_config, workers),
    ):
        yield from grouped(name, nodes.components(count, monthly_hrs, public=public))
    like = spare.like(cluster_config.worker_config)
    yield from grouped("secondary_worker", like.components(secondary, monthly_hrs, public=public, spot=spot))
    for i, nodes in enumerate(groups):
        yield from grouped(f"auxiliary[{i}]", nodes.components(nodes.num_instances or 0, monthly_hrs, public=public))


@resource("google_dataplex_task", "google_dataproc_batch")
def dataproc_batch(
    *, monthly_dcu_hrs: Usage[Decimal | None] = None, shuffle_storage_gb: Usage[Decimal | None] = None
) -> Components:
    """Serverless batch for Spark: its data compute units of the standard tier, and the shuffle storage that it holds.

    A vCPU is 0.6 of a unit, a GB of memory 0.1; a batch that states nothing takes 12 while it runs. The premium tier
    and accelerators are not modelled. A task of Dataplex runs as such batches, and is billed as them.

    Prices: https://cloud.google.com/dataproc-serverless/pricing
    """
    unit = PriceQuery(DATAPROC, "Data Compute Unit (milli) Hours - Dataproc Serverless Batch")
    shuffle = PriceQuery(DATAPROC, "Dataproc Serverless Shuffle Storage GB-Months")
    yield usage("Data compute units", unit, monthly_dcu_hrs, "DCU-Hours")
    yield usage("Shuffle storage", shuffle, shuffle_storage_gb, "GB-Months")
