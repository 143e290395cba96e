"""AWS KMS: keys, of AWS's own material, imported, and copies in other regions."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

KMS = "awskms"

SYMMETRIC = ("SYMMETRIC_DEFAULT", "HMAC_")
"""How the specs of keys begin whose requests are not asymmetric. https://aws.amazon.com/kms/pricing/"""


@resource("aws_kms_key")
def kms_key(
    *,
    customer_master_key_spec: str = "SYMMETRIC_DEFAULT",
    monthly_requests: Usage[Decimal | None] = None,
    monthly_ecc_generate_data_key_pair_requests: Usage[Decimal | None] = None,
    monthly_rsa_generate_data_key_pair_requests: Usage[Decimal | None] = None,
) -> Components:
    """KMS key: a charge a month, and each request, by the kind of key.

    The first two rotations of a key add as much again each; when they happen is not in a plan.

    Prices: https://aws.amazon.com/kms/pricing/
    """
    yield monthly("Key", PriceQuery(KMS, "KMS-Keys"), 1, "Keys")
    if customer_master_key_spec == "RSA_2048":
        yield usage(
            "Requests (RSA 2048)", PriceQuery(KMS, "KMS-Requests-Asymmetric-RSA_2048"), monthly_requests, "Requests"
        )
    elif not customer_master_key_spec.startswith(SYMMETRIC):
        yield usage("Requests (asymmetric)", PriceQuery(KMS, "KMS-Requests-Asymmetric"), monthly_requests, "Requests")
    else:
        yield usage("Requests", PriceQuery(KMS, "KMS-Requests"), monthly_requests, "Requests")
    if customer_master_key_spec == "SYMMETRIC_DEFAULT":
        for kind, requests in (
            ("ECC", monthly_ecc_generate_data_key_pair_requests),
            ("RSA", monthly_rsa_generate_data_key_pair_requests),
        ):
            query = PriceQuery(KMS, f"KMS-Requests-GenerateDatakeyPair-{kind}")
            yield usage(f"{kind} GenerateDataKeyPair requests", query, requests, "Requests")


@resource("aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key")
def other_key(*, monthly_requests: Usage[Decimal | None] = None) -> Components:
    """KMS key with imported material, or a copy of a key in another region: a charge a month, and each request.

    Requests count as those of a symmetric key.

    Prices: https://aws.amazon.com/kms/pricing/
    """
    yield monthly("Key", PriceQuery(KMS, "KMS-Keys"), 1, "Keys")
    yield usage("Requests", PriceQuery(KMS, "KMS-Requests"), monthly_requests, "Requests")
