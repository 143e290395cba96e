"""Google Cloud Pub/Sub."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import SECONDS_PER_MONTH, Block, Components, PriceQuery, usage
from costgate.resources.google import seconds
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

PUBSUB = "Cloud Pub Sub"


class Kinesis(Block):
    """The `aws_kinesis` block: the stream that a topic reads."""


class Ingestion(Block):
    """The `ingestion_data_source_settings` block."""

    aws_kinesis: Kinesis | None = None


@resource("google_pubsub_topic")
def topic(
    *,
    message_retention_duration: str = "",
    ingestion_data_source_settings: Ingestion = Ingestion(),
    monthly_message_data_tb: Usage[Decimal | None] = None,
    storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Topic: what is published to it or read by it from Kinesis, and what it keeps of that for its subscriptions.

    Without `storage_gb` it keeps what comes in during its retention. The first 10 GiB an account are free, which is not
    modelled, nor what reading from other sources than Kinesis costs more than publishing.

    Prices: https://cloud.google.com/pubsub/pricing
    """
    source = "From Kinesis Data Streams" if ingestion_data_source_settings.aws_kinesis else "Basic"
    query = PriceQuery(PUBSUB, f"Message Delivery {source}", region="global")
    yield usage("Message ingestion data", query, monthly_message_data_tb, "TiB")
    if message_retention_duration:
        kept = storage_gb
        if kept is None and monthly_message_data_tb is not None:
            kept = monthly_message_data_tb * 1024 * seconds(message_retention_duration) / SECONDS_PER_MONTH
        query = PriceQuery(PUBSUB, "Topics message backlog", region="global")
        yield usage("Retained messages", query, kept, "GiB-Months")


class Export(Block):
    """A block that makes a subscription write to BigQuery or Cloud Storage."""


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
    target = "to BigQuery" if bigquery_config else "to Google Cloud Storage" if cloud_storage_config else "Basic"
    for name, meter, quantity, unit in (
        ("Message delivery data", f"Message Delivery {target}", monthly_message_data_tb, "TiB"),
        ("Retained acknowledged messages", "Subscriptions retained acknowledged messages", storage_gb, "GiB-Months"),
        ("Snapshots of the backlog", "Snapshots message backlog", snapshot_storage_gb, "GiB-Months"),
    ):
        yield usage(name, PriceQuery(PUBSUB, meter, region="global"), quantity, unit)


class Topic(Block):
    """The `pubsub` block."""

    topic: str = ""


class Transport(Block):
    """The `transport` block."""

    pubsub: Topic = Topic()


@resource("google_eventarc_trigger")
def eventarc_trigger(
    *, transport: Transport = Transport(), monthly_message_data_tb: Usage[Decimal | None] = None
) -> Components:
    """Trigger of Eventarc: what its subscription delivers, and what is published to a topic that it makes for itself.

    Events themselves are free.

    Prices: https://cloud.google.com/eventarc/pricing
    """
    query = PriceQuery(PUBSUB, "Message Delivery Basic", region="global")
    if not transport.pubsub.topic:
        yield usage("Message ingestion data", query, monthly_message_data_tb, "TiB")
    yield usage("Message delivery data", query, monthly_message_data_tb, "TiB")
