"""Azure Container Instances."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from costgate.resources.azure import SECONDS_PER_HOUR
from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    bought,
    hourly,
    usage,
)
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

INSTANCES = "Container Instances"
WITH_GPU = "Container Instances with GPU"

KINDS = {
    ("Standard", "Regular"): ("Standard", "on_demand"),
    ("Standard", "Spot"): ("Standard Spot", "spot"),
    ("Confidential", "Regular"): ("Confidential containers ACI", "on_demand"),
}
"""`sku` and `priority` -> what the meters call them, and how it is bought. https://prices.azure.com/api/retail/prices"""


class Gpu(Block):
    """The `gpu` block."""

    count: int = 0
    sku: Literal["K80", "P100", "V100"] = "V100"


class Container(Block):
    """The `container` block: what it requests, which is what is billed. `memory` is in GB."""

    cpu: Decimal
    memory: Decimal
    gpu: Gpu = Gpu()


@resource("azurerm_container_group")
def container_group(
    *,
    container: tuple[Container, ...] = (),
    os_type: Literal["Linux", "Windows"],
    sku: Literal["Standard", "Confidential", "Dedicated"] = "Standard",
    priority: Literal["Regular", "Spot"] = "Regular",
    restart_policy: Literal["Always", "Never", "OnFailure"] = "Always",
    monthly_hrs: Usage[Decimal | None] = None,
) -> Components:
    """Container group: the vCPUs and memory that its containers request, Windows and GPUs, while it runs.

    A group whose containers are always restarted runs all month; how long another runs is for the usage file to say.

    Prices: https://azure.microsoft.com/pricing/details/container-instances/
    """
    hours = HOURS_PER_MONTH if monthly_hrs is None and restart_policy == "Always" else monthly_hrs
    gpus = [each.gpu for each in container if each.gpu.count]
    meters = [*(_with_gpu(container, gpus) if gpus else _plain(container, sku, priority))]
    if os_type == "Windows":
        query = PriceQuery(INSTANCES, f"{INSTANCES} / Standard / Standard Windows Software Duration")
        meters.append(("Windows licence", query, SECONDS_PER_HOUR * _vcpus(container), "Seconds"))
    for name, query, each, unit in meters:
        yield usage(name, query, None, unit) if hours is None else hourly(name, query, hours, each, unit)


Meter = tuple[str, PriceQuery, Decimal, str]
"""A line's name, its meter, how much an hour has of it, the unit."""


def _plain(containers: tuple[Container, ...], sku: str, priority: str) -> Iterator[Meter]:
    if (kind := KINDS.get((sku, priority))) is None:
        raise Unpriced(f"a group of sku {sku!r} and priority {priority!r} has no known price")
    name, purchase = kind
    meter = f"{INSTANCES} / {name} / {name}"
    yield (
        f"vCPU ({sku}, {bought(purchase)})",
        PriceQuery(INSTANCES, f"{meter} vCPU Duration", purchase=purchase),
        _vcpus(containers),
        "Hours",
    )
    memory = PriceQuery(INSTANCES, f"{meter} Memory Duration", purchase=purchase)
    yield f"Memory ({sku}, {bought(purchase)})", memory, _memory(containers), "GB-Hours"


def _with_gpu(containers: tuple[Container, ...], gpus: list[Gpu]) -> Iterator[Meter]:
    """The lines of a group with GPUs, whose vCPUs and memory have meters of their own."""
    sku = gpus[0].sku
    for name, meter, each, unit in (
        ("vCPU", "vCPU", _vcpus(containers), "Seconds"),
        ("Memory", "Memory", _memory(containers), "GB-Seconds"),
        ("GPU", f"{sku} vGPU", Decimal(sum(gpu.count for gpu in gpus)), "Seconds"),
    ):
        query = PriceQuery(INSTANCES, f"{WITH_GPU} / {sku} / {meter} Duration")
        yield f"{name} ({sku})", query, SECONDS_PER_HOUR * each, unit


def _vcpus(containers: tuple[Container, ...]) -> Decimal:
    return sum((each.cpu for each in containers), Decimal(0))


def _memory(containers: tuple[Container, ...]) -> Decimal:
    return sum((each.memory for each in containers), Decimal(0))
