"""Which folder a plan was made in, and with that, where its resources are written."""

from __future__ import annotations

from pathlib import Path

from costgate.checkout import Checkout, has_configuration, root_module
from costgate.errors import ConfigError
from costgate.model import SourceLine
from costgate.plan import Plan


class Sources:
    """Finds the lines of several plans. Raises ConfigError for folders that cannot be meant."""

    def __init__(self, plans: tuple[str, ...], folders: tuple[Path, ...]) -> None:
        if len(folders) not in {0, 1, len(plans)}:
            raise ConfigError(
                f"--source is given {len(folders)} times for {len(plans)} plans", "Give it once, or once for each plan."
            )
        for folder in folders:
            if not has_configuration(folder):
                raise ConfigError(
                    f"--source {folder}: the folder holds no .tf or .tofu files", "Name the root module's folder."
                )
        given = folders * len(plans) if len(folders) == 1 else folders
        self._roots = dict(zip(plans, given or map(root_module, plans), strict=True))
        self._checkout = Checkout()

    def of(self, path: str, plan: Plan) -> dict[tuple[str, str], SourceLine]:
        """Where the resources of the plan at `path` are written, by project and address."""
        addresses = (change.address for change in plan.changes)
        lines = self._checkout.find(self._roots[path], plan.module_sources, addresses)
        return {(plan.name, address): line for address, line in lines.items()}
