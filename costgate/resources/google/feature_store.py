"""Vertex AI Feature Store: what serves features online, old and new."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.google.compute import Nothing
from costgate.resources.google.vertex import VERTEX
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

NODE = PriceQuery(VERTEX, "Feature Store Online Serving Node")
OPTIMIZED = PriceQuery(VERTEX, "Feature Store Optimized Online Serving Node")


class NodeScaling(Block):
    """The `scaling` or `auto_scaling` block."""

    min_node_count: int


class OnlineServing(Block):
    """The `online_serving_config` block."""

    fixed_node_count: int = 0
    scaling: NodeScaling | None = None


@resource("google_vertex_ai_featurestore")
def featurestore(*, online_serving_config: OnlineServing = OnlineServing()) -> Components:
    """Feature store of the first kind: the nodes that serve it online, as many as there are at least.

    One that is not served online has none. What is stored, written and read is not modelled.

    Prices: https://cloud.google.com/vertex-ai/pricing#featurestore
    """
    scaling = online_serving_config.scaling
    nodes = scaling.min_node_count if scaling else online_serving_config.fixed_node_count
    if nodes:
        yield hourly("Online serving nodes", NODE, count=nodes)


class Bigtable(Block):
    """The `bigtable` block."""

    auto_scaling: NodeScaling


@resource("google_vertex_ai_feature_online_store")
def feature_online_store(
    *, bigtable: Bigtable | None = None, optimized: Nothing | None = None, nodes: Usage[Decimal | None] = None
) -> Components:
    """Online store of features: its nodes, as many as it keeps at least, or for optimized serving as usage says.

    What is stored and synchronized is not modelled.

    Prices: https://cloud.google.com/vertex-ai/pricing#featurestore
    """
    if bigtable:
        yield hourly("Online serving nodes", NODE, count=bigtable.auto_scaling.min_node_count)
    elif optimized:
        hours = None if nodes is None else nodes * HOURS_PER_MONTH
        yield usage("Optimized serving nodes", OPTIMIZED, hours, "Hours")
    else:
        raise Unpriced("neither bigtable nor optimized is set")
