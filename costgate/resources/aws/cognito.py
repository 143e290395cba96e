"""Amazon Cognito: user pools and their clients."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

COGNITO = "AmazonCognito"

USERS = {"LITE": "CognitoUserPoolsMAU", "ESSENTIALS": "CognitoEssentialsMAU", "PLUS": "CognitoPlusMAU"}
"""Feature plan -> meter of a user who is active in a month. https://aws.amazon.com/cognito/pricing/"""


@resource("aws_cognito_user_pool")
def user_pool(
    *,
    user_pool_tier: Literal["LITE", "ESSENTIALS", "PLUS"] = "ESSENTIALS",
    monthly_active_users: Usage[Decimal | None] = None,
    monthly_federated_users: Usage[Decimal | None] = None,
) -> Components:
    """User pool: users who are active in a month, by feature plan; those from SAML and OIDC providers apart.

    The account's free users are not taken off. Tokens for machines are the client's; text messages and raised quotas
    are not modelled.

    Prices: https://aws.amazon.com/cognito/pricing/
    """
    plan = user_pool_tier.capitalize()
    yield usage(f"Active users ({plan})", PriceQuery(COGNITO, USERS[user_pool_tier]), monthly_active_users, "Users")
    federated = PriceQuery(COGNITO, "CognitoEnterpriseMAU")
    yield usage("Active users (SAML or OIDC)", federated, monthly_federated_users, "Users")


@resource("aws_cognito_user_pool_client", "aws_cognito_managed_user_pool_client")
def user_pool_client(
    *, allowed_oauth_flows: tuple[str, ...] = (), monthly_token_requests: Usage[Decimal | None] = None
) -> Components:
    """Client of a user pool: each token that a machine asks for with client credentials; for people it is free.

    AWS sums the requests of an account and region before it applies the tiers; here each client has its own.

    Prices: https://aws.amazon.com/cognito/pricing/
    """
    if "client_credentials" in allowed_oauth_flows:
        tokens = PriceQuery(COGNITO, "CUPM2MTokenRequestsFull")
        yield usage("Token requests", tokens, monthly_token_requests, "Requests")
