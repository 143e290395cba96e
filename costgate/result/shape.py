"""The structs of result.json, and their JSON Schema."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from costgate.focus import (
    ChargeCategory,
    ChargeFrequency,
    PricingCategory,
)

Amount = Annotated[str, Meta(pattern=r"^-?[0-9]{1,80}(\.[0-9]{1,120})?$")]
"""An amount or quantity as decimal text, every digit of it."""

Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
"""A currency's code of ISO 4217."""


class FindingOut(Struct, frozen=True):
    """What a policy found."""

    policy: str
    level: Literal["note", "warn", "fail"]
    message: str
    resource_address: str
    project: str
    remedy: str
    about: str
    amount: Amount | None
    waiver: str


class VerdictOut(Struct, frozen=True):
    """Whether the gate passes, and why. `policies_asked` has what each policy demands."""

    result: Literal["pass", "warn", "fail"]
    findings: list[FindingOut]
    policies_asked: dict[str, str]


class GapOut(Struct, frozen=True):
    """Something without a price."""

    kind: Literal["unsupported", "no-price", "unknown", "invalid", "region"]
    reason: str
    component: str


class TierOut(Struct, frozen=True):
    """A step of a graduated price."""

    start: Amount
    unit_price: Amount


class LineOut(Struct, frozen=True):
    """A line of the bill: pricing_quantity of one thing, count things, priced by the tiers of one SKU.

    `contracted_tiers` are what the team pays in place of the list price, null where that is the list price.
    """

    charge_description: str
    group: str
    charge_category: ChargeCategory
    charge_frequency: ChargeFrequency
    service_name: str
    sku_meter: str
    operation: str
    pricing_category: PricingCategory
    purchase: str
    region_id: str
    pricing_unit: str
    pricing_quantity: Amount | None
    count: Amount
    list_tiers: list[TierOut]
    contracted_tiers: list[TierOut] | None
    contract: str
    sku_id: str
    price_source: str
    list_cost: Amount | None
    effective_cost: Amount | None


class SideOut(Struct, frozen=True):
    """What a resource costs on one side of the change."""

    list_cost: Amount
    effective_cost: Amount
    is_free: bool
    lines: list[LineOut]
    gaps: list[GapOut]


class CostOut(Struct, frozen=True):
    """A cost a month, before and after."""

    before: Amount
    after: Amount
    delta: Amount


Line = Annotated[int, Meta(ge=1)]
"""A line of a file."""


RelativePath = Annotated[str, Meta(pattern=r"^[^/]", max_length=4096)]
"""A POSIX path below the checkout's root."""


class SourceOut(Struct, frozen=True):
    """Where something is written."""

    file: RelativePath
    line: Line
    end_line: Line


class TagsOut(Struct, frozen=True):
    """Tags or labels. A value of null is known only after apply, or must not be shown; `known` is false if there may be
    more of them.
    """

    values: dict[str, str | None]
    known: bool


class LaunchOut(Struct, frozen=True):
    """What a resource makes that stands in no plan, and the tags that it gets."""

    what: str
    tags: TagsOut


class ResourceOut(Struct, frozen=True):
    """A resource before and after.

    `source` is its block, else the nearest module call that leads to it, null if neither was found.
    """

    address: str
    previous_address: str
    resource_type: str
    vendor: Literal["aws", "azure", "google", ""]
    action: Literal["create", "update", "replace", "delete", "forget", "no-op"]
    region_id: str | None
    note: str
    source: SourceOut | None
    is_taggable: bool
    tags: TagsOut
    launches: list[LaunchOut]
    machine_types: list[str]
    machine_types_known: bool
    list_cost: CostOut
    effective_cost: CostOut
    before: SideOut | None
    after: SideOut | None


class NoteOut(Struct, frozen=True):
    """Something a reader must know to trust the numbers."""

    message: str
    loud: bool


class ProjectOut(Struct, frozen=True):
    """One plan. `source` is a file of its root module."""

    name: str
    path: str
    source: SourceOut | None
    errored: bool
    timestamp: str
    complete: bool
    notes: list[NoteOut]
    list_cost: CostOut
    effective_cost: CostOut
    resources: list[ResourceOut]


class CoverageOut(Struct, frozen=True):
    """How far the numbers hold: resources by confidence, and the known spend the plan decides."""

    exact: int
    usage_assumed: int
    usage_unknown: int
    unpriced: int
    exact_spend: Amount
    spend: Amount


class SummaryOut(Struct, frozen=True):
    """The numbers at the top."""

    billing_currency: Currency
    list_cost: CostOut
    effective_cost: CostOut
    resources: int
    changed: int
    priced: int
    free: int
    unpriced: int
    coverage: CoverageOut


class ExchangeOut(Struct, frozen=True):
    """The frozen rate at which US dollars were converted."""

    currency: Currency
    rate: Amount
    date: str


class CatalogueOut(Struct, frozen=True):
    """Which prices were used."""

    version: str
    oldest: str
    newest: str
    exchange: ExchangeOut | None


class Document(Struct, frozen=True):
    """The result of one run."""

    costgate: str
    schema_version: Literal["1.0"]
    key: str
    verdict: VerdictOut
    summary: SummaryOut
    catalogue: CatalogueOut
    projects: list[ProjectOut]


def schema() -> dict[str, Any]:
    """The JSON Schema of the report."""
    made = msgspec.json.schema(Document)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "costgate report", **made}
