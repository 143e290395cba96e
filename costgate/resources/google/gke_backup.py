"""Google's Backup for GKE."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

BACKUPS = "Backup for GKE"


class Namespaces(Block):
    """A `selected_namespaces` block."""

    namespaces: tuple[str, ...] = ()


class Name(Block):
    """A `namespaced_names` block."""

    namespace: str = ""


class Applications(Block):
    """A `selected_applications` block."""

    namespaced_names: tuple[Name, ...] = ()


class Scope(Block):
    """The `backup_config` block, as far as it says of which namespaces there are backups."""

    selected_namespaces: Namespaces | None = None
    selected_applications: Applications | None = None

    @property
    def namespaces(self) -> int | None:
        """How many namespaces are named; None if all are backed up."""
        if self.selected_namespaces is not None:
            return len(set(self.selected_namespaces.namespaces))
        if self.selected_applications is not None:
            return len({name.namespace for name in self.selected_applications.namespaced_names})
        return None


@resource("google_gke_backup_backup_plan")
def backup_plan(
    *,
    backup_config: Scope = Scope(),
    protected_namespaces: Usage[Decimal | None] = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Backup plan of a GKE cluster: the namespaces that it protects, by the month, and what its backups store.

    Namespaces that the plan names are counted, those of the system aside; of a plan for all of them the usage file has
    to say how many there are. Traffic to another region is not modelled.

    Prices: https://cloud.google.com/kubernetes-engine/pricing#backup-for-gke
    """
    named = backup_config.namespaces
    count = protected_namespaces if protected_namespaces is not None or named is None else Decimal(named)
    management = PriceQuery(BACKUPS, "Backup Management", region="global")
    yield usage("Protected namespaces", management, count, "Namespaces")
    yield usage("Backup storage", PriceQuery(BACKUPS, "Backup Storage"), backup_storage_gb, "GiB-Months")
