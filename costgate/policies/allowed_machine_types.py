"""allowed-machine-types: which instance types, sizes and families may be used."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import ClassVar

from costgate.machines import PREVIOUS
from costgate.model import Finding, Level
from costgate.patterns import Patterns, any_fits
from costgate.policies import ResourcePolicy, Subject


class AllowedMachineTypes(ResourcePolicy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """New and changed resources must ask for an allowed machine type; `all: true` asks the unchanged too.

    A machine type is an instance type, class, node type or size, as the provider names it: `m7g.large`, `db.r6g.*`,
    `cache.*`, `Standard_D?s_v5`, `n2-standard-*`. `deny` goes before `allow`. `previous_generations: false` denies what
    AWS and Azure call a previous generation (`m4.large`, `Standard_D2_v2`). A type known only after apply cannot be
    verified, and is noted.

    allowed-machine-types:
      level: fail
      match: {type: [aws_instance, aws_launch_template]}
      allow: ["t3.*", "t4g.*", "m7*"]
      deny: ["*.metal"]
    """

    ident: ClassVar[str] = "allowed-machine-types"
    allow: Patterns = "*"
    deny: Patterns = ()
    previous_generations: bool = True
    all: bool = False

    def __post_init__(self) -> None:
        """A policy that forbids nothing is a mistake."""
        super().__post_init__()
        if self.allow == "*" and not self.deny and self.previous_generations:
            raise ValueError("allowed-machine-types needs `allow`, `deny` or `previous_generations: false`")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """See `Policy.check`."""
        denied = (self.deny,) if isinstance(self.deny, str) else self.deny
        denied = denied if self.previous_generations else (*denied, *PREVIOUS)
        allowed = cache(lambda machine: any_fits(self.allow, machine) and not any_fits(denied, machine))
        asked = {id(r): m for r, m in subject.machines}
        for resource in self.of_these(r for r, _ in subject.machines):
            if not (self.all or resource.is_changed):
                continue
            machines = asked[id(resource)]
            wrong = [m for m in machines.types if not allowed(m)]
            if wrong:
                names = ", ".join(wrong)
                yield self.finding(f"{names} is not allowed{self._wanted}", of=resource, about=names)
            if not machines.known:
                yield self.finding(
                    "Cannot verify its machine type: known only after apply", of=resource, level=Level.NOTE
                )

    @property
    def _wanted(self) -> str:
        if self.allow == "*":
            return ""
        return f"; allowed is {self.allow if isinstance(self.allow, str) else ', '.join(self.allow)}"
