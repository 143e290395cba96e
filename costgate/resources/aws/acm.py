"""AWS Certificate Manager and AWS Private CA: certificates and the authorities that issue them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import Block, Components, PriceQuery, monthly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

ACM = "AWSCertificateManager"

UsageMode = Literal["GENERAL_PURPOSE", "SHORT_LIVED_CERTIFICATE"]

AUTHORITIES = {"GENERAL_PURPOSE": "PaidPrivateCA", "SHORT_LIVED_CERTIFICATE": "ShortLivedCertificatePrivateCA"}
CERTIFICATES = {
    "GENERAL_PURPOSE": "PrivateCertificatesIssued",
    "SHORT_LIVED_CERTIFICATE": "ShortLivedCertificatesIssued",
}
"""Meters of an authority's month and of each certificate that it issues. https://aws.amazon.com/private-ca/pricing/"""


class Authority(Block):
    """What a certificate reads of the `aws_acmpca_certificate_authority` that issues it."""

    usage_mode: UsageMode = "GENERAL_PURPOSE"


@resource("aws_acm_certificate")
def certificate(
    *,
    certificate_authority_arn: str = "",
    authority: Annotated[Authority | None, Ref("aws_acmpca_certificate_authority", "certificate_authority_arn")] = None,
) -> Components:
    """Certificate: free if it is public or imported, a price once if a private authority issues it.

    It counts in full in the month of its issue. Tiers are those of an authority, of which this is the first
    certificate. A public one that can be exported is paid for by the name, which is not modelled.

    Prices: https://aws.amazon.com/private-ca/pricing/
    """
    if certificate_authority_arn:
        meter = CERTIFICATES[(authority or Authority()).usage_mode]
        yield monthly("Private certificate", PriceQuery(ACM, meter), 1, "Certificates")


@resource("aws_acmpca_certificate_authority")
def certificate_authority(
    *, usage_mode: UsageMode = "GENERAL_PURPOSE", monthly_requests: Usage[Decimal | None] = None
) -> Components:
    """Private certificate authority: a charge a month by its mode, and each certificate that it issues.

    OCSP responses and the first 30 days without charge of an account's first authority are not modelled.

    Prices: https://aws.amazon.com/private-ca/pricing/
    """
    name = "Private certificate authority"
    name += " (short-lived certificates)" if usage_mode == "SHORT_LIVED_CERTIFICATE" else ""
    yield monthly(name, PriceQuery(ACM, AUTHORITIES[usage_mode]), 1, "Months")
    yield usage("Certificates issued", PriceQuery(ACM, CERTIFICATES[usage_mode]), monthly_requests, "Certificates")


@resource("aws_acmpca_certificate")
def private_certificate(
    *,
    authority: Annotated[Authority, Ref("aws_acmpca_certificate_authority", "certificate_authority_arn")] = Authority(),
) -> Components:
    """Certificate that a private authority issues: a price once.

    It counts in full in the month of its issue. Tiers are those of an authority, of which this is the first
    certificate; an authority that is not in the plan is taken to be of the general purpose, and its own certificate to
    cost as much as one that it issues.

    Prices: https://aws.amazon.com/private-ca/pricing/
    """
    meter = CERTIFICATES[authority.usage_mode]
    yield monthly("Private certificate", PriceQuery(ACM, meter), 1, "Certificates")
