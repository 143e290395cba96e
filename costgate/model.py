"""The nouns. All are frozen values; nothing here reads a file, knows a vendor or prints.

    Resource            one side (before or after) of a resource in a plan
    CostComponent       a line of the bill that a cost model asks for, not yet priced
    Price               what the catalogue answers to a PriceQuery
    LineItem, Gap       a priced line; a reason why something has no price
    Estimate            lines and gaps of one resource
    CostChange          what something costs a month before, and by how much that changes
    ResourceDiff        a resource before and after
    CostDiff            everything that was compared, project by project
    SourceLine          where a resource is written in the checkout
    Finding, Verdict    what the policies say

Quantities are per month unless their name says otherwise; money is Decimal, in the currency of the run. A cost is there
twice: the list cost at the vendor's public prices, and the effective cost at what the team pays (its own prices and
discounts). The two are the same where nothing is negotiated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import IntEnum, StrEnum
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from msgspec import DecodeError, Raw, Struct, defstruct, json
from msgspec.structs import astuple

from costgate.addresses import module_of

VENDORS = ("aws", "azure", "google")

HOURS_PER_MONTH = Decimal(730)
"""Hours in an average month, 365 x 24 / 12: the convention of the three vendors' own calculators."""

DAYS_PER_MONTH = HOURS_PER_MONTH / 24
"""30.4: what is billed by the day has a month's own days on the bill, so many on average."""

SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600

ZERO = Decimal(0)
ONE = Decimal(1)


class Action(StrEnum):
    """What a plan does to a resource, in Terraform's words."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    FORGET = "forget"
    NO_OP = "no-op"


class Resource(Struct, frozen=True):
    """One side of a resource.

    The bodies stay undecoded JSON until somebody asks: a plan of 100,000 resources would not fit in memory otherwise.
    `previous_body` is the side before, where there is one: what a provider chose once it will choose again. `region` is
    None where nothing tells it; `expressions` is what the configuration sets, None where the plan has none.
    `provider_tags` is False where the configuration shows that the provider adds no tags of its own.
    """

    address: str
    type: str
    vendor: str
    region: str | None
    body: Raw
    unknown_body: Raw = Raw(b"{}")
    sensitive_body: Raw = Raw(b"{}")
    previous_body: Raw = Raw(b"null")
    expressions: Mapping[str, Any] | None = None
    region_note: str = ""
    provider_tags: bool = True

    def values(self) -> Mapping[str, Any]:
        """Its attributes, decoded anew: take them once. Not an object in the plan: empty."""
        values = json.decode(self.body)
        return values if isinstance(values, dict) else {}

    def some(self, *names: str) -> Mapping[str, Any]:
        """Some of its attributes, the rest passed over: where not all are wanted, and of many resources."""
        try:
            found = _decoder(names).decode(self.body)
        except DecodeError:  # not an object
            return {}
        return dict(zip(names, astuple(found), strict=True))

    def changes(self, attribute: str) -> bool:
        """True if an update gives an attribute a known value that it did not have before."""
        before, now = json.decode(self.previous_body), self.values().get(attribute)
        return isinstance(before, dict) and now is not None and before.get(attribute) != now

    def unknown(self) -> Any:
        """Mirrors the attributes, with true where one is known only after apply; true as a whole is legal.

        None where everything is known, as it is for most of a plan.
        """
        return _mask(self.unknown_body)

    def sensitive(self) -> Any:
        """Mirrors the attributes, with true where a value must not be shown; None where all may be."""
        return _mask(self.sensitive_body)

    def tags(self) -> Tags:
        """Tags or labels as they will be, provider defaults included. Tags that many resources share are one object."""
        unknown, sensitive = _tag_mask(self.unknown_body), _tag_mask(self.sensitive_body)
        if isinstance(unknown, bool):
            return _tags(b"null", b"null", b"null", known=not unknown)
        values = _tag_mask(self.body, always=True)
        assert isinstance(values, _TagBody)
        known = True
        for key in ("tags_all", "effective_labels", "terraform_labels", "tags", "labels"):
            tags, later = bytes(getattr(values, key)), bytes(getattr(unknown, key))
            if later == b"true" and not self.provider_tags and key not in ("tags", "labels"):
                continue  # a set that a provider leaves open if there is nothing to add and nothing to add to
            if tags.startswith(b"{"):
                secret = b"true" if isinstance(sensitive, bool) else bytes(getattr(sensitive, key))
                return _tags(tags, later, secret, known=known)
            known = known and later != b"true"
        return _tags(b"null", b"null", b"null", known=known)


@lru_cache
def _decoder(names: tuple[str, ...]) -> json.Decoder[Any]:
    fields = [(f"field_{i}", Any, None) for i in range(len(names))]
    return json.Decoder(defstruct("Some", fields, rename={f"field_{i}": n for i, n in enumerate(names)}))


class Tags(Struct, frozen=True):
    """A resource's tags. A value of None is known only after apply; `known` is False if there may be more of them.

    The values of `hidden` tags are sensitive: they may be judged, and never be shown.
    """

    values: Mapping[str, str | None] = {}
    known: bool = True
    hidden: frozenset[str] = frozenset()

    @property
    def shown(self) -> dict[str, str | None]:
        """By key what a reader may see: None for what is not known yet, or hidden."""
        return {k: None if k in self.hidden else v for k, v in sorted(self.values.items())}


def _mask(body: Raw) -> Any:
    return json.decode(body) if b"true" in bytes(body) else None


class _TagBody(Struct):
    tags: Raw = Raw(b"null")
    tags_all: Raw = Raw(b"null")
    labels: Raw = Raw(b"null")
    effective_labels: Raw = Raw(b"null")
    terraform_labels: Raw = Raw(b"null")


_TAG_BODIES = json.Decoder(_TagBody | bool)


def _tag_mask(body: Raw, *, always: bool = False) -> _TagBody | bool:
    """What a mask (or, `always`, a body) says of tags: true as a whole, or by key; nothing, if it is something odd."""
    if not always and b"true" not in bytes(body):
        return _TagBody()
    try:
        found = _TAG_BODIES.decode(body)
    except (DecodeError, RecursionError):
        return _TagBody()
    return found if isinstance(found, _TagBody) or (found and not always) else _TagBody()


@lru_cache(maxsize=4096)
def _tags(values: bytes, later: bytes, secret: bytes, *, known: bool) -> Tags:
    """Tags out of their JSON and of what the masks say of them."""
    stated, pending, hidden = json.decode(values) or {}, json.decode(later), json.decode(secret)
    texts: dict[str, str | None] = {k: v if isinstance(v, str) else None for k, v in stated.items()}
    if isinstance(pending, dict):
        texts |= dict.fromkeys(k for k, v in pending.items() if v)
    kept = [k for k, v in hidden.items() if v] if isinstance(hidden, dict) else stated if hidden else ()
    return Tags(texts, known, frozenset(kept))


class ResourceChange(Struct, frozen=True):
    """A resource before and after; a side that does not exist is None."""

    address: str
    type: str
    action: Action
    before: Resource | None
    after: Resource | None
    previous_address: str = ""
    note: str = ""

    @property
    def side(self) -> Resource:
        """The side that says most about the resource as it will be."""
        side = self.after or self.before
        assert side is not None, "a change has at least one side"
        return side


class PriceQuery(Struct, frozen=True):
    """The exact key of one price. `region` None means the resource's own."""

    service: str
    meter: str
    operation: str = ""
    purchase: str = "on_demand"
    region: str | None = None


class CostComponent(Struct, frozen=True):
    """A line of the bill: `quantity` units a month of one price, for each of `count` alike things.

    Graduated prices apply to `quantity`, not to `quantity` x `count`: each of three instances has its own tiers.
    A `quantity` of None depends on usage that nobody stated. A `one_time` cost is shown but is not part of a month.
    A `unit_price` is one that the usage file states, where no catalogue can have it.
    """

    name: str
    price: PriceQuery
    quantity: Decimal | None
    unit: str
    usage_based: bool = False
    one_time: bool = False
    group: str = ""
    count: Decimal = ONE
    unit_price: Decimal | None = None

    @property
    def monthly_quantity(self) -> Decimal | None:
        """`quantity` for all `count` things."""
        return None if self.quantity is None else self.quantity * self.count


Components = Iterator[CostComponent]


class Tier(Struct, frozen=True):
    """What a unit costs from `start` units a month on."""

    start: Decimal
    unit_price: Decimal


class Price(Struct, frozen=True):
    """A catalogue price, with where it comes from.

    `contracted_tiers` are what the team pays in place of the list price, None where that is the list price; `contract`
    says why, for a reader.
    """

    vendor: str
    region: str
    query: PriceQuery
    pricing_unit: str
    currency: str
    tiers: tuple[Tier, ...]
    sku_id: str = ""
    source: str = ""
    contracted_tiers: tuple[Tier, ...] | None = None
    contract: str = ""

    def list_cost(self, quantity: Decimal) -> Decimal:
        """What `quantity` units cost at list prices."""
        return _graduated(self.tiers, quantity)

    def effective_cost(self, quantity: Decimal) -> Decimal:
        """What `quantity` units cost the team."""
        return _graduated(self.effective_tiers, quantity)

    @property
    def effective_tiers(self) -> tuple[Tier, ...]:
        """What the team pays: the contracted prices, else the list prices."""
        return self.tiers if self.contracted_tiers is None else self.contracted_tiers


def _graduated(tiers: tuple[Tier, ...], quantity: Decimal) -> Decimal:
    """What `quantity` units cost: each tier's share at that tier's price."""
    total = ZERO
    for tier, following in pairwise((*tiers, None)):
        assert tier is not None
        if quantity <= tier.start:
            break
        upto = quantity if following is None else min(quantity, following.start)
        total += (upto - tier.start) * tier.unit_price
    return total


class GapKind(StrEnum):
    """Why something has no price."""

    UNSUPPORTED = "unsupported"
    """costgate does not know the resource type."""
    NO_PRICE = "no-price"
    """The catalogue has no row for the query."""
    UNKNOWN = "unknown"
    """The plan will know a value only after apply."""
    INVALID = "invalid"
    """The plan holds a value that the model cannot use."""
    REGION = "region"
    """Nothing tells the resource's region."""


class Gap(Struct, frozen=True):
    """Something that has no price, and why. `component` is empty if it is the whole resource."""

    address: str
    kind: GapKind
    reason: str
    component: str = ""


class LineItem(Struct, frozen=True):
    """A component with its price. A price of None is only met where the quantity is unknown or zero."""

    component: CostComponent
    price: Price | None

    @property
    def list_cost(self) -> Decimal | None:
        """List cost a month; None if it depends on usage nobody stated. One-time costs are not part of a month."""
        component = self.component
        if component.quantity is None or component.one_time:
            return None
        if self.price is None:
            return ZERO
        return self.price.list_cost(component.quantity) * component.count

    @property
    def effective_cost(self) -> Decimal | None:
        """Effective cost a month; None as `list_cost` is."""
        component, price = self.component, self.price
        if price is None or price.contracted_tiers is None or component.quantity is None or component.one_time:
            return self.list_cost
        return price.effective_cost(component.quantity) * component.count


class Estimate(Struct, frozen=True, dict=True):
    """What one side of a resource costs a month."""

    address: str
    lines: tuple[LineItem, ...] = ()
    gaps: tuple[Gap, ...] = ()
    free: bool = False

    @cached_property
    def list_cost(self) -> Decimal:
        """The sum of all lines whose cost is known, at list prices."""
        return sum((line.list_cost or ZERO for line in self.lines), ZERO)

    @cached_property
    def effective_cost(self) -> Decimal:
        """The same sum at what the team pays."""
        if all(line.price is None or line.price.contracted_tiers is None for line in self.lines):
            return self.list_cost
        return sum((line.effective_cost or ZERO for line in self.lines), ZERO)


class CostChange(Struct, frozen=True):
    """What something costs a month before the plan, and by how much the plan changes that."""

    before: Decimal
    delta: Decimal

    @property
    def after(self) -> Decimal:
        """What it costs a month once the plan is applied."""
        return self.before + self.delta


class Launch(Struct, frozen=True):
    """What a resource makes that stands in no plan, such as the instances of a group, and the tags that it gets."""

    what: str
    tags: Tags


class Confidence(StrEnum):
    """How far the cost of a resource can be relied upon: the worst of what is true of its lines."""

    EXACT = "exact"
    """Every line follows from the plan. So does the cost of what is free."""
    ASSUMED = "usage-assumed"
    """Some line has a quantity from the usage file."""
    UNKNOWN = "usage-unknown"
    """Some line depends on usage that nobody stated."""
    UNPRICED = "unpriced"
    """Something has no price."""


class ResourceDiff(Struct, frozen=True, dict=True):
    """A resource's estimates before and after; None where that side does not exist."""

    project: str
    change: ResourceChange
    before: Estimate | None
    after: Estimate | None
    taggable: bool = False
    launches: tuple[Launch, ...] = ()

    @cached_property
    def module(self) -> str:
        """The module that it stands in, without instance keys; "" for the root module."""
        return module_of(self.change.address)

    @cached_property
    def tags(self) -> Tags:
        """Its tags or labels as they will be, else as they were."""
        return self.change.side.tags()

    @property
    def is_changed(self) -> bool:
        """True if the plan does something to it, or its cost changes because of another resource."""
        moves = self.list_cost.delta != 0 or self.effective_cost.delta != 0
        return self.change.action not in (Action.NO_OP, Action.FORGET) or moves

    @cached_property
    def list_cost(self) -> CostChange:
        """At list prices."""
        before, after = (e.list_cost if e else ZERO for e in (self.before, self.after))
        return self._change(before, after)

    @cached_property
    def effective_cost(self) -> CostChange:
        """At what the team pays."""
        before, after = (e.effective_cost if e else ZERO for e in (self.before, self.after))
        return self._change(before, after)

    def _change(self, before: Decimal, after: Decimal) -> CostChange:
        """A gap is never a saving: with a gap after the change, a lower sum counts as no change."""
        delta = after - before
        return CostChange(before, max(delta, ZERO) if self.after is not None and self.after.gaps else delta)

    @property
    def confidence(self) -> Confidence:
        """How far its cost can be relied upon."""
        side = self.after or self.before
        if self.gaps or side is None:
            return Confidence.UNPRICED
        by_use = [line.component for line in side.lines if line.component.usage_based]
        if any(c.quantity is None for c in by_use):
            return Confidence.UNKNOWN
        return Confidence.ASSUMED if by_use else Confidence.EXACT

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be priced: of the side that will be, else of the side that was."""
        side = self.after or self.before
        return side.gaps if side else ()


class Note(Struct, frozen=True):
    """Something a reader must know to trust the numbers, such as a plan that is not complete."""

    message: str
    loud: bool = False


def _sum(changes: Iterable[CostChange]) -> CostChange:
    before = delta = ZERO
    for change in changes:
        before += change.before
        delta += change.delta
    return CostChange(before, delta)


class ProjectDiff(Struct, frozen=True, dict=True):
    """One plan, compared. It is not `complete` if something of it was left out: by -target, an error, or deferral."""

    name: str
    path: str
    resources: tuple[ResourceDiff, ...]
    notes: tuple[Note, ...] = ()
    errored: bool = False
    timestamp: str = ""
    complete: bool = True

    @cached_property
    def list_cost(self) -> CostChange:
        """At list prices."""
        return _sum(r.list_cost for r in self.resources)

    @cached_property
    def effective_cost(self) -> CostChange:
        """At what the team pays."""
        return _sum(r.effective_cost for r in self.resources)


class CostDiff(Struct, frozen=True, dict=True):
    """Everything that was compared in one run."""

    projects: tuple[ProjectDiff, ...]
    currency: str = "USD"

    @property
    def resources(self) -> Iterable[ResourceDiff]:
        """All resources of all projects."""
        return (r for p in self.projects for r in p.resources)

    @cached_property
    def list_cost(self) -> CostChange:
        """At list prices."""
        return _sum(p.list_cost for p in self.projects)

    @cached_property
    def effective_cost(self) -> CostChange:
        """At what the team pays."""
        return _sum(p.effective_cost for p in self.projects)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Everything that could not be priced, resource by resource."""
        return tuple(g for r in self.resources for g in r.gaps)


class SourceLine(Struct, frozen=True):
    """Where the block of a resource stands. `file` is POSIX, relative to the checkout's root; lines count from 1."""

    file: str
    line: int
    end_line: int


class Exchange(Struct, frozen=True):
    """A frozen rate: what one US dollar of a list price is in the currency of the run, and as of which day."""

    currency: str
    rate: Decimal
    date: str

    @property
    def words(self) -> str:
        """The rate, for a reader."""
        return f"1 USD = {self.rate:f} {self.currency} as of {self.date}"


class Level(IntEnum):
    """How much a finding matters."""

    NOTE = 0
    WARN = 1
    FAIL = 2


class Finding(Struct, frozen=True):
    """What one policy has to say about one thing.

    `about` names what it is about besides a resource: a group of costs, the tags. `amount` is what was measured, in the
    unit of the limit. Together with policy, project and address they tell whether two runs found the same, and whether
    it got worse. `waiver` says why a finding that would warn or fail does not.
    """

    policy: str
    level: Level
    message: str
    address: str = ""
    project: str = ""
    remedy: str = ""
    about: str = ""
    amount: Decimal | None = None
    waiver: str = ""

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """The same in every run that finds the same."""
        return self.policy, self.project, self.address, self.about


class Verdict(Struct, frozen=True):
    """All findings of all policies. No policy is skipped because another one spoke.

    `asked` has what each of them demands, by its ident.
    """

    findings: tuple[Finding, ...] = ()
    asked: Mapping[str, str] = {}

    @property
    def level(self) -> Level:
        """The highest level among the findings."""
        return max((f.level for f in self.findings), default=Level.NOTE)

    @property
    def passed(self) -> bool:
        """True unless a finding fails."""
        return self.level < Level.FAIL
