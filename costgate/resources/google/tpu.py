"""Google Cloud TPU: virtual machines and nodes with tensor processing units."""

from __future__ import annotations

import math
from dataclasses import dataclass

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly
from costgate.resources.google import GCE
from costgate.resources.registry import resource

TPU = "Cloud TPU"
DEFAULT = "v2-8"


@dataclass(frozen=True)
class Generation:
    """How a generation is counted: cores a chip in names of types, and the chips that a price is of.

    `pod` is the meter of what is larger than that, where it has another price. https://cloud.google.com/tpu/pricing
    """

    service: str
    meter: str
    cores: int = 1
    chips: int = 1
    pod: str = ""


GENERATIONS = {
    "v2": Generation(TPU, "TPU-v2 Accelerator", cores=2, chips=4, pod="TPU-v2 Pod"),
    "v3": Generation(TPU, "TPU-v3 Accelerator", cores=2, chips=4, pod="TPU-v3 Pod"),
    "v5litepod": Generation(GCE, "TpuV5e"),
    "v5p": Generation(GCE, "TpuV5p", cores=2),
    "v6e": Generation(GCE, "TpuV6e"),
}
"""Types begin with these: "v5p-8" has eight cores, "v6e-8" eight chips. https://cloud.google.com/tpu/docs/system-architecture-tpu-vm"""


class Scheduling(Block):
    """The `scheduling_config` block of a node."""

    preemptible: bool = False


class SpotScheduling(Block):
    """The `scheduling_config` block of a machine."""

    preemptible: bool = False
    spot: bool = False


class AcceleratorConfig(Block):
    """The `accelerator_config` block: a generation ("V5P") and how its chips are arranged ("2x2x1")."""

    type: str
    topology: str

    @property
    def accelerator_type(self) -> str:
        """The type as its name has it: "v5p-8"."""
        kind = self.type.lower().replace("_", "")
        sides = self.topology.split("x")
        if kind not in GENERATIONS or not all(side.isdecimal() for side in sides):
            raise Unpriced(f"accelerator_config is {self.type} {self.topology}, whose price is not known")
        return f"{kind}-{math.prod(map(int, sides)) * GENERATIONS[kind].cores}"


def tpus(accelerator_type: str, *, spot: bool) -> Components:
    """The TPUs of a type."""
    kind, _, size = accelerator_type.rpartition("-")
    if kind not in GENERATIONS or not size.isdecimal():
        known = ", ".join(GENERATIONS)
        raise Unpriced(f"accelerator_type is {accelerator_type!r}, expected one of {known} such as {DEFAULT}")
    how = GENERATIONS[kind]
    units, rest = divmod(int(size), how.cores * how.chips)
    if rest:
        raise Unpriced(f"accelerator_type is {accelerator_type!r}, which has a part of what is sold")
    purchase = "spot" if spot else "on_demand"
    query = PriceQuery(how.service, how.pod if units > 1 and how.pod else how.meter, purchase=purchase)
    yield hourly(f"TPU ({purchase.replace('_', ' ')}, {accelerator_type})", query, count=units)


@resource("google_tpu_node")
def tpu_node(*, accelerator_type: str, scheduling_config: Scheduling = Scheduling()) -> Components:
    """TPU node: its TPUs. The machine that uses them is a resource of its own.

    Prices: https://cloud.google.com/tpu/pricing
    """
    yield from tpus(accelerator_type, spot=scheduling_config.preemptible)


@resource("google_tpu_v2_vm")
def tpu_vm(
    *,
    accelerator_type: str = DEFAULT,
    accelerator_config: AcceleratorConfig | None = None,
    scheduling_config: SpotScheduling = SpotScheduling(),
) -> Components:
    """TPU machine: its TPUs, whose price includes the machine. Disks that it attaches are resources of their own.

    Reservations and commitments are not modelled.

    Prices: https://cloud.google.com/tpu/pricing
    """
    kind = accelerator_config.accelerator_type if accelerator_config else accelerator_type
    yield from tpus(kind, spot=scheduling_config.preemptible or scheduling_config.spot)
