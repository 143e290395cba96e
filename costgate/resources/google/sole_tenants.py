"""Google Compute Engine: nodes of one's own, and capacity that is reserved."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, times
from costgate.resources.google import GCE
from costgate.resources.google.compute import Machine
from costgate.resources.google.machines import FAMILIES, SpeltOut
from costgate.resources.marks import Ref
from costgate.resources.registry import resource

NODE = re.compile(r"([a-z0-9]+)-node-(\d{1,4})-(\d{1,6})(?:-.*)?")
"""A node type says its vCPUs and GB: "n2-node-80-640". https://cloud.google.com/compute/docs/nodes/sole-tenant-nodes#node_types"""

OVERCOMMIT = PriceQuery(GCE, "Sole Tenancy Premium for CPU Overcommit")
"""What a node costs besides that gives its machines more cores than it has. No source has the price.
https://cloud.google.com/compute/docs/nodes/overcommitting-cpus-sole-tenant-vms"""


class Template(Block):
    """What a group reads of its node template."""

    node_type: str = ""
    cpu_overcommit_type: str = "NONE"


class Autoscaling(Block):
    """The `autoscaling_policy` block."""

    min_nodes: int = 0


@resource("google_compute_node_group")
def node_group(
    *,
    template: Annotated[Template | None, Ref("google_compute_node_template", "node_template")] = None,
    initial_size: int | None = None,
    autoscaling_policy: Autoscaling | None = None,
) -> Components:
    """Group of sole-tenant nodes: all cores and memory of each, and a premium of a tenth; the machines on it are free.

    A group that scales counts with its least nodes, or as many as it begins with if that is more. Disks, GPUs and
    licences are paid for with the machines.

    Prices: https://cloud.google.com/compute/sole-tenant-pricing
    """
    if template is None:
        raise Unpriced("its node template is not in this plan")
    found = NODE.fullmatch(template.node_type)
    if not found:
        raise Unpriced(f"node type {template.node_type!r}, expected one such as n2-node-80-640")
    nodes = max(initial_size or 0, autoscaling_policy.min_nodes if autoscaling_policy else 0)
    if nodes:
        family = "" if found[1] == "n1" else f"{FAMILIES.get(found[1], found[1].upper())} "
        yield from times(nodes, _node(f"{family}Sole Tenancy Instance", Decimal(found[2]), Decimal(found[3])))
        if template.cpu_overcommit_type == "ENABLED":
            yield from times(nodes, iter((hourly("CPU overcommit", OVERCOMMIT),)))


def _node(meter: str, cores: Decimal, memory: Decimal) -> Components:
    """One node. Discounts for sustained use count the hours of each core and GB."""
    for name, part, count, unit in (("vCPU", "Core", cores, "vCPU-Hours"), ("Memory", "Ram", memory, "GiB-Hours")):
        for line, price in ((name, meter), (f"{name} premium", f"Sole Tenancy Premium for {meter}")):
            yield from times(count, iter((hourly(line, PriceQuery(GCE, f"{price} {part}"), unit=unit),)))


class LocalDisk(Block):
    """A `local_ssds` block."""

    disk_size_gb: int = 0


class Properties(Block):
    """The `instance_properties` block."""

    machine_type: str = ""
    guest_accelerators: tuple[SpeltOut, ...] = ()
    local_ssds: tuple[LocalDisk, ...] = ()


class Specific(Block):
    """The `specific_reservation` block."""

    count: int = 0
    instance_properties: Properties = Properties()


@resource("google_compute_reservation")
def reservation(*, specific_reservation: Specific = Specific()) -> Components:
    """Reservation: what the machines that it holds would cost, whether they run or not.

    A machine that runs on it costs nothing more, but is priced where it stands: state `monthly_hrs: 0` for it.

    Prices: https://cloud.google.com/compute/docs/instances/reservations-overview#billing
    """
    held = specific_reservation.instance_properties
    if not held.machine_type:
        raise Unpriced("its machine type is not set")
    one = Machine(
        machine_type=held.machine_type, guest_accelerator=tuple(each.accelerator for each in held.guest_accelerators)
    )
    local = sum(d.disk_size_gb for d in held.local_ssds)
    yield from times(specific_reservation.count, one.running(HOURS_PER_MONTH, None, local, ""))
