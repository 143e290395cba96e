"""`terraform show -json` -> Plan: what changes, where, and what refers to what.

source          bytes -> JSON text: encodings, wrappers, and the many things that are not a plan
wire            the JSON's shape
configuration   provider, region and references, from the configuration part
references      which resource another one refers to, on either side
(this file)     envelope -> ResourceChanges
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct

from costgate.errors import PlanError
from costgate.model import Action, Note, Resource, ResourceChange
from costgate.plan import source, wire
from costgate.plan.configuration import Tree, module_path
from costgate.plan.references import Entry, Graph

T = TypeVar("T")

VENDORS = {"aws": "aws", "azurerm": "azure", "google": "google", "google-beta": "google"}
"""Provider -> vendor. Other providers' resources are listed, never priced."""

_ACTIONS = {
    ("no-op",): Action.NO_OP,
    ("create",): Action.CREATE,
    ("update",): Action.UPDATE,
    ("delete",): Action.DELETE,
    ("delete", "create"): Action.REPLACE,
    ("create", "delete"): Action.REPLACE,
    ("forget",): Action.FORGET,
}

_FORGETS = {("create", "forget"), ("forget", "create")}
"""A new object is made and the old one leaves the state but stays: Terraform's order and OpenTofu's."""


class Plan(Struct, frozen=True):
    """One plan: its changes, what a reader must know about it, and who refers to whom."""

    name: str
    path: str
    changes: tuple[ResourceChange, ...]
    graph: Graph
    notes: tuple[Note, ...] = ()
    errored: bool = False
    timestamp: str = ""


class RegionDefaults(Struct, frozen=True):
    """Where resources are whose region the plan does not tell, by vendor, and who says so."""

    regions: Mapping[str, str] = {}
    origin: str = "the configured default"


def load_plan(path: str, name: str = "", defaults: RegionDefaults = RegionDefaults()) -> Plan:
    """Read the plan (or state) at `path`; "-" is standard input. Raises PlanError."""
    return parse(source.read(path), path, name or path, defaults)


def parse(text: bytes, path: str, name: str, defaults: RegionDefaults = RegionDefaults()) -> Plan:
    """Parse the JSON text of a plan or a state. Raises PlanError."""
    envelope = _decode(text, wire.Envelope, path)
    _check_version(envelope, text, path)
    return _Reader(envelope, path, name, defaults).plan()


def _decode(text: bytes | Raw, shape: type[T], path: str) -> T:
    try:
        return msgspec.json.decode(text, type=shape)
    except msgspec.ValidationError as error:
        raise PlanError(f"{path}: this is not a plan as Terraform writes it: {error}", source.SHOW) from None
    except RecursionError:
        raise PlanError(f"{path}: the JSON is nested too deeply to be a plan", source.SHOW) from None
    except (msgspec.DecodeError, UnicodeError) as error:
        raise PlanError(f"{path} is not valid JSON: {error}", "Was the file cut off, or written twice?") from None


def _check_version(envelope: wire.Envelope, text: bytes, path: str) -> None:
    """Refuse what is not a plan, naming what it is if that can be told."""
    version = envelope.format_version
    if version is msgspec.UNSET:
        version = envelope.plan_format_version or msgspec.UNSET
    if version is msgspec.UNSET:
        if envelope.resource_changes is not msgspec.UNSET:
            return
        raise PlanError(f"{path} is JSON but not a plan{_guess(text)}", source.SHOW)
    if version is None or not re.fullmatch(r"\d+\.\d+", version):
        raise PlanError(f'{path}: format_version is {version!r}, expected a version such as "1.2"', source.SHOW)
    if version.split(".")[0] not in {"0", "1"}:
        raise PlanError(
            f"{path}: plan format {version} is newer than this costgate knows (0.x and 1.x)", "Update costgate."
        )
    is_plan = not (envelope.resource_changes is msgspec.UNSET and envelope.planned_values == wire.NULL)
    if not is_plan and envelope.values is msgspec.UNSET and (guess := _guess(text)):
        raise PlanError(f"{path} is JSON but not a plan{guess}", source.SHOW)


def _guess(text: bytes) -> str:
    """What JSON without a plan's marks seems to be, as an addition to a sentence."""
    try:
        top = msgspec.json.decode(text, type=dict[str, Raw])
    except (msgspec.MsgspecError, RecursionError):
        return ""
    marks = (
        ({"lineage", "serial"}, "a raw state file; use `terraform show -json` on it"),
        ({"provider_schemas"}, "the output of `terraform providers schema -json`"),
        ({"valid", "diagnostics"}, "the output of `terraform validate -json`"),
        ({"projects", "totalMonthlyCost"}, "an Infracost report"),
        ({"costgate"}, "a costgate report"),
        ({"@level"}, "the event stream of `terraform plan -json`"),
    )
    for keys, what in marks:
        if keys <= top.keys():
            return f": it looks like {what}"
    for key, value in top.items():
        if b'"format_version"' in bytes(value)[:20_000] or b'"resource_changes"' in bytes(value):
            return f": a plan seems to be under the key {key!r}; cut it out with `jq .{key}`"
    if top.keys() <= {"format_version", "terraform_version"}:
        return "" if top else ": it is an empty object"
    return f": it has the keys {', '.join(sorted(top)[:5])}"


class _Reader:
    """Turns one envelope into a Plan. Lives for one call of `parse`."""

    def __init__(self, envelope: wire.Envelope, path: str, name: str, defaults: RegionDefaults) -> None:
        self.envelope, self.path, self.name, self.defaults = envelope, path, name, defaults
        self.notes: list[Note] = []
        self.unknown_actions: Counter[str] = Counter()
        configuration = None
        if envelope.configuration != wire.NULL:
            try:
                configuration = msgspec.json.decode(envelope.configuration, type=wire.Configuration)
            except (msgspec.ValidationError, RecursionError) as error:
                self.notes.append(
                    Note(f"The plan's configuration cannot be read ({error}): regions and references may be missing")
                )
        variables: dict[str, Any] = {}
        if envelope.variables != wire.NULL:
            try:
                variables = msgspec.json.decode(envelope.variables, type=dict[str, Any])
            except (msgspec.ValidationError, RecursionError):
                self.notes.append(Note("The plan's variables cannot be read"))
        self.tree = Tree(configuration, variables)
        self.inferred: dict[str, str | None] = {}

    def plan(self) -> Plan:
        """All changes, notes and references."""
        envelope = self.envelope
        listed = (e for change in envelope.resource_changes or () for e in self.entries(change))
        # A no-op may have neither side: an instance that `count` gives up before it ever was.
        entries = [e for e in listed if e.change.before or e.change.after]
        entries += self.unlisted(entries)
        self.check_twice(entries)
        self.remarks()
        regions = Counter(
            r.region_note for e in entries for r in (e.change.before, e.change.after) if r and r.region_note
        )
        self.notes += [Note(text) for text in sorted(regions)]
        entries.sort(key=lambda e: (e.change.address, e.change.note))
        return Plan(
            name=self.name,
            path=self.path,
            changes=tuple(e.change for e in entries),
            graph=Graph(entries, self.tree, planned_on(envelope.timestamp)),
            notes=tuple(self.notes),
            errored=envelope.errored is True,
            timestamp=envelope.timestamp or "",
        )

    def entries(self, item: wire.ResourceChange) -> Iterator[Entry]:
        """What an entry of `resource_changes` amounts to: one change, or two where an old object stays behind."""
        actions = tuple(item.change.actions)
        if item.mode == "data" or actions == ("read",):
            return
        if item.mode != "managed":
            self.unknown_actions[f"mode {item.mode!r}"] += 1
            return
        if actions in _FORGETS:
            yield self.entry(
                item, Action.FORGET, item.change.before, item.change.before, "the old object keeps running"
            )
            yield self.entry(item, Action.CREATE, wire.NULL, item.change.after, "")
        elif action := _ACTIONS.get(actions):
            before, after, note = item.change.before, item.change.after, ""
            if action is Action.FORGET:
                after, note = before, "leaves the state, keeps running"
            elif item.deposed:
                note = f"deposed object {item.deposed}"
            elif item.change.importing != wire.NULL:
                note = "imported"
                before = after if before == wire.NULL else before
            yield self.entry(item, action, before, after, note)
        else:
            self.unknown_actions[f"actions {list(actions)!r}"] += 1

    def entry(self, item: wire.ResourceChange, action: Action, before: Raw, after: Raw, note: str) -> Entry:
        path, keys = module_path(item.module_address or "")
        block = self.tree.resource(path, item.type, item.name)
        side = self._side_maker(item, path, block)
        change = item.change
        if change.after_unknown == wire.TRUE:
            # Nothing of it is known: what stands in `after` all the same cannot be relied on.
            after = wire.NULL if after == wire.NULL else wire.EMPTY
        masks = {} if action is Action.FORGET else {"unknown": change.after_unknown, "previous": before}
        exists_after = action is Action.CREATE or after != wire.NULL
        return Entry(
            ResourceChange(
                address=item.address,
                type=item.type,
                action=action,
                before=None if before == wire.NULL else side(before, change.before_sensitive),
                after=side(after, change.after_sensitive, **masks) if exists_after else None,
                previous_address=item.previous_address or "",
                note=note,
            ),
            path,
            keys,
            item.name,
            item.index,
        )

    def _side_maker(
        self, item: Any, path: tuple[str, ...], block: wire.ConfigResource | None
    ) -> Callable[..., Resource]:
        vendor = vendor_of(item.type, item.provider_name)

        def side(body: Raw, sensitive: Raw, unknown: Raw = wire.EMPTY, previous: Raw = wire.NULL) -> Resource:
            region, note = self.region((body, previous), vendor, block, path) if vendor else (None, "")
            return Resource(
                address=item.address,
                type=item.type,
                vendor=vendor,
                region=region,
                body=wire.EMPTY if body == wire.NULL else body,
                unknown_body=unknown,
                sensitive_body=sensitive,
                previous_body=previous,
                expressions=block.expressions if block else {} if self.tree.known else None,
                region_note=note,
            )

        return side

    def region(
        self, bodies: tuple[Raw, Raw], vendor: str, block: wire.ConfigResource | None, path: tuple[str, ...]
    ) -> tuple[str | None, str]:
        """Where a resource is: by its own attributes, its provider, where it was, what others show, the default.

        `bodies` are its attributes and those before the change: what is replaced stays in its region.
        """
        if own := own_region(bodies[0], vendor):
            return own, ""
        key = block.provider_config_key if block else {"azure": "azurerm"}.get(vendor, vendor)
        if said := self.tree.region(key, path, _PROVIDER_REGION[vendor]):
            return normal_region(said, vendor), ""
        if was := own_region(bodies[1], vendor):
            return was, ""
        if vendor == "aws" and (seen := self.infer(key)):
            return (
                seen,
                f"Region {seen} of provider {key or vendor} is inferred from the ARNs and zones of its resources",
            )
        default = self.defaults.regions.get(vendor)
        return default, f"Region {default} is {self.defaults.origin}; the plan does not say" if default else ""

    def infer(self, key: str) -> str | None:
        """The one region that the ARNs and zones of a provider's resources show, None if they show none or several."""
        if key not in self.inferred:
            seen: set[str] = set()
            for module, item, bodies in self.shown():
                path, _ = module_path(module)
                block = self.tree.resource(path, item.type, item.name)
                if not self.tree.known or (block and block.provider_config_key == key):
                    seen.update((m[1] or m[2]).decode() for body in bodies for m in _SHOWN_REGION.finditer(bytes(body)))
            self.inferred[key] = seen.pop() if len(seen) == 1 else None
        return self.inferred[key]

    def shown(self) -> Iterator[tuple[str, Any, tuple[Raw, ...]]]:
        """Every resource that the plan lists, with its module's address and its values; else those of its state."""
        for change in self.envelope.resource_changes or ():
            yield change.module_address or "", change, (change.change.before, change.change.after)
        if not self.envelope.resource_changes:
            yield from ((module, item, (item.values,)) for module, item in self.state)

    @cached_property
    def state(self) -> list[tuple[str, wire.StateResource]]:
        """Module address and entry of each managed resource of the state: of this file, or the one before the plan."""
        if self.envelope.values is not msgspec.UNSET:
            return self._state(self.envelope.values, ("root_module",))
        return self._state(self.envelope.prior_state, ("values", "root_module"))

    def unlisted(self, entries: list[Entry]) -> list[Entry]:
        """Resources that the plan knows but does not list as changes: they stay as they are.

        With -target, after an error and in refresh-only plans they stand in `prior_state` alone; a state has nothing else.
        """
        envelope = self.envelope
        if envelope.values is not msgspec.UNSET:
            state = self.state
            self.notes.append(Note("This is a state, not a plan: it is priced as it stands"))
        elif envelope.resource_changes is msgspec.UNSET and envelope.planned_values == wire.NULL:
            self.notes.append(Note("The file holds no resources: is it the right one?", loud=True))
            return []
        elif entries and envelope.complete is not False and not envelope.errored:
            return []
        else:
            state = self.state
            if not state and not entries:
                state = self._state(envelope.planned_values, ("root_module",))
                if state:
                    self.notes.append(
                        Note(
                            "The plan lists resources but no changes: it is priced as it stands, the change is not known",
                            loud=True,
                        )
                    )
        seen = {e.change.address for e in entries}
        return [self._standing(r, module) for module, r in state if r.address not in seen and not r.deposed_key]

    def _state(self, raw: Raw, keys: tuple[str, ...]) -> list[tuple[str, wire.StateResource]]:
        if raw == wire.NULL:
            return []
        if keys[0] == "values":
            state = _decode(raw, wire.State, self.path)
            root = state.values.root_module if state.values else None
        else:
            root = _decode(raw, wire.StateValues, self.path).root_module
        found: list[tuple[str, wire.StateResource]] = []
        pending = [root] if root else []
        while pending:
            module = pending.pop()
            found += [(module.address or "", r) for r in module.resources or () if r.mode == "managed"]
            pending += module.child_modules or ()
        return found

    def _standing(self, item: wire.StateResource, module: str) -> Entry:
        # Terraform 0.12 writes addresses relative to their module and without the instance key.
        if item.index is not None and not item.address.endswith("]"):
            item.address += f"[{msgspec.json.encode(item.index).decode()}]"
        if module and not item.address.startswith(f"{module}."):
            item.address = f"{module}.{item.address}"
        path, keys = module_path(module)
        block = self.tree.resource(path, item.type, item.name)
        side = self._side_maker(item, path, block)(item.values, item.sensitive_values)
        return Entry(
            ResourceChange(item.address, item.type, Action.NO_OP, side, side), path, keys, item.name, item.index
        )

    def check_twice(self, entries: Iterable[Entry]) -> None:
        """An address stands twice only with a deposed object; anything else would count double."""
        seen: set[str] = set()
        for entry in entries:
            change = entry.change
            if change.note.startswith(("deposed", "the old object")):
                continue
            if change.address in seen:
                raise PlanError(f"{self.path}: {change.address} stands twice among the changes", source.SHOW)
            seen.add(change.address)

    def remarks(self) -> None:
        """Say loudly what makes the totals less than the whole truth."""
        envelope = self.envelope
        if envelope.errored:
            self.notes.append(
                Note("Planning failed: what comes after the failure is missing, so the totals are too low", loud=True)
            )
        elif envelope.complete is False:
            self.notes.append(
                Note("The plan is partial (-target or deferred changes): resources outside it count as unchanged")
            )
        if envelope.deferred_changes:
            self.notes.append(Note(f"{len(envelope.deferred_changes)} deferred changes are not priced", loud=True))
        if envelope.resource_changes is None:
            self.notes.append(Note("resource_changes is null, expected a list", loud=True))
        if envelope.format_version is msgspec.UNSET and not envelope.plan_format_version:
            self.notes.append(Note("The plan has no format_version: was it written by hand?"))
        for what, count in sorted(self.unknown_actions.items()):
            self.notes.append(
                Note(f"{count} resources with {what} are left out: costgate does not know that", loud=True)
            )


_PROVIDER_REGION = {"aws": ("region",), "azure": ("location",), "google": ("region", "zone")}

_ARN_REGION = re.compile(rb'"arn:aws[a-z-]*:[a-z0-9-]+:([a-z]{2}(?:-[a-z]+)+-\d):')

_SHOWN_REGION = re.compile(_ARN_REGION.pattern + rb'|"availability_zone"\s*:\s*"([a-z]{2}(?:-[a-z]+)+-\d)[a-z]"')


class _RegionBody(Struct):
    region: Any = None
    location: Any = None
    zone: Any = None
    availability_zone: Any = None
    arn: Any = None


def own_region(body: Raw, vendor: str) -> str | None:
    """The region that a resource's own attributes name."""
    if body == wire.NULL:
        return None
    try:
        own = msgspec.json.decode(body, type=_RegionBody)
    except msgspec.ValidationError:
        return None
    for value in (own.region, own.location, own.zone, own.availability_zone):
        if isinstance(value, str) and value:
            return normal_region(value, vendor)
    if vendor == "aws" and isinstance(own.arn, str) and (match := _ARN_REGION.match(f'"{own.arn}'.encode())):
        return match[1].decode()
    return None


def planned_on(timestamp: str | None) -> str:
    """The day of a plan in ISO 8601, "" if it has no timestamp (Terraform before 1.5)."""
    found = re.match(r"\d{4}-\d\d-\d\d", timestamp or "")
    return found[0] if found else ""


def normal_region(text: str, vendor: str) -> str:
    """A region as the vendor's price list spells it: "West Europe" -> westeurope, a zone -> its region."""
    text = text.strip().lower()
    if vendor == "azure":
        return text.replace(" ", "")
    if vendor == "google":
        text = text.rpartition("/")[2]
        return re.sub(r"^([a-z]+-[a-z]+\d+)-[a-z]$", r"\1", text)
    return re.sub(r"^([a-z]{2}(?:-[a-z]+)+-\d)[a-z]$", r"\1", text)


def vendor_of(type_: str, provider_name: str | None) -> str:
    """The vendor whose price list a type belongs to, "" for other providers. The type decides: google-beta, awscc."""
    prefix = type_.partition("_")[0]
    if provider_name and provider_name.rpartition("/")[2] == "awscc":
        return ""
    return VENDORS.get(prefix, "")
