"""Google Cloud Certificate Authority Service."""

from __future__ import annotations

from typing import Annotated, Literal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, one_time
from costgate.resources.marks import Ref
from costgate.resources.registry import resource

CAS = "Certificate Authority Service"


class Pool(Block):
    """What authorities and certificates read of their pool."""

    tier: Literal["DEVOPS", "ENTERPRISE"]

    @property
    def kind(self) -> str:
        """The tier's name in prices."""
        return "DevOps" if self.tier == "DEVOPS" else "Enterprise"


@resource("google_privateca_certificate_authority")
def certificate_authority(
    *, owner: Annotated[Pool | None, Ref("google_privateca_ca_pool", "pool")] = None
) -> Components:
    """Certificate authority: its price by the month, by the tier of its pool.

    Prices: https://cloud.google.com/certificate-authority-service/pricing
    """
    if not owner:
        raise Unpriced("its pool is not in the plan, which says what tier it has")
    query = PriceQuery(CAS, f"{owner.kind} CA", region="global")
    yield monthly(f"Authority ({owner.kind})", query, 1, "Months")


@resource("google_privateca_certificate")
def certificate(*, owner: Annotated[Pool | None, Ref("google_privateca_ca_pool", "pool")] = None) -> Components:
    """Certificate of an authority: its price once, when it is issued. Those beyond 50,000 a month cost less.

    Prices: https://cloud.google.com/certificate-authority-service/pricing
    """
    if not owner:
        raise Unpriced("its pool is not in the plan, which says what tier it has")
    query = PriceQuery(CAS, f"{owner.kind} Certificates", region="global")
    yield one_time(f"Certificate ({owner.kind})", query, "Certificates")
