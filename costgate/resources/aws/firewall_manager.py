"""AWS Firewall Manager: policies."""

from __future__ import annotations

from costgate.resources.components import Components, PriceQuery, monthly
from costgate.resources.registry import resource


@resource("aws_fms_policy")
def policy() -> Components:
    """Firewall Manager policy: a charge a month. What it makes in accounts is billed there, and is not priced here.

    Shield Advanced includes policies of WAF and of Shield, whose subscribers' charge is lower than this.

    Prices: https://aws.amazon.com/firewall-manager/pricing/
    """
    yield monthly("Policy", PriceQuery("AWSFMS", "Policies"), 1, "Policies")
