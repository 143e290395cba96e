"""AWS CodeBuild: projects."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, usage
from costgate.resources.marks import Attribute, Usage
from costgate.resources.registry import resource

CODEBUILD = "CodeBuild"

SYSTEMS = {
    "LINUX_CONTAINER": "Linux",
    "LINUX_EC2": "Linux",
    "ARM_CONTAINER": "ARM",
    "ARM_EC2": "ARM",
    "WINDOWS_CONTAINER": "Windows",
    "WINDOWS_SERVER_2019_CONTAINER": "Windows",
    "WINDOWS_SERVER_2022_CONTAINER": "Windows",
    "WINDOWS_EC2": "Windows",
}
SIZES = {
    "BUILD_GENERAL1_SMALL": "small",
    "BUILD_GENERAL1_MEDIUM": "medium",
    "BUILD_GENERAL1_LARGE": "large",
    "BUILD_GENERAL1_XLARGE": "xlarge",
    "BUILD_GENERAL1_2XLARGE": "2xlarge",
}
"""Environments and sizes that are billed by the minute.
https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-compute-types.html"""


class Fleet(Block):
    """A `fleet` block: reserved machines instead of those that a build brings up."""

    fleet_arn: str = ""


class Environment(Block):
    """An `environment` block."""

    compute_type: str
    kind: Annotated[str, Attribute("type")]
    fleet: Fleet | None = None


@resource("aws_codebuild_project")
def project(*, environment: Environment, monthly_build_mins: Usage[Decimal | None] = None) -> Components:
    """CodeBuild project: the minutes of its builds, by operating system and size. Each build is rounded up to a minute.

    The account's free minutes are not taken off. Builds on Lambda, on GPUs and on reserved fleets are not modelled.

    Prices: https://aws.amazon.com/codebuild/pricing/
    """
    if environment.fleet:
        raise Unpriced("it builds on a reserved fleet, which is billed by itself")
    system, size = SYSTEMS.get(environment.kind), SIZES.get(environment.compute_type)
    if system is None or size is None:
        raise Unpriced(
            f"environment.type {environment.kind!r}, compute_type {environment.compute_type!r}: "
            f"expected one of {', '.join(SYSTEMS)} and one of {', '.join(SIZES)}"
        )
    query = PriceQuery(CODEBUILD, f"Build-Min:{system}:g1.{size}")
    yield usage(f"Build minutes ({system}, general1.{size})", query, monthly_build_mins, "Minutes")
