"""Google Secret Manager."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.model import CostComponent
from costgate.resources.components import SECONDS_PER_MONTH, Block, Components, PriceQuery, monthly, usage
from costgate.resources.google import seconds
from costgate.resources.google.compute import Nothing
from costgate.resources.marks import Ref, ReferredBy, Usage
from costgate.resources.registry import resource

SECRETS = "Secret Manager"

VERSIONS = PriceQuery(SECRETS, "Secret version replica storage", region="global")
ACCESS = PriceQuery(SECRETS, "Secret access operations", region="global")


class Replica(Block):
    """A `replicas` block: a place of the secret."""


class UserManaged(Block):
    """The `user_managed` block."""

    replicas: tuple[Replica, ...] = ()


class Replication(Block):
    """The `replication` block."""

    user_managed: UserManaged | None = None


class Rotation(Block):
    """The `rotation` block."""

    rotation_period: str = ""

    @property
    def a_month(self) -> Decimal | None:
        """Notifications that the period gives in a month, None if there is none."""
        period = seconds(self.rotation_period) if self.rotation_period else Decimal(0)
        return SECONDS_PER_MONTH / period if period else None


class Secret(Block):
    """What a version reads of its secret."""

    replication: Replication = Replication()

    @property
    def places(self) -> int:
        """Places that a version is stored and paid for in; replication that Google manages counts as one.
        https://cloud.google.com/secret-manager/pricing"""
        chosen = self.replication.user_managed
        return max(len(chosen.replicas), 1) if chosen else 1


@resource("google_secret_manager_secret")
def secret(
    *,
    replication: Replication = Replication(),
    rotation: Rotation = Rotation(),
    versions: Annotated[tuple[Nothing, ...], ReferredBy("google_secret_manager_secret_version", "secret")] = (),
    active_secret_versions: Usage[Decimal | None] = None,
    monthly_access_operations: Usage[Decimal | None] = None,
    monthly_rotation_notifications: Usage[Decimal | None] = None,
) -> Components:
    """Secret: its versions in each place, unless they are in the plan and pay for themselves, access, notifications.

    Of these it sends as many as its rotation period says, unless the usage file tells.

    Prices: https://cloud.google.com/secret-manager/pricing
    """
    if not versions:
        places = Secret(replication=replication).places
        stored = None if active_secret_versions is None else active_secret_versions * places
        yield usage("Active secret versions", VERSIONS, stored, "SecretVersions")
    yield usage("Access operations", ACCESS, monthly_access_operations, "Operations")
    yield _notifications(rotation, monthly_rotation_notifications)


def _notifications(rotation: Rotation, stated: Decimal | None) -> CostComponent:
    query = PriceQuery(SECRETS, "Secret rotate operations", region="global")
    return usage("Rotation notifications", query, rotation.a_month if stated is None else stated, "Rotations")


@resource("google_secret_manager_regional_secret")
def regional_secret(
    *,
    rotation: Rotation = Rotation(),
    versions: Annotated[
        tuple[Nothing, ...], ReferredBy("google_secret_manager_regional_secret_version", "secret")
    ] = (),
    active_secret_versions: Usage[Decimal | None] = None,
    monthly_access_operations: Usage[Decimal | None] = None,
    monthly_rotation_notifications: Usage[Decimal | None] = None,
) -> Components:
    """Secret of one region: its versions, unless they are in the plan and pay for themselves, access, notifications.

    Prices: https://cloud.google.com/secret-manager/pricing
    """
    if not versions:
        yield usage("Active secret versions", VERSIONS, active_secret_versions, "SecretVersions")
    yield usage("Access operations", ACCESS, monthly_access_operations, "Operations")
    yield _notifications(rotation, monthly_rotation_notifications)


@resource("google_secret_manager_secret_version")
def secret_version(
    *,
    owner: Annotated[Secret | None, Ref("google_secret_manager_secret", "secret")] = None,
    monthly_access_operations: Usage[Decimal | None] = None,
) -> Components:
    """Version of a secret: a charge a month in each place of the secret, also while it is disabled, and access.

    Prices: https://cloud.google.com/secret-manager/pricing
    """
    yield monthly("Active secret versions", VERSIONS, (owner or Secret()).places, "SecretVersions")
    yield usage("Access operations", ACCESS, monthly_access_operations, "Operations")


@resource("google_secret_manager_regional_secret_version")
def regional_secret_version(*, monthly_access_operations: Usage[Decimal | None] = None) -> Components:
    """Version of a secret of one region: a charge a month, also while it is disabled, and access.

    Prices: https://cloud.google.com/secret-manager/pricing
    """
    yield monthly("Active secret versions", VERSIONS, 1, "SecretVersions")
    yield usage("Access operations", ACCESS, monthly_access_operations, "Operations")
