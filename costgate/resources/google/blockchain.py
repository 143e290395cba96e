"""Google Blockchain Node Engine."""

from __future__ import annotations

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly
from costgate.resources.registry import resource

NODES = {"FULL": "Full", "ARCHIVE": "Archive"}


class Ethereum(Block):
    """The `ethereum_details` block."""

    node_type: str = ""


@resource("google_blockchain_node_engine_blockchain_nodes")
def node(*, ethereum_details: Ethereum = Ethereum()) -> Components:
    """Blockchain node: its hours, by how much of Ethereum's past it keeps.

    Prices: https://cloud.google.com/blockchain-node-engine/pricing
    """
    name = next((name for kind, name in NODES.items() if ethereum_details.node_type == kind), "")
    if not name:
        raise Unpriced(f"node_type is {ethereum_details.node_type!r}, expected {' or '.join(NODES)}")
    query = PriceQuery("Blockchain Node Engine", f"Ethereum {name}", region="global")
    yield hourly(f"Ethereum node ({name.lower()})", query)
