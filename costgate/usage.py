"""The usage file: what a plan cannot know, in Infracost's format 0.1, so that existing files work.

    version: 0.1
    resource_type_default_usage:
      aws_lambda_function: {monthly_requests: 100000}
    resource_usage:
      aws_lambda_function.api: {request_duration_ms: 300}
      module.shop[*].aws_s3_bucket.media: {standard: {storage_gb: 1000}}

Later wins, key by key: the type's default, the most specific pattern with [*], the exact address.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from costgate.addresses import KEY, type_of
from costgate.errors import ConfigError
from costgate.yamlfile import Place, YamlFile

_REMEDY = "See the usage file's format in docs/usage.md."
_NO_FILE = "Check --usage-file, or `usage_file` in costgate.yml; docs/usage.md has an example."

COMPARISONS = 30_000
"""Pairs of names that are compared for hints: a second's work. A file for many plans may name more than all of them."""

Known = Callable[[str], Mapping[str, Any] | None]
"""Type -> the usage keys of its model, nested; None if it has no model."""


class Usage:
    """What a usage file says. Without a file, nothing."""

    def __init__(self, path: Path | None = None) -> None:
        self._file = YamlFile(path, remedy=_NO_FILE) if path else None
        data = self._mapping((), self._file.data if self._file else None)
        unknown = sorted(set(data) - {"version", "resource_type_default_usage", "resource_usage", "projects"})
        if unknown:
            self._refuse((unknown[0],), "is not a key of a usage file")
        if data and str(data.get("version", "0.1")) != "0.1":
            self._refuse(("version",), f"is {data['version']!r}, expected 0.1")
        self.defaults = self._section(data, "resource_type_default_usage")
        self.resources = self._section(data, "resource_usage")
        self._patterns: dict[str, list[str]] = defaultdict(list)
        for address in self.resources:
            if "[*]" in address:
                self._patterns[KEY.sub("[*]", address)].append(address)
        self._matched: set[str] = set()
        self._comparisons = COMPARISONS

    def _section(self, data: Mapping[str, Any], key: str) -> Mapping[str, Mapping[str, Any]]:
        section = self._mapping((key,), data.get(key))
        return {str(name): self._mapping((key, str(name)), value) for name, value in section.items()}

    def _mapping(self, place: Place, value: Any) -> Mapping[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._refuse(place, f"is {'a list' if isinstance(value, list) else repr(value)}, expected keys with values")
        return dict(value)

    def _refuse(self, place: Place, problem: str) -> None:
        assert self._file is not None
        raise ConfigError(f"{self._file.at(place)} {problem}", _REMEDY)

    def of(self, type_: str, address: str) -> Mapping[str, Any]:
        """What the file says of one resource."""
        if not self.resources and type_ not in self.defaults:
            return {}
        found: Mapping[str, Any] = self.defaults.get(type_, {})
        for pattern in self._pattern(address):
            found = _merged(found, self.resources[pattern])
        if address in self.resources and "[*]" not in address:
            self._matched.add(address)
            found = _merged(found, self.resources[address])
        return found

    def _pattern(self, address: str) -> list[str]:
        """The most specific pattern that fits: the one with the most literal text."""
        candidates = self._patterns.get(KEY.sub("[*]", address), ())
        fitting = [p for p in candidates if re.fullmatch(re.escape(p).replace(r"\[\*\]", KEY.pattern), address)]
        self._matched.update(fitting)
        return sorted(fitting, key=lambda p: (p.count("[*]"), -len(p), p))[:1]

    def pseudo(self, is_usage_only: Callable[[str], bool], addresses: Iterable[str]) -> list[tuple[str, str]]:
        """(type, address) of entries that stand for no resource of a plan, such as aws_data_transfer.

        Each is given once: of several plans, the first one has it.
        """
        known = {*addresses, *self._matched}
        return [(type_of(a), a) for a in self.resources if a not in known and is_usage_only(type_of(a))]

    def problems(self, addresses: Iterable[str], types: Iterable[str], known: Known) -> list[str]:
        """Entries that match nothing, each with the nearest name; in the order of the file."""
        by_type: dict[str, list[str]] = defaultdict(list)
        for address in sorted(set(addresses)):
            by_type[type_of(address)].append(address)
        every = list(chain.from_iterable(by_type.values()))
        left = (a for a in self.resources if a not in self._matched)
        found = [
            self._problem(("resource_usage", a), "matches no resource", a, by_type.get(type_of(a), every)) for a in left
        ]
        held = sorted(set(types))
        for type_, usage in self.defaults.items():
            if type_ in held:
                found += self._keys(("resource_type_default_usage", type_), usage, known(type_))
            elif known(type_) is None and self._nearest(type_, held, 0.85):  # others may be of plans to come
                found.append(self._problem(("resource_type_default_usage", type_), "has no cost model", type_, held))
        for address in (a for a in self.resources if a in self._matched):
            found += self._keys(("resource_usage", address), self.resources[address], known(type_of(address)))
        return found

    def _keys(self, place: Place, usage: Mapping[str, Any], known: Mapping[str, Any] | None) -> list[str]:
        if known is None:
            return []
        found = []
        for key, value in usage.items():
            if key not in known and re.sub(r"\[\d+\]$|\..*", "", str(key)) not in known:
                found.append(
                    self._problem((*place, str(key)), "is not used by its cost model", str(key), sorted(known))
                )
            elif isinstance(value, dict) and known.get(key):
                found += self._keys((*place, str(key)), value, known[key])
        return found

    def _problem(self, place: Place, problem: str, name: str, names: list[str]) -> str:
        assert self._file is not None
        near = self._nearest(name, names)
        return f"{self._file.at(place)} {problem}" + (f"; did you mean {near}?" if near else "")

    def _nearest(self, name: str, names: list[str], cutoff: float = 0.6) -> str:
        """The name that was meant; "" if none is near, or too many were compared before."""
        from difflib import get_close_matches  # imported here: a file without mistakes does not pay for it

        if len(names) > self._comparisons:
            return ""
        self._comparisons -= len(names)
        return next(iter(get_close_matches(name, names, n=1, cutoff=cutoff)), "")


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> Mapping[str, Any]:
    """`above` over `below`, key by key, blocks too."""
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        result[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return result
