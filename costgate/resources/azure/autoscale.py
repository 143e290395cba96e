"""Azure Monitor's autoscaling, as far as it says how many instances run whatever happens."""

from __future__ import annotations

from typing import Annotated

from costgate.resources.components import Block
from costgate.resources.marks import ReferredBy


class Capacity(Block):
    """The `capacity` block of a profile."""

    minimum: int = 0


class Profile(Block):
    """A `profile` block: what holds at some time, or always."""

    capacity: Capacity = Capacity()


class Autoscale(Block):
    """What is read of an `azurerm_monitor_autoscale_setting`: how few instances it allows."""

    enabled: bool = True
    profile: tuple[Profile, ...] = ()

    @property
    def least(self) -> int:
        """The fewest instances that any of its profiles allows."""
        return min((p.capacity.minimum for p in self.profile), default=0) if self.enabled else 0


AutoscaledBy = Annotated[tuple[Autoscale, ...], ReferredBy("azurerm_monitor_autoscale_setting", "target_resource_id")]


def at_least(planned: int, settings: tuple[Autoscale, ...]) -> int:
    """`planned` instances, or more if autoscaling adds some at once.

    https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-understanding-settings
    """
    return max(planned, *(s.least for s in settings), 0)
