"""Amazon Lightsail: instances, databases, containers, disks, load balancers, distributions, addresses."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    hourly,
    monthly,
    usage,
)
from costgate.resources.marks import ReferredBy, Usage
from costgate.resources.registry import resource

LIGHTSAIL = "AmazonLightsail"

MEMORY = {
    "nano": "0.5GB",
    "micro": "1GB",
    "small": "2GB",
    "medium": "4GB",
    "large": "8GB",
    "xlarge": "16GB",
    "2xlarge": "32GB",
    "4xlarge": "64GB",
}
"""How a bundle's id begins -> its memory, which is how the bill calls it. https://aws.amazon.com/lightsail/pricing/"""

VARIANTS = {"win": "_win", "ipv6": "_ipv6"}


@resource("aws_lightsail_instance")
def instance(*, bundle_id: str) -> Components:
    """Lightsail instance: the hours of its bundle, such as "small_3_0" or "small_win_3_0".

    All generations of a bundle have one price. Snapshots, traffic beyond the bundle's, and bundles for computing or
    with more memory are not modelled.

    Prices: https://aws.amazon.com/lightsail/pricing/
    """
    size, *rest = bundle_id.split("_")
    variants = [word for word in rest if not word.isdigit()]
    if size not in MEMORY or not set(variants) <= VARIANTS.keys():
        raise Unpriced(f"bundle_id is {bundle_id!r}, expected one that begins with one of {', '.join(MEMORY)}")
    meter = f"BundleUsage:{MEMORY[size]}{''.join(end for word, end in VARIANTS.items() if word in variants)}"
    system = "Windows" if "win" in variants else "Linux/UNIX"
    yield hourly(f"Virtual server ({system}, {MEMORY[size]})", PriceQuery(LIGHTSAIL, meter))


DATABASES = {"micro": "1GB", "small": "2GB", "medium": "4GB", "large": "8GB"}
"""How a database's bundle begins -> its memory. https://aws.amazon.com/lightsail/pricing/"""

HIGH_AVAILABILITY = "ha"


@resource("aws_lightsail_database")
def database(*, bundle_id: str) -> Components:
    """Lightsail database: the hours of its bundle, such as "micro_2_0" or "micro_ha_2_0".

    Snapshots and traffic beyond the bundle's are not modelled.

    Prices: https://aws.amazon.com/lightsail/pricing/
    """
    size, *rest = bundle_id.split("_")
    variants = [word for word in rest if not word.isdigit()]
    if size not in DATABASES or not set(variants) <= {HIGH_AVAILABILITY}:
        raise Unpriced(f"bundle_id is {bundle_id!r}, expected one that begins with one of {', '.join(DATABASES)}")
    meter, label = ("_ha", ", high availability") if variants else ("", "")
    query = PriceQuery(LIGHTSAIL, f"DatabaseUsage:{DATABASES[size]}{meter}")
    yield hourly(f"Database ({DATABASES[size]}{label})", query)


CONTAINERS = {
    "nano": "Nano-0.25CPU-0.5GB",
    "micro": "Micro-0.25CPU-1GB",
    "small": "Small-0.5CPU-1GB",
    "medium": "Medium-1CPU-2GB",
    "large": "Large-2CPU-4GB",
    "xlarge": "XLarge-4CPU-8GB",
}
"""Power of a node -> what its meter is called. https://aws.amazon.com/lightsail/pricing/"""


@resource("aws_lightsail_container_service")
def container_service(*, power: str, scale: int, is_disabled: bool = False) -> Components:
    """Lightsail container service: the hours of its nodes, unless it is disabled. Traffic beyond theirs is not.

    Prices: https://aws.amazon.com/lightsail/pricing/
    """
    if power not in CONTAINERS:
        raise Unpriced(f"power is {power!r}, expected one of {', '.join(CONTAINERS)}")
    if not is_disabled:
        query = PriceQuery(LIGHTSAIL, f"ContainerSvcUsage:{CONTAINERS[power]}")
        yield hourly(f"Nodes ({power})", query, HOURS_PER_MONTH, scale)


@resource("aws_lightsail_disk")
def disk(*, size_in_gb: int, snapshot_storage_gb: Usage[Decimal | None] = None) -> Components:
    """Lightsail disk: its size, attached or not, and snapshots.

    Prices: https://aws.amazon.com/lightsail/pricing/
    """
    yield monthly("Storage", PriceQuery(LIGHTSAIL, "DiskUsage"), size_in_gb, "GB-Months")
    yield usage("Snapshots", PriceQuery(LIGHTSAIL, "SnapshotUsage"), snapshot_storage_gb, "GB-Months")


@resource("aws_lightsail_lb")
def load_balancer() -> Components:
    """Lightsail load balancer: hours, whatever passes through it.

    Prices: https://aws.amazon.com/lightsail/pricing/
    """
    yield hourly("Load balancer", PriceQuery(LIGHTSAIL, "LoadBalancerUsage"))


DISTRIBUTIONS = {"small_1_0": "50GB", "medium_1_0": "200GB", "large_1_0": "500GB"}
"""A distribution's bundle -> the data that it may send in a month. https://aws.amazon.com/lightsail/pricing/"""


@resource("aws_lightsail_distribution")
def distribution(*, bundle_id: str) -> Components:
    """Lightsail distribution: the month of its bundle.

    Data beyond the bundle's, and the first year of the smallest, which AWS may give away, are not modelled.

    Prices: https://aws.amazon.com/lightsail/pricing/
    """
    if bundle_id not in DISTRIBUTIONS:
        raise Unpriced(f"bundle_id is {bundle_id!r}, expected one of {', '.join(DISTRIBUTIONS)}")
    data = DISTRIBUTIONS[bundle_id]
    yield monthly(f"Distribution ({data})", PriceQuery(LIGHTSAIL, f"CDN-{data}"), 1, "Months")


class Attachment(Block):
    """An instance that has the address: that there is one."""


@resource("aws_lightsail_static_ip")
def static_ip(
    *,
    attachments: Annotated[
        tuple[Attachment, ...], ReferredBy("aws_lightsail_static_ip_attachment", "static_ip_name")
    ] = (),
) -> Components:
    """Lightsail address: its hours, unless an instance of this plan has it. A first hour costs nothing.

    Prices: https://aws.amazon.com/lightsail/pricing/
    """
    if not attachments:
        yield hourly("Unused address", PriceQuery(LIGHTSAIL, "UnusedStaticIP"))


@resource("aws_lightsail_bucket")
def bucket(*, bundle_id: str) -> Components:
    """Lightsail bucket: its bundle's month. What is stored or sent beyond the bundle is not modelled.

    Prices: https://aws.amazon.com/lightsail/pricing/
    """
    yield monthly(f"Bundle ({bundle_id})", PriceQuery(LIGHTSAIL, f"BucketBundle:{bundle_id}"), 1, "Months")
