"""Amazon VPC: Reachability Analyzer."""

from __future__ import annotations

from costgate.resources.aws import VPC
from costgate.resources.components import Components, PriceQuery, one_time
from costgate.resources.registry import resource


@resource("aws_ec2_network_insights_analysis")
def analysis() -> Components:
    """Analysis of a path: paid once, when it is made.

    Prices: https://aws.amazon.com/vpc/pricing/
    """
    yield one_time("Reachability analysis", PriceQuery(VPC, "ReachabilityAnalyses"), "Analyses")
