"""Amazon WorkSpaces: personal desktops."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

WORKSPACES = "AmazonWorkSpaces"

HARDWARE = {"VALUE": 1, "STANDARD": 2, "PERFORMANCE": 3, "GRAPHICS": 4, "GRAPHICSPRO": 5, "POWER": 8, "POWERPRO": 19}
"""Compute type -> the number by which the bill calls it.
https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/tracking-free-tier-usage.html names two of them."""

RUNNING_MODES = ("ALWAYS_ON", "AUTO_STOP")


class Properties(Block):
    """A `workspace_properties` block, with the provider's defaults."""

    compute_type_name: str = "VALUE"
    root_volume_size_gib: int = 80
    user_volume_size_gib: int = 10
    running_mode: str = "ALWAYS_ON"


@resource("aws_workspaces_workspace")
def workspace(
    *, workspace_properties: Properties | None = None, monthly_hrs: Usage[Decimal | None] = None
) -> Components:
    """WorkSpace: a charge a month for the hardware with its two volumes; with AUTO_STOP a lower one, and its hours.

    Windows with its licence is assumed, since a bundle's id does not tell: Linux and one's own licences cost less.
    Bundles of applications are not modelled. A price holds for the hardware with volumes of just these sizes.

    Prices: https://aws.amazon.com/workspaces-family/workspaces/pricing/
    """
    if workspace_properties is None:
        raise Unpriced("workspace_properties is not set: its bundle, which is not in a plan, tells the compute type")
    of = workspace_properties
    if of.compute_type_name not in HARDWARE:
        raise Unpriced(f"compute_type_name is {of.compute_type_name!r}, expected one of {', '.join(HARDWARE)}")
    if of.running_mode not in RUNNING_MODES:
        raise Unpriced(f"running_mode is {of.running_mode!r}, expected one of {', '.join(RUNNING_MODES)}")
    meter = f"AW-HW-{HARDWARE[of.compute_type_name]}"
    volumes = f"Root:{of.root_volume_size_gib} GB,User:{of.user_volume_size_gib} GB"
    sizes = f"root {of.root_volume_size_gib} GB, user {of.user_volume_size_gib} GB"
    name = f"WorkSpace ({of.compute_type_name}, {of.running_mode}, {sizes})"
    if of.running_mode == "ALWAYS_ON":
        yield monthly(name, PriceQuery(WORKSPACES, meter, volumes), 1, "Months")
    else:
        yield monthly(name, PriceQuery(WORKSPACES, f"{meter}-AutoStop-User", volumes), 1, "Months")
        yield usage("Running hours", PriceQuery(WORKSPACES, f"{meter}-AutoStop-Usage"), monthly_hrs, "Hours")
