"""Amazon SNS: topics and their subscriptions."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, NamedTuple

from costgate.resources.aws.sqs import chunked
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, usage
from costgate.resources.marks import Ref, ReferredBy, Usage
from costgate.resources.registry import resource

SNS = "AmazonSNS"

KB_PER_GB = 1_000_000
"""AWS counts in powers of two, and divides by 1,048,576 in its own examples. https://aws.amazon.com/s3/faqs/"""


class Channel(NamedTuple):
    """A kind of notification, and the protocols of the subscriptions that get it."""

    name: str
    meter: str
    protocols: tuple[str, ...]


HTTP = Channel("HTTP/HTTPS notifications", "DeliveryAttempts-HTTP", ("http", "https"))
EMAIL = Channel("Email/Email-JSON notifications", "DeliveryAttempts-SMTP", ("email", "email-json"))
FIREHOSE = Channel("Kinesis Firehose notifications", "DeliveryAttempts-FIREHOSE", ("firehose",))
MOBILE_PUSH = Channel("Mobile push notifications", "DeliveryAttempts-APNS", ("application",))
MACOS = Channel("MacOS notifications", "DeliveryAttempts-MACOS", ())
SMS = Channel("SMS notifications", "DeliveryAttempts-SMS", ("sms",))
"""Notifications to SQS and Lambda are free. https://aws.amazon.com/sns/pricing/"""


class Subscription(Block):
    """What is read of an `aws_sns_topic_subscription`."""

    protocol: str = ""


@resource("aws_sns_topic")
def topic(
    *,
    fifo_topic: bool = False,
    subscriptions: Annotated[tuple[Subscription, ...], ReferredBy("aws_sns_topic_subscription", "topic_arn")] = (),
    monthly_requests: Usage[Decimal | None] = None,
    request_size_kb: Usage[Decimal | None] = None,
    http_subscriptions: Usage[Decimal | None] = None,
    email_subscriptions: Usage[Decimal | None] = None,
    kinesis_subscriptions: Usage[Decimal | None] = None,
    mobile_push_subscriptions: Usage[Decimal | None] = None,
    macos_subscriptions: Usage[Decimal | None] = None,
    sms_subscriptions: Usage[Decimal | None] = None,
    sms_notification_price: Usage[Decimal | None] = None,
) -> Components:
    """SNS topic: each request of up to 64 KB, and each notification that it sends to a subscription.

    Where the usage file does not say how many subscriptions of a kind there are, those of this plan count. An SMS costs
    what its country does: `sms_notification_price` in the usage file says how much. Mobile push has one price for all
    platforms. Archiving and filtering by payload are not modelled.

    Prices: https://aws.amazon.com/sns/pricing/
    """
    if fifo_topic:
        yield from _fifo(monthly_requests, request_size_kb, len(subscriptions) or None)
        return
    yield usage(
        "API requests", PriceQuery(SNS, "Requests-Tier1"), chunked(monthly_requests, request_size_kb), "Requests"
    )
    for channel, stated in (
        (HTTP, http_subscriptions),
        (EMAIL, email_subscriptions),
        (FIREHOSE, kinesis_subscriptions),
        (MOBILE_PUSH, mobile_push_subscriptions),
        (MACOS, macos_subscriptions),
    ):
        sent = _product(monthly_requests, _receivers(channel, stated, subscriptions))
        yield usage(channel.name, PriceQuery(SNS, channel.meter), sent, "Notifications")
    texted = _receivers(SMS, sms_subscriptions, subscriptions)
    if texted is not None or sms_notification_price is not None:
        sent = _product(monthly_requests, texted)
        yield usage(SMS.name, PriceQuery(SNS, SMS.meter), sent, "Notifications", sms_notification_price)


def _receivers(channel: Channel, stated: Decimal | None, subscriptions: tuple[Subscription, ...]) -> Decimal | None:
    """How many subscriptions of a kind there are, as the usage file says, else this plan; None if neither does."""
    here = sum(s.protocol in channel.protocols for s in subscriptions)
    return stated if stated is not None else Decimal(here) if here else None


def _fifo(requests: Decimal | None, size_kb: Decimal | None, subscriptions: int | None) -> Components:
    """A FIFO topic's bill: messages and their payload, published and delivered."""
    payload = _product(requests, None if size_kb is None else size_kb / KB_PER_GB)
    receivers = None if subscriptions is None else Decimal(subscriptions)
    yield usage("FIFO API requests", PriceQuery(SNS, "F-Request-Tier1"), requests, "Requests")
    yield usage("FIFO API payload", PriceQuery(SNS, "F-Ingress-Tier1"), payload, "GB")
    yield usage("FIFO notifications", PriceQuery(SNS, "F-DA-SQS"), _product(requests, receivers), "Messages")
    yield usage("FIFO notification payload", PriceQuery(SNS, "F-Egress-SQS"), _product(payload, receivers), "GB")


def _product(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a * b


class Topic(Block):
    """A topic of the same plan; nothing is read of it."""


PLATFORMS = ("ADM", "APNS", "BAIDU", "GCM", "MACOS", "MPNS", "WNS")
"""Services that push to devices, as the bill calls them. https://aws.amazon.com/sns/pricing/"""


@resource("aws_sns_platform_application")
def platform_application(*, platform: str, monthly_notifications: Usage[Decimal | None] = None) -> Components:
    """Platform application: each notification that is pushed to a device without a topic.

    The account's free million is not taken off. What topics push is billed with their subscriptions.

    Prices: https://aws.amazon.com/sns/pricing/
    """
    service = platform.removesuffix("_SANDBOX").removesuffix("_VOIP")
    if service not in PLATFORMS:
        raise Unpriced(f"platform is {platform!r}, expected one of {', '.join(PLATFORMS)}")
    pushed = PriceQuery(SNS, f"DeliveryAttempts-{service}")
    yield usage("Mobile push notifications", pushed, monthly_notifications, "Notifications")


@resource("aws_sns_topic_subscription")
def topic_subscription(
    *,
    protocol: str = "",
    topic: Annotated[Topic | None, Ref("aws_sns_topic", "topic_arn")] = None,
    monthly_requests: Usage[Decimal | None] = None,
    request_size_kb: Usage[Decimal | None] = None,
) -> Components:
    """Subscription: its notifications, by protocol; those to SQS and Lambda are free.

    A topic in the same plan counts the notifications to its subscriptions, unless the usage file states them here.

    Prices: https://aws.amazon.com/sns/pricing/
    """
    channel = next((c for c in (HTTP, EMAIL, FIREHOSE, MOBILE_PUSH, SMS) if protocol in c.protocols), None)
    if channel and (topic is None or monthly_requests is not None):
        sent = chunked(monthly_requests, request_size_kb)
        yield usage(channel.name, PriceQuery(SNS, channel.meter), sent, "Notifications")
