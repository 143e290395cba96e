"""AWS Systems Manager: parameters, and managed nodes outside of EC2."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import HOURS_PER_MONTH, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

SYSTEMS_MANAGER = "AWSSystemsManager"

STANDARD_NODES = 1_000
"""Nodes of an account and region in the free tier of the same name; beyond, all must be of the advanced one.
https://aws.amazon.com/systems-manager/pricing/"""


@resource("aws_ssm_parameter")
def parameter(
    *,
    tier: Literal["Standard", "Advanced", "Intelligent-Tiering"] = "Standard",
    api_throughput_limit: Usage[Literal["standard", "advanced", "higher"] | None] = None,
    monthly_api_interactions: Usage[Decimal | None] = None,
    parameter_storage_hrs: Usage[Decimal] = HOURS_PER_MONTH,
) -> Components:
    """Parameter: if it is advanced its storage, and each interaction with it if it is or the throughput is higher.

    An advanced one is stored all month unless `parameter_storage_hrs` says otherwise. Intelligent tiering is taken to
    have chosen the standard tier, which is free.

    Prices: https://aws.amazon.com/systems-manager/pricing/
    """
    if tier == "Advanced":
        yield hourly(
            "Advanced parameter", PriceQuery(SYSTEMS_MANAGER, "PS-Advanced-Param-Tier1"), parameter_storage_hrs
        )
    limit = api_throughput_limit or ("advanced" if tier == "Advanced" else "standard")
    if limit != "standard":
        query = PriceQuery(SYSTEMS_MANAGER, "PS-Param-Processed-Tier2")
        yield usage(f"API interactions ({limit})", query, monthly_api_interactions, "Requests")


@resource("aws_ssm_activation")
def activation(
    *,
    registration_limit: int = 1,
    instance_tier: Usage[Literal["standard", "advanced"] | None] = None,
    instances: Usage[Decimal | None] = None,
) -> Components:
    """Activation of managed nodes outside of EC2: hours of each node in the advanced tier; the standard one is free.

    Which tier it is, is a setting of the account. Unless the usage file states it, an activation for more nodes than
    the standard tier takes is of the advanced one.

    Prices: https://aws.amazon.com/systems-manager/pricing/
    """
    if (instance_tier or ("advanced" if registration_limit > STANDARD_NODES else "standard")) == "advanced":
        hours = None if instances is None else instances * HOURS_PER_MONTH
        yield usage("Managed nodes (advanced)", PriceQuery(SYSTEMS_MANAGER, "MI-AdvInstances-Hrs"), hours, "Hours")
