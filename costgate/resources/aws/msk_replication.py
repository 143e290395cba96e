"""Amazon MSK Replicator."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws.msk import MSK
from costgate.resources.components import Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_msk_replicator")
def replicator(*, monthly_data_processed_gb: Usage[Decimal | None] = None) -> Components:
    """MSK replicator: its hours, and each GB that it copies.

    Data transfer from another region is not modelled.

    Prices: https://aws.amazon.com/msk/pricing/
    """
    yield hourly("Replicator", PriceQuery(MSK, "KafkaReplication-ReplicatorHours"))
    data = PriceQuery(MSK, "KafkaReplication-Processed-Bytes")
    yield usage("Data processed", data, monthly_data_processed_gb, "GB")
