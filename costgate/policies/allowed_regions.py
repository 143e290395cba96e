"""allowed-regions: where resources may be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import ClassVar

from costgate.model import Finding, Level
from costgate.patterns import Patterns, any_fits
from costgate.policies import ResourcePolicy, Subject


class AllowedRegions(ResourcePolicy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """New and changed resources must be in an allowed region; `all: true` asks the unchanged too.

    Where nothing tells a resource's region, that is noted. What is global (a role, a zone of DNS) has the region of its
    provider: except it by its type where that matters.

    allowed-regions: {level: fail, allow: ["eu-*", "europe-*", westeurope]}
    """

    ident: ClassVar[str] = "allowed-regions"
    allow: Patterns
    all: bool = False

    def check(self, subject: Subject) -> Iterator[Finding]:
        """See `Policy.check`."""
        allowed = cache(lambda region: any_fits(self.allow, region))
        for resource in self.of_these(subject.remaining):
            if not (self.all or resource.is_changed):
                continue
            region = resource.change.side.region
            if not region:
                yield self.finding("Cannot verify its region: nothing tells it", of=resource, level=Level.NOTE)
            elif not allowed(region):
                wanted = self.allow if isinstance(self.allow, str) else ", ".join(self.allow)
                yield self.finding(f"Is in {region}, allowed is {wanted}", of=resource, about=region)
