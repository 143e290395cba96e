"""What could cost less: the nouns of recommendations. All are frozen values.

    Edit                one resource's new attributes, or other usage of it, or that it goes
    Proposal            what a rule proposes: edits, why, and what they risk. Not yet priced
    Recommendation      a priced proposal that saves, or that would if its use were known
    Schedule            hours a month that some resources run

A saving is the difference of two estimates by the same models, prices and usage: as planned, and as edited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import IntEnum
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from costgate.model import HOURS_PER_MONTH, ZERO, LineItem, ResourceDiff
from costgate.selection import Selection

Path = tuple[str | int, ...]
"""Where a value stands in a resource: ("root_block_device", 0, "volume_type")."""


class Risk(IntEnum):
    """What a change may cost besides money."""

    NONE = 0
    """The same thing at a lower price: nothing that runs on it sees a difference."""
    LOW = 1
    """A restart or a later generation of the same kind."""
    NEEDS_WORK = 2
    """Another processor architecture, or a migration: images and programs must be built for it."""
    NEEDS_THOUGHT = 3
    """Something is given up: a reserve, data, or freedom for a year."""

    @property
    def label(self) -> str:
        """Its name on the command line and in costgate.yml: "needs-work"."""
        return self.name.lower().replace("_", "-")


RiskName = Literal["none", "low", "needs-work", "needs-thought"]

RISKS = {risk.label: risk for risk in Risk}
"""Risks by their names, the lowest first."""


class Edit(Struct, frozen=True):
    """What a proposal does to one resource: new `values` by path, other `usage`, or that it is `removed`."""

    address: str
    values: Mapping[Path, Any] = {}
    usage: Mapping[str, Any] = {}
    removed: bool = False


Lines = Sequence[LineItem]


def _nothing(_before: Lines, _after: Lines) -> str:
    return ""


class Proposal(Struct, frozen=True):
    """What a rule proposes for a resource. `source` is the vendor's page that says so.

    `needs` names the usage keys without which the saving cannot be told. `remark` adds what follows from the prices, of
    the lines that go and of those that come in their place.
    """

    title: str
    reason: str
    source: str
    risk: Risk
    edits: tuple[Edit, ...]
    needs: str = ""
    remark: Callable[[Lines, Lines], str] = _nothing


class Step(Struct, frozen=True):
    """One value that changes: of which resource, what, and from what to what. `None` is a value that is not set."""

    address: str
    what: str
    before: Any
    after: Any


class Recommendation(Struct, frozen=True):
    """A proposal with its price. Savings are a month's; None where they depend on the usage that `needs` names.

    `touched` are the addresses whose cost it changes: of two recommendations that share one, only one can be counted.
    """

    rule: str
    resource: ResourceDiff
    title: str
    reason: str
    source: str
    risk: Risk
    steps: tuple[Step, ...]
    edits: tuple[Edit, ...]
    touched: frozenset[str]
    needs: str = ""
    list_saving: Decimal | None = None
    effective_saving: Decimal | None = None
    remark: str = ""


def together(recommendations: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    """Those that can be followed all at once, so that their savings add up: of several for one resource the best."""
    taken: set[tuple[str, str]] = set()
    chosen = []
    for found in sorted(recommendations, key=rank):
        touched = {(found.resource.project, address) for address in found.touched}
        if found.effective_saving is not None and taken.isdisjoint(touched):
            chosen.append(found)
            taken |= touched
    return tuple(chosen)


def rank(found: Recommendation) -> tuple[Any, ...]:
    """The order of a list: what saves most first, what saves an unknown amount last."""
    saving = found.effective_saving
    where = (found.resource.project, found.resource.change.address, found.rule)
    return (saving is None, -(saving or ZERO), found.risk, *where)


class Schedule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Resources that need not run all month: those that `match` selects run `hours_per_month`, of 730."""

    hours_per_month: Annotated[Decimal, Meta(description="Hours a month that they run, below 730.")]
    match: Selection

    def __post_init__(self) -> None:
        """A schedule that switches nothing off is a mistake."""
        if not 0 <= self.hours_per_month < HOURS_PER_MONTH:
            raise ValueError(f"hours_per_month is {self.hours_per_month}, expected a number from 0 to below 730")
