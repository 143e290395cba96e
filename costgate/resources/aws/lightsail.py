"""Amazon Lightsail: instances."""

from __future__ import annotations

from costgate.resources.components import Components, PriceQuery, Unpriced, hourly
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
