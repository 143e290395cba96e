"""Envelope -> Plan: what each entry amounts to, and what stands in the state alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import msgspec
from msgspec import Raw, Struct

from costgate.errors import PlanError
from costgate.model import Action, Note, Resource, ResourceChange
from costgate.plan import envelope as envelopes
from costgate.plan import source, wire
from costgate.plan.configuration import Tree, module_path
from costgate.plan.references import Entry, Graph
from costgate.plan.regions import RegionDefaults, Regions

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


_PROVIDER_TAGS = {"aws": "default_tags", "google": "default_labels"}
"""What a provider's configuration calls the tags that it adds to every resource."""


class Plan(Struct, frozen=True):
    """One plan: its changes, what a reader must know about it, and who refers to whom.

    `module_sources` has the `source` of each module call by its path, such as ("network", "subnets").
    """

    name: str
    path: str
    changes: tuple[ResourceChange, ...]
    graph: Graph
    notes: tuple[Note, ...] = ()
    errored: bool = False
    timestamp: str = ""
    module_sources: Mapping[tuple[str, ...], str] = {}
    complete: bool = True


class Reader:
    """Turns one envelope into a Plan. Lives for one call of `parse`."""

    def __init__(self, envelope: wire.Envelope, path: str, name: str, defaults: RegionDefaults) -> None:
        self.envelope, self.path, self.name = envelope, path, name
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
        self.regions = Regions(self.tree, defaults, self.shown)

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
            module_sources=self.tree.module_sources,
            complete=not (
                envelope.errored or envelope.complete is False or envelope.deferred_changes or self.unknown_actions
            ),
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
                note = _deposed(item.deposed)
            elif item.change.importing != wire.NULL:
                note = "imported"
                before = after if before == wire.NULL else before
            yield self.entry(item, action, before, after, note)
        else:
            self.unknown_actions[f"actions {list(actions)!r}"] += 1

    def entry(self, item: wire.ResourceChange, action: Action, before: Raw, after: Raw, note: str) -> Entry:
        """A change with both its sides."""
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
        defaults = _PROVIDER_TAGS.get(vendor)
        tagged = not defaults or block is None or self.tree.provider_may_set(block.provider_config_key, path, defaults)

        def side(body: Raw, sensitive: Raw, unknown: Raw = wire.EMPTY, previous: Raw = wire.NULL) -> Resource:
            region, note = self.regions.of((body, previous), vendor, block, path) if vendor else (None, "")
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
                provider_tags=tagged,
            )

        return side

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

        With -target, after an error and in refresh-only plans they stand in `prior_state` alone; a state is all that.
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
                            "The plan lists resources but no changes: it is priced as it stands, its change is unknown",
                            loud=True,
                        )
                    )
        seen = {e.change.address for e in entries}
        gone = {e.change.note for e in entries}
        return [
            self._standing(r, module)
            for module, r in state
            if (_deposed(r.deposed_key) not in gone if r.deposed_key else r.address not in seen)
        ]

    def _state(self, raw: Raw, keys: tuple[str, ...]) -> list[tuple[str, wire.StateResource]]:
        if raw == wire.NULL:
            return []
        if keys[0] == "values":
            state = envelopes.decode(raw, wire.State, self.path)
            root = state.values.root_module if state.values else None
        else:
            root = envelopes.decode(raw, wire.StateValues, self.path).root_module
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
            ResourceChange(item.address, item.type, Action.NO_OP, side, side, note=_deposed(item.deposed_key)),
            path,
            keys,
            item.name,
            item.index,
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
                Note(f"Left out, since costgate does not know {what}: {count} of the plan's resources", loud=True)
            )


def _deposed(key: str | None) -> str:
    """What a leftover of a failed replacement is called; it costs money until it is deleted."""
    return f"deposed object {key}" if key else ""


def planned_on(timestamp: str | None) -> str:
    """The day of a plan in ISO 8601, "" if it has no timestamp (Terraform before 1.5)."""
    found = re.match(r"\d{4}-\d\d-\d\d", timestamp or "")
    return found[0] if found else ""


def vendor_of(type_: str, provider_name: str | None) -> str:
    """The vendor whose price list a type belongs to, "" for other providers. The type decides: google-beta, awscc."""
    prefix = type_.partition("_")[0]
    if provider_name and provider_name.rpartition("/")[2] == "awscc":
        return ""
    return VENDORS.get(prefix, "")
