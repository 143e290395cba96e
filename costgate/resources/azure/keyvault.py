"""Azure Key Vault: vaults, keys, certificates, keys of storage accounts, managed and dedicated HSMs."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import (
    DAYS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    hourly,
    monthly,
    usage,
)
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

KEY_VAULT = "Key Vault"


class Vault(Block):
    """What is read of an `azurerm_key_vault`: its tier."""

    sku_name: str = "standard"


InVault = Annotated[Vault, Ref("azurerm_key_vault", "key_vault_id")]


@resource("azurerm_key_vault")
def vault(*, sku_name: str = "standard", monthly_secrets_operations: Usage[Decimal | None] = None) -> Components:
    """Vault: the operations on its secrets, which cost nothing to keep. Keys and certificates pay for themselves.

    Prices: https://azure.microsoft.com/pricing/details/key-vault/
    """
    query = _meter(sku_name.capitalize(), "Operations")
    yield usage("Secrets operations", query, monthly_secrets_operations, "Operations")


PERIOD = re.compile(r"P([1-9]\d*)([DWMY])")
"""A period of whole days, weeks, months or years in ISO 8601."""

PER_MONTH = {"D": DAYS_PER_MONTH, "W": DAYS_PER_MONTH / 7, "M": Decimal(1), "Y": Decimal(1) / 12}
"""Letter of a period -> how many of them a month has."""


def _per_month(period: str) -> Decimal | None:
    """How often a month has a period; None if it is none."""
    found = PERIOD.fullmatch(period)
    return PER_MONTH[found[2]] / int(found[1]) if found else None


class Automatic(Block):
    """The `automatic` block of a rotation policy."""

    time_after_creation: str = ""
    time_before_expiry: str = ""


class RotationPolicy(Block):
    """The `rotation_policy` block."""

    automatic: Automatic = Automatic()
    expire_after: str = ""

    @property
    def per_month(self) -> Decimal | None:
        """How often a month it rotates the key; None if the plan does not tell.

        https://learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation
        """
        if often := _per_month(self.automatic.time_after_creation):
            return often
        expires, before = _per_month(self.expire_after), _per_month(self.automatic.time_before_expiry)
        return 1 / (1 / expires - 1 / before) if expires and before and expires < before else None


@resource("azurerm_key_vault_key", region_of="vault")
def key(
    *,
    vault: InVault = Vault(),
    key_type: Literal["EC", "EC-HSM", "RSA", "RSA-HSM"],
    key_size: Literal[2048, 3072, 4096] = 2048,
    rotation_policy: RotationPolicy = RotationPolicy(),
    monthly_secrets_operations: Usage[Decimal | None] = None,
    monthly_key_rotation_renewals: Usage[Decimal | None] = None,
    monthly_protected_keys_operations: Usage[Decimal | None] = None,
    hsm_protected_keys: Usage[Decimal | None] = None,
) -> Components:
    """Key: the operations on it and, in an HSM, the key and its versions.

    RSA keys of 2,048 bits cost less than others. Rotations are those of the key's policy, if it has one, unless
    `monthly_key_rotation_renewals` says how many there are.

    Prices: https://azure.microsoft.com/pricing/details/key-vault/
    """
    tier = vault.sku_name.capitalize()
    in_hsm = key_type.endswith("-HSM")
    simple = key_type.startswith("RSA") and key_size == 2048
    yield usage("Secrets operations", _meter(tier, "Operations"), monthly_secrets_operations, "Operations")
    rotations = rotation_policy.per_month
    if rotations is None or monthly_key_rotation_renewals is not None:
        yield usage("Storage key rotations", _meter(tier, "Secret Renewal"), monthly_key_rotation_renewals, "Units")
    else:
        yield monthly("Key rotations", _meter(tier, "Automated Key Rotation"), rotations, "Rotations")
    if in_hsm:
        kept = "RSA 2048-bit key" if simple else "Advanced Key"
        query = _meter("Premium", f"Premium HSM-protected {kept}")
        yield usage("HSM-protected keys", query, hsm_protected_keys, "Units")
    query = _meter("Premium" if in_hsm else tier, "Operations" if simple else "Advanced Key Operations")
    name = "HSM-protected key operations" if in_hsm else "Software-protected key operations"
    yield usage(name, query, monthly_protected_keys_operations, "Operations")


@resource("azurerm_key_vault_certificate", region_of="vault")
def certificate(
    *,
    vault: InVault = Vault(),
    monthly_certificate_renewal_requests: Usage[Decimal | None] = None,
    monthly_certificate_other_operations: Usage[Decimal | None] = None,
) -> Components:
    """Certificate: its renewals and all other operations. What an authority asks for it is not modelled.

    Prices: https://azure.microsoft.com/pricing/details/key-vault/
    """
    tier = vault.sku_name.capitalize()
    renewals = monthly_certificate_renewal_requests
    yield usage("Certificate renewals", _meter(tier, "Certificate Renewal Request"), renewals, "Units")
    other = monthly_certificate_other_operations
    yield usage("Certificate operations", _meter(tier, "Operations"), other, "Operations")


@resource("azurerm_key_vault_managed_storage_account", region_of="vault")
def managed_storage_account(
    *, vault: InVault = Vault(), regenerate_key_automatically: bool = False, regeneration_period: str = ""
) -> Components:
    """Storage account whose key the vault manages: each time it makes a new one, if it does so by itself.

    Prices: https://azure.microsoft.com/pricing/details/key-vault/
    """
    if not regenerate_key_automatically:
        return
    if (renewals := _per_month(regeneration_period)) is None:
        raise Unpriced(f"regeneration_period is {regeneration_period!r}, expected one such as P30D, P4W, P1M or P1Y")
    yield monthly("Storage key rotations", _meter(vault.sku_name.capitalize(), "Secret Renewal"), renewals, "Units")


@resource("azurerm_key_vault_managed_hardware_security_module")
def managed_hsm(*, sku_name: str = "Standard_B1") -> Components:
    """Managed HSM: the hours of its pool. Keys in it cost nothing more.

    Prices: https://azure.microsoft.com/pricing/details/key-vault/
    """
    sku = sku_name.replace("_", " ")
    yield hourly("HSM pool", PriceQuery(KEY_VAULT, f"Key Vault HSM Pool / {sku} / {sku} Instance"))


def _meter(tier: str, name: str) -> PriceQuery:
    return PriceQuery(KEY_VAULT, f"Key Vault / {tier} / {name}")


@resource("azurerm_dedicated_hardware_security_module")
def dedicated_hsm(*, sku_name: str) -> Components:
    """Dedicated hardware security module: its hours. The payment modules (payShield) are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/azure-dedicated-hsm/
    """
    if not sku_name.lower().startswith("safenet"):
        raise Unpriced(f"sku_name is {sku_name!r}, expected SafeNet Luna Network HSM A790")
    yield hourly("Dedicated HSM", PriceQuery(KEY_VAULT, "Azure Dedicated HSM / Standard / Standard Instance"))
