"""Who is there: Identity Platform, reCAPTCHA, Managed Microsoft AD, certificates, and what prompts say."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, hourly, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

IDENTITY = "Identity Platform"
RECAPTCHA = "reCAPTCHA"

FREE_ASSESSMENTS = 10_000
"""Assessments a month that are free. https://cloud.google.com/recaptcha/docs/billing-information"""
STANDARD_ASSESSMENTS = 100_000
"""Assessments a month that the Standard tier's fee is for. https://cloud.google.com/recaptcha/docs/billing-information"""


@resource("google_identity_platform_config")
def identity_platform(
    *,
    monthly_active_users: Usage[Decimal | None] = None,
    monthly_federated_active_users: Usage[Decimal | None] = None,
) -> Components:
    """Identity Platform of a project: users who sign in, by themselves or with OpenID Connect and SAML.

    The 50,000 and 50 that an account has for nothing are not taken off. Messages by telephone are not modelled.

    Prices: https://cloud.google.com/identity-platform/pricing
    """
    for name, tier, users in (
        ("Active users", "Tier 1", monthly_active_users),
        ("Active users (OIDC, SAML)", "Tier 2", monthly_federated_active_users),
    ):
        yield usage(name, PriceQuery(IDENTITY, f"{tier} Monthly Active Users", region="global"), users, "Users")


@resource("google_recaptcha_enterprise_key")
def recaptcha_key(*, monthly_assessments: Usage[Decimal | None] = None) -> Components:
    """reCAPTCHA key: nothing for 10,000 assessments a month, a fee for up to 100,000, and each one beyond.

    The steps are an organization's: state the assessments of all keys at one of them.

    Prices: https://cloud.google.com/recaptcha/docs/billing-information
    """
    if monthly_assessments is not None and monthly_assessments > FREE_ASSESSMENTS:
        yield monthly("Standard tier", PriceQuery(RECAPTCHA, "Standard tier", region="global"), 1, "Months")
    beyond = None if monthly_assessments is None else max(monthly_assessments - STANDARD_ASSESSMENTS, Decimal(0))
    query = PriceQuery(RECAPTCHA, "Enterprise tier assessments", region="global")
    yield usage("Assessments beyond 100,000", query, beyond, "Assessments")


@resource("google_active_directory_domain")
def active_directory_domain(*, locations: tuple[str, ...]) -> Components:
    """Domain of Managed Microsoft AD: its hours, in each of its regions.

    Prices: https://cloud.google.com/managed-microsoft-ad/pricing
    """
    query = PriceQuery("Managed Service for Microsoft Active Directory", "Managed domain", region="global")
    yield hourly("Domain", query, count=len(locations))


@resource("google_certificate_manager_certificate")
def certificate(*, location: str = "global") -> Components:
    """Certificate of Certificate Manager: a charge a month. The hundred that an account has free are not taken off.

    Prices: https://cloud.google.com/certificate-manager/pricing
    """
    meter = "Certificates" if location == "global" else "Regional Certificates"
    yield monthly("Certificate", PriceQuery("Certificate Manager", meter, region="global"), 1, "Certificates")


@resource("google_model_armor_floorsetting", "google_model_armor_template")
def model_armor(*, monthly_tokens: Usage[Decimal | None] = None) -> Components:
    """Model Armor: tokens of prompts and answers that it looks at. The two million that are free are not taken off.

    Prices: https://cloud.google.com/security-command-center/pricing
    """
    query = PriceQuery("Security Command Center", "Model Armor PAYG", region="global")
    yield usage("Tokens", query, monthly_tokens, "Tokens")
