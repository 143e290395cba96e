"""Which resource refers to which, on either side of a plan.

A known value (an id, a name, an ARN) is looked up among the resources of the wanted type; while it is still unknown,
the configuration's expression tells, followed through variables and module outputs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import Any

from msgspec import Struct

from costgate.model import Resource, ResourceChange
from costgate.plan.blocks import expression_at, top_of, value_at
from costgate.plan.configuration import Path, Target, Tree

IDENTITIES = (
    "id",
    "arn",
    "name",
    "self_link",
    "bucket",
    "identifier",
    "cluster_identifier",
    "replication_group_id",
    "function_name",
    "family",
    "address",
    "dataset_id",
)
"""Attributes by which others name a resource."""


class Entry(Struct, frozen=True):
    """A change, and where it stands: module calls, their instance keys, the block's name and its own key."""

    change: ResourceChange
    path: Path
    keys: tuple[str, ...]
    name: str
    index: Any


class Instances(list[Entry]):
    """The instances of a block in one instance of its module; many refer to the same."""

    @cached_property
    def by_key(self) -> Mapping[Any, Instances]:
        """The same by their instance keys."""
        found: dict[Any, Instances] = defaultdict(Instances)
        for entry in self:
            found[_hashable(entry.index)].append(entry)
        return found

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Their addresses."""
        return frozenset(e.change.address for e in self)


NONE = Instances()


class Graph:
    """References between the resources of one plan. Indices are built on first use."""

    def __init__(self, entries: Sequence[Entry], tree: Tree, planned_on: str) -> None:
        self.planned_on = planned_on
        self._entries = entries
        self._tree = tree
        self._by_address = {e.change.address: e for e in entries}
        self._of_type: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            self._of_type[entry.change.type].append(entry)
        self._by_block: dict[Target, list[Entry]] = {}
        self._by_module: dict[tuple[Target, int], dict[tuple[str, ...], Instances]] = {}
        self._identities: dict[tuple[str, bool], dict[str, list[Entry]]] = {}
        self._reverse: dict[tuple[str, str, str, bool], dict[str, list[Entry]]] = {}
        self._billed_together: dict[tuple[str, str, bool], Counter[Any]] = {}
        self._texts: dict[tuple[str, str, bool], Mapping[str, set[str]]] = {}

    def may_be_unknown(self, resource: Resource, expression: Any) -> bool:
        """False if the configuration sets an attribute only to what is known while planning."""
        entry = self._by_address.get(resource.address)
        return entry is None or self._tree.may_be_unknown(expression, entry.path)

    def referred(self, resource: Resource, attribute: str, types: Iterable[str], *, after: bool) -> list[Resource]:
        """The resources of `types` that `attribute` of `resource`, such as "version[1].instance_template", names."""
        entry = self._by_address.get(resource.address)
        found = tuple(t for t in types if t in self._of_type)
        if entry is None or not found:
            return []
        return [
            side for e in self._referred(entry, resource, attribute, found, after=after) if (side := _side(e, after))
        ]

    def referring(self, resource: Resource, type_: str, attribute: str, *, after: bool) -> list[Resource]:
        """The resources of `type_` whose `attribute` refers to `resource`."""
        if type_ not in self._of_type:
            return []
        key = (type_, attribute, resource.type, after)
        if key not in self._reverse:
            found: dict[str, list[Entry]] = defaultdict(list)
            for entry in self._of_type[type_]:
                side = _side(entry, after)
                if side is not None:
                    for target in self._referred(entry, side, attribute, (resource.type,), after=after):
                        found[target.change.address].append(entry)
            self._reverse[key] = found
        return [side for e in self._reverse[key].get(resource.address, ()) if (side := _side(e, after))]

    def billed_together(self, resource: Resource, attributes: str, *, after: bool) -> int:
        """How many resources of this one's type, provider and region have the same `attributes`, itself included."""
        key = (resource.type, attributes, after)
        if key not in self._billed_together:
            sides = ((e, _side(e, after)) for e in self._of_type.get(resource.type, ()))
            self._billed_together[key] = Counter(self._set(e, side, attributes) for e, side in sides if side)
        entry = self._by_address.get(resource.address)
        return self._billed_together[key][self._set(entry, resource, attributes)] if entry else 1

    def _set(self, entry: Entry, side: Resource, attributes: str) -> tuple[Any, ...]:
        """What is the same for resources that are together: what sets an attribute, if it is not known yet."""
        block = self._tree.resource(entry.path, entry.change.type, entry.name)
        values, found = side.values(), [side.region, block.provider_config_key if block else ""]
        for attribute in attributes.split():
            value = values.get(attribute)
            expression = block.expressions.get(attribute) if block and value is None else None
            where = entry.change.address if _iterates(expression) else ".".join(entry.path)
            found += [str(value), f"{expression} {where}" if expression else ""]
        return tuple(found)

    def elements(self, resource: Resource, attribute: str, *, after: bool) -> int | None:
        """How many elements a collection has that are not known yet: one for each resource that it refers to.

        None if it refers to anything else, too.
        """
        entry = self._by_address.get(resource.address)
        block = self._tree.resource(entry.path, entry.change.type, entry.name) if entry else None
        if entry is None or block is None:
            return None
        expression = expression_at(block.expressions, resource.values(), attribute)
        if not self._tree.only_resources(expression, entry.path):
            return None
        targets = self._tree.targets(expression, entry.path)
        found = {
            e.change.address
            for t in targets
            for e in self._instances(t, entry, every=not _iterates(expression))
            if _side(e, after)
        }
        return len(found) or None

    def _referred(
        self, entry: Entry, side: Resource, attribute: str, types: tuple[str, ...], *, after: bool
    ) -> list[Entry]:
        found: list[Entry] = []
        values = side.some(top_of(attribute))
        for value in _texts(value_at(values, attribute)):
            for type_ in types:
                if named := self._identified(type_, value, after=after) or self._identified(
                    type_, _last(value), after=after
                ):
                    found += named
                    break
        if found:
            return found
        block = self._tree.resource(entry.path, entry.change.type, entry.name)
        if block is None:
            return []
        expression = expression_at(block.expressions, values, attribute)
        for target in self._tree.targets(expression, entry.path):
            if target.type in types:
                found += self._instances(target, entry)
        if not found and _iterates(expression, "each.value"):
            # `for_each = aws_subnet.a`: each.value is the instance of that block with the same key; or, where the keys
            # were made anew (`{for s in aws_subnet.a : s.name => s}`), the one from which others of its texts come.
            chained = [t for t in self._tree.targets(block.for_each_expression, entry.path) if t.type in types]
            each = [self._instances(t, entry) for t in chained]
            alone = sum(map(len, each)) == 1
            found = [*chain.from_iterable(each)] if alone else self._copied(side, block.expressions, each, after=after)
        return found

    def _copied(self, side: Resource, expressions: Any, each: Sequence[Instances], *, after: bool) -> list[Entry]:
        """The one of `each` whose texts stand in `side` wherever an expression is an attribute of each.value.

        An attribute whose text none of them has was not copied as it is, and tells nothing.
        """
        values, types = side.values(), {e[0].change.type for e in each if e}
        having = []
        for attribute, expression in expressions.items() if isinstance(expressions, dict) else ():
            source, text = _of_each(expression), values.get(attribute)
            if source and isinstance(text, str):
                found = [self._having(type_, source, after=after).get(text, frozenset[str]()) for type_ in types]
                if any(address in e.addresses for address in chain.from_iterable(found) for e in each):
                    having.append(found)
        if not having:
            return []
        fewest = min(having, key=lambda found: sum(map(len, found)))
        same = (
            address
            for address in chain.from_iterable(fewest)
            if any(address in e.addresses for e in each)
            and all(any(address in texts for texts in found) for found in having)
        )
        left = list(islice(same, 2))
        return [self._by_address[left[0]]] if len(left) == 1 else []

    def _having(self, type_: str, attribute: str, *, after: bool) -> Mapping[str, set[str]]:
        """Text -> the addresses of the resources of a type that have it in an attribute."""
        key = (type_, attribute, after)
        if key not in self._texts:
            index: dict[str, set[str]] = defaultdict(set)
            for entry in self._of_type[type_]:
                side = _side(entry, after)
                text = side.some(attribute).get(attribute) if side is not None else None
                if isinstance(text, str):
                    index[text].add(entry.change.address)
            self._texts[key] = index
        return self._texts[key]

    def _identified(self, type_: str, value: str, *, after: bool) -> list[Entry]:
        key = (type_, after)
        if key not in self._identities:
            index: dict[str, list[Entry]] = defaultdict(list)
            for entry in self._of_type[type_]:
                side = _side(entry, after)
                if side is not None:
                    for text in {t for value in side.some(*IDENTITIES).values() if value for t in _texts(value)}:
                        index[text].append(entry)
            self._identities[key] = index
        found = self._identities[key].get(value, [])
        return found if len(found) == 1 else []

    def _instances(self, target: Target, source: Entry, *, every: bool = False) -> Instances:
        """The instances of a block that `source` means: of its own module instance, and the one with the target's key.

        Without one it is that with the source's own key, if there is one, unless it means `every` instance.
        """
        if not self._by_block:
            blocks: dict[Target, list[Entry]] = defaultdict(list)
            for entry in self._entries:
                blocks[Target(entry.path, entry.change.type, entry.name)].append(entry)
            self._by_block = blocks
        block = Target(target.path, target.type, target.name)
        shared = 0
        while shared < min(len(target.path), len(source.path)) and target.path[shared] == source.path[shared]:
            shared += 1
        if (block, shared) not in self._by_module:
            modules: dict[tuple[str, ...], Instances] = defaultdict(Instances)
            for entry in self._by_block.get(block, ()):
                modules[entry.keys[:shared]].append(entry)
            self._by_module[block, shared] = modules
        candidates = self._by_module[block, shared].get(source.keys[:shared], NONE)
        if target.key is not None:
            return candidates.by_key.get(target.key, NONE)
        alike = candidates.by_key.get(_hashable(source.index), NONE)
        return alike if len(candidates) > 1 and len(alike) == 1 and not every else candidates


def _side(entry: Entry, after: bool) -> Resource | None:
    return entry.change.after if after else entry.change.before


def _hashable(index: Any) -> Any:
    """An instance key as it is looked up; what is none, and only a broken plan has, as text."""
    return index if isinstance(index, Hashable) else repr(index)


def _of_each(expression: Any) -> str:
    """The attribute of each.value that an expression depends on, and on nothing else; "" if it is not so."""
    references = expression.get("references") if isinstance(expression, dict) else None
    if not isinstance(references, list) or {*references[1:]} != {"each.value"} or not isinstance(references[0], str):
        return ""
    name = references[0].removeprefix("each.value.")
    return name if name.isidentifier() else ""


def _iterates(expression: Any, *through: str) -> bool:
    """True if an expression depends on the instance that it belongs to, `through` each. or count. if not said."""
    if isinstance(expression, list):
        return any(_iterates(item, *through) for item in expression)
    references = expression.get("references") if isinstance(expression, dict) else None
    return any(isinstance(r, str) and r.startswith(through or ("each.", "count.")) for r in references or ())


def _last(name: str) -> str:
    """The name at the end of a path such as "table/orders" or "service/shop/web"; "" if it is none."""
    return name.rpartition("/")[2] if "/" in name and ":" not in name else ""


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [v for v in value if isinstance(v, str) and v] if isinstance(value, list) else []
