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
    monthly_sessions: Usage[Decimal | None] = None,
    monthly_command_invocations: Usage[Decimal | None] = None,
) -> Components:
    """Activation of managed nodes outside of EC2: sessions with them, and commands that are run on them.

    Nodes themselves cost nothing since AWS removed the advanced tier on 30 June 2026; the price list still has a meter
    of it, at 0, which is shown where the usage file or the number of nodes says so. Patches count as commands.

    Prices: https://aws.amazon.com/systems-manager/pricing/
    """
    if (instance_tier or ("advanced" if registration_limit > STANDARD_NODES else "standard")) == "advanced":
        hours = None if instances is None else instances * HOURS_PER_MONTH
        yield usage("Managed nodes (advanced)", PriceQuery(SYSTEMS_MANAGER, "MI-AdvInstances-Hrs"), hours, "Hours")
    sessions = PriceQuery(SYSTEMS_MANAGER, "SessionManager-Hybrid-Sessions")
    yield usage("Sessions", sessions, monthly_sessions, "Sessions")
    commands = PriceQuery(SYSTEMS_MANAGER, "RunCommand-Hybrid-Invocations")
    yield usage("Command invocations", commands, monthly_command_invocations, "Invocations")
