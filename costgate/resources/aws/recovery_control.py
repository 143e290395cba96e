"""Amazon Application Recovery Controller: clusters of routing controls."""

from __future__ import annotations

from costgate.resources.components import Components, PriceQuery, hourly
from costgate.resources.registry import resource


@resource("aws_route53recoverycontrolconfig_cluster")
def cluster() -> Components:
    """Cluster of routing controls: its hours. Panels, controls and safety rules cost nothing.

    Prices: https://aws.amazon.com/application-recovery-controller/pricing/
    """
    yield hourly("Cluster", PriceQuery("AWSR53AppRecoveryController", "Cluster-Hours", region="global"))
