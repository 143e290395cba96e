"""AWS Secrets Manager: secrets."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

SECRETS_MANAGER = "AWSSecretsManager"
SECRETS = "AWSSecretsManager-Secrets"


class Replica(Block):
    """A `replica` block."""

    region: str = ""


@resource("aws_secretsmanager_secret")
def secret(*, replica: tuple[Replica, ...] = (), monthly_requests: Usage[Decimal | None] = None) -> Components:
    """Secret: a charge a month, also for each replica in its region, and each API request.

    Prices: https://aws.amazon.com/secrets-manager/pricing/
    """
    yield monthly("Secret", PriceQuery(SECRETS_MANAGER, SECRETS), 1, "Secrets")
    for copy in replica:
        query = PriceQuery(SECRETS_MANAGER, SECRETS, region=copy.region or None)
        yield monthly(f"Replica ({copy.region})", query, 1, "Secrets")
    yield usage(
        "API requests", PriceQuery(SECRETS_MANAGER, "AWSSecretsManagerAPIRequest"), monthly_requests, "Requests"
    )
