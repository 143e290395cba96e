"""Google Cloud Key Management Service."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.google import seconds
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

KMS = "Cloud Key Management Service (KMS)"

LEVELS = {"SOFTWARE": "software", "HSM": "HSM", "EXTERNAL": "external", "EXTERNAL_VPC": "external"}
"""Protection levels, and what they are called on the bill. https://cloud.google.com/kms/pricing"""

SYMMETRIC = ("GOOGLE_SYMMETRIC_ENCRYPTION", "AES_", "HMAC_", "EXTERNAL_SYMMETRIC")
"""How algorithms begin whose keys in an HSM cost the least. https://cloud.google.com/kms/pricing"""

DAYS_OF_MONTH = 30
"""Days a month in which a key's rotations are counted."""


class VersionTemplate(Block):
    """The `version_template` block, with the provider's defaults.

    https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/kms_crypto_key
    """

    algorithm: str = "GOOGLE_SYMMETRIC_ENCRYPTION"
    protection_level: str = "SOFTWARE"


@resource("google_kms_crypto_key")
def crypto_key(
    *,
    version_template: VersionTemplate = VersionTemplate(),
    rotation_period: str = "",
    skip_initial_version_creation: bool = False,
    key_versions: Usage[Decimal | None] = None,
    monthly_key_operations: Usage[Decimal | None] = None,
) -> Components:
    """Key: its active versions, and what is done with them.

    Without `key_versions` a key has the one that it is made with, or as many as it makes in a month of 30 days if it
    rotates more often. Versions stay active, and are paid for, until they are destroyed.

    Prices: https://cloud.google.com/kms/pricing
    """
    versions, operations = _meters(version_template)
    made = _rotations(rotation_period) if not skip_initial_version_creation else Decimal(0)
    query = PriceQuery(KMS, versions, region="global")
    yield monthly("Key versions", query, made if key_versions is None else key_versions, "KeyVersions")
    query = PriceQuery(KMS, operations, region="global")
    yield usage("Operations", query, monthly_key_operations, "Operations")


class Key(Block):
    """What a version reads of its key."""

    version_template: VersionTemplate = VersionTemplate()


@resource("google_kms_crypto_key_version")
def crypto_key_version(
    *,
    key: Annotated[Key | None, Ref("google_kms_crypto_key", "crypto_key")] = None,
    monthly_key_operations: Usage[Decimal | None] = None,
) -> Components:
    """Version of a key beyond those that the key makes: its price by the month, and what is done with it.

    Prices: https://cloud.google.com/kms/pricing
    """
    if not key:
        raise Unpriced("its crypto_key is not in the plan, which says what kind of key it is")
    version, operations = _meters(key.version_template)
    yield monthly("Key version", PriceQuery(KMS, version, region="global"), 1, "KeyVersions")
    yield usage("Operations", PriceQuery(KMS, operations, region="global"), monthly_key_operations, "Operations")


@resource("google_kms_key_handle")
def key_handle(*, key_versions: Usage[Decimal] = Decimal(1)) -> Components:
    """Handle of Autokey: the versions of the key that it makes, in an HSM; one, until it has rotated.

    The hundred that an account has for nothing are not taken off. What is done with them is not modelled.

    Prices: https://cloud.google.com/kms/pricing
    """
    query = PriceQuery(KMS, "Active HSM symmetric key versions for Autokey", region="global")
    yield monthly("Key versions", query, key_versions, "KeyVersions")


def _rotations(period: str) -> Decimal:
    """Versions that a key makes in a month, and one at least: "7776000s" -> 1."""
    rotation = seconds(period) if period else Decimal(0)
    return max(Decimal(DAYS_OF_MONTH * 24 * 60 * 60) / rotation, Decimal(1)) if rotation else Decimal(1)


def _meters(template: VersionTemplate) -> tuple[str, str]:
    """Meters of versions and operations: in an HSM, long RSA keys and elliptic curves cost more than others."""
    if template.protection_level not in LEVELS:
        raise Unpriced(f"protection_level is {template.protection_level!r}, expected {', '.join(LEVELS)}")
    level, algorithm = LEVELS[template.protection_level], template.algorithm
    if level != "HSM" or algorithm.startswith(SYMMETRIC):
        operations = "HSM cryptographic operations with a symmetric key version"
        if level != "HSM":
            article = "an" if level == "external" else "a"
            operations = f"Cryptographic operations with {article} {level} symmetric key version"
        return f"Active {level} symmetric key versions", operations
    if "_2048_" in algorithm:
        return "Active HSM RSA 2048 bit key versions", "HSM cryptographic operations with a RSA 2048 bit key version"
    kind = "ECDSA P-256"  # RSA of 3072 and 4096 bits and all curves cost the same
    return f"Active HSM {kind} key versions", f"HSM cryptographic operations with an {kind} key version"
