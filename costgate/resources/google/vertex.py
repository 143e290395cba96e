"""Google Vertex AI: endpoints of models and of indexes, and the nodes that serve from them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.google.compute import Nothing
from costgate.resources.google.machines import family_of, shape_of
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

VERTEX = "Vertex AI"

SMALLEST = "e2-standard-2"
"""The machine whose prices are shown if no usage says which. https://cloud.google.com/vertex-ai/docs/predictions/configure-compute"""


def prediction(name: str, machine_type: str, part: str) -> tuple[str, PriceQuery, Decimal, str]:
    """(name, price, amount, unit) of a node's cores ("Core") or memory ("Ram")."""
    cores, memory = shape_of(machine_type)
    if not cores:
        raise Unpriced(f"machine type {machine_type!r}, expected one of Compute Engine's")
    query = PriceQuery(VERTEX, f"Vertex AI: Online/Batch Prediction {family_of(machine_type)} Instance {part}")
    return name, query, cores if part == "Core" else memory, "vCPU-Hours" if part == "Core" else "GiB-Hours"


def node(machine_type: str) -> tuple[tuple[str, PriceQuery, Decimal, str], ...]:
    """Lines of a node that serves predictions."""
    return (
        prediction(f"Prediction vCPU ({machine_type})", machine_type, "Core"),
        prediction(f"Prediction memory ({machine_type})", machine_type, "Ram"),
    )


@resource("google_vertex_ai_endpoint")
def vertex_ai_endpoint(
    *,
    machine_type: Usage[str] = SMALLEST,
    nodes: Usage[Decimal | None] = None,
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
) -> Components:
    """Vertex AI endpoint: free by itself; the nodes of the models that are deployed to it, by cores and memory.

    No plan deploys models: the usage file says on what machines, how many of them on average and for how many hours.
    Their GPUs are not modelled.

    Prices: https://cloud.google.com/vertex-ai/pricing
    """
    for name, query, each, unit in node(machine_type):
        yield usage(name, query, None if nodes is None else each * nodes * monthly_hrs, unit)


class MachineSpec(Block):
    """The `machine_spec` block."""

    machine_type: str = ""
    accelerator_count: int = 0


class Dedicated(Block):
    """The `dedicated_resources` block."""

    min_replica_count: int = 1
    machine_spec: MachineSpec = MachineSpec()


@resource("google_vertex_ai_deployment_resource_pool")
def deployment_resource_pool(*, dedicated_resources: Dedicated = Dedicated()) -> Components:
    """Pool of nodes that models share: as many as it keeps at least, by cores and memory.

    Prices: https://cloud.google.com/vertex-ai/pricing
    """
    spec = dedicated_resources.machine_spec
    if spec.accelerator_count:
        raise Unpriced("its nodes have accelerators, whose prices are not known")
    for name, query, each, unit in node(spec.machine_type):
        yield hourly(name, query, count=each * dedicated_resources.min_replica_count, unit=unit)


class Serving(Block):
    """The `dedicated_resources` block of an index."""

    min_replica_count: int = 2
    machine_spec: MachineSpec = MachineSpec()


@resource("google_vertex_ai_index_endpoint_deployed_index", region_of="endpoint")
def deployed_index(
    *,
    endpoint: Annotated[  # noqa: ARG001 - tells the region
        Nothing | None, Ref("google_vertex_ai_index_endpoint", "index_endpoint")
    ] = None,
    dedicated_resources: Serving | None = None,
) -> Components:
    """Index of Vector Search that an endpoint serves: its replicas, as many as it keeps at least, of one shard.

    What builds and updates the index is not modelled.

    Prices: https://cloud.google.com/vertex-ai/pricing#vectorsearch
    """
    if dedicated_resources is None:
        raise Unpriced("dedicated_resources is not set, and Vertex AI chooses the machine type")
    kind, replicas = dedicated_resources.machine_spec.machine_type, dedicated_resources.min_replica_count
    yield hourly(f"Serving ({kind})", PriceQuery(VERTEX, f"Vector Search Index Serving {kind}"), count=replicas)


@resource("google_vertex_ai_index")
def index(*, monthly_index_building_gb: Usage[Decimal | None] = None) -> Components:
    """Index of vectors: the data that it is built or updated from. It is served where it is deployed, and billed there.

    Prices: https://cloud.google.com/vertex-ai/pricing#vectorsearch
    """
    query = PriceQuery(VERTEX, "Vertex AI: Vector Search Index Building", region="global")
    yield usage("Index building", query, monthly_index_building_gb, "GiB")


@resource("google_vertex_ai_tensorboard")
def tensorboard(*, storage_gb: Usage[Decimal | None] = None) -> Components:
    """TensorBoard of experiments: what it stores.

    Prices: https://cloud.google.com/vertex-ai/pricing#tensorboard
    """
    query = PriceQuery(VERTEX, "Vertex AI: Tensorboard storage", region="global")
    yield usage("Storage", query, storage_gb, "GiB-Months")
