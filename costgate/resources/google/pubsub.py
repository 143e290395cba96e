"""Google Cloud Pub/Sub."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

PUBSUB = "Cloud Pub Sub"


class Export(Block):
    """A block that makes a subscription write to BigQuery or Cloud Storage."""


@resource("google_pubsub_topic")
def topic(*, monthly_message_data_tb: Usage[Decimal | None] = None) -> Components:
    """Topic: what is published to it. Messages that it keeps for its subscriptions are not modelled.

    Prices: https://cloud.google.com/pubsub/pricing
    """
    query = PriceQuery(PUBSUB, "Message Delivery Basic", region="global")
    yield usage("Message ingestion data", query, monthly_message_data_tb, "TiB")


@resource("google_pubsub_subscription")
def subscription(
    *,
    bigquery_config: Export | None = None,
    cloud_storage_config: Export | None = None,
    monthly_message_data_tb: Usage[Decimal | None] = None,
    storage_gb: Usage[Decimal | None] = None,
    snapshot_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Subscription: what it delivers, and what it keeps of messages, acknowledged or in snapshots.

    Delivery to BigQuery and to Cloud Storage has a price of its own. Traffic to other regions is not modelled.

    Prices: https://cloud.google.com/pubsub/pricing
    """
    target = "BigQuery" if bigquery_config else "Cloud Storage" if cloud_storage_config else "Basic"
    for name, meter, quantity, unit in (
        ("Message delivery data", f"Message Delivery {target}", monthly_message_data_tb, "TiB"),
        ("Retained acknowledged messages", "Subscriptions message backlog", storage_gb, "GiB-Months"),
        ("Snapshots of the backlog", "Snapshots message backlog", snapshot_storage_gb, "GiB-Months"),
    ):
        yield usage(name, PriceQuery(PUBSUB, meter, region="global"), quantity, unit)
