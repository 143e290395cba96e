"""What a parameter of a cost model is, if it is not simply an attribute of its resource.

monthly_requests: Usage[Decimal | None] = None         from the usage file
node_pool: Usage[tuple[Pool, ...]] = ()                its entries node_pool[0], node_pool[1], ...
template: Annotated[Template | None, Ref("aws_launch_template", "launch_template.id")] = None
subnets: Annotated[tuple[Subnet, ...], Ref("aws_subnet", "subnets")] = ()
zones: Annotated[int | None, Elements("subnets")] = None   how many there are, None if nothing tells
rules: Annotated[tuple[Rules, ...], ReferredBy("aws_s3_bucket_lifecycle_configuration", "bucket")] = ()
count: Annotated[int, BilledTogether("project")] = 1   resources of this type, region and project in the plan
by_nodes: Annotated[bool, Changed("nodes")] = False      whether the plan gives `nodes` another value than before
used: Annotated[ThingUsage, Together]                  more parameters, as the fields of a block
"""

from __future__ import annotations

from typing import Annotated, TypeVar

from msgspec import Struct

T = TypeVar("T")


class FromUsage:
    """Marks a parameter that the usage file gives."""


Usage = Annotated[T, FromUsage]


class Ref(Struct, frozen=True):
    """Marks a parameter that is another resource: of `types` (separated by blanks), named by one of `attributes`.

    A tuple is all that it may be; what is no tuple must be one alone, or alike whichever it is.
    """

    types: str
    attributes: str


class Elements(Struct, frozen=True):
    """Marks an int that is how many elements the list `attribute` has, known or not; None if nothing tells.

    For a count without which a line is the least that is certain, where a list of unknown length would be a gap.
    """

    attribute: str


class ReferredBy(Struct, frozen=True):
    """Marks a parameter that is all resources of `types` (separated by blanks) whose `attribute` names this one."""

    types: str
    attribute: str


class BilledTogether(Struct, frozen=True):
    """Marks an int that is how many resources of the plan are billed together: this one and its like.

    They have its type, provider, region and `attributes` (separated by blanks), or set one alike that is not known yet.
    """

    attributes: str


class Changed(Struct, frozen=True):
    """Marks a bool that says whether an update gives `attribute` another value; False of what is new or was before.

    For attributes of which one is set and the provider computes the other: an update's plan keeps the other as it was.
    """

    attribute: str


class Attribute(Struct, frozen=True):
    """Marks a parameter whose attribute has another name: `type` or `class` where a model must not shadow Python's."""

    name: str


class Formerly:
    """Marks a block of older versions of the provider: what newer ones call so is no block, and not read."""


class TypeName:
    """Marks a parameter that is the resource's own type, for a model of several types that differ a little."""


class Address:
    """Marks a field that is the address of the resource that is referred to: usage may name it."""


class Region:
    """Marks a parameter that is the region of the resource, "" if nothing tells it, for prices that follow from it."""


class Together:
    """Marks a parameter that is a block of parameters of the same resource: where a list would be too long."""


class PlannedOn:
    """Marks a parameter that is the day of the plan, "2026-11-23": some charges begin or change on a date."""
