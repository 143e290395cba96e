"""What the configuration says: which provider a resource has, what an expression refers to, in which region it lands.

The configuration of a plan knows no instances: `module.a["x"].aws_instance.b[0]` stands there once, as resource
aws_instance.b of module call a. A place in it is a `Path`, the module calls from the root.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

import msgspec
from msgspec import Struct

from costgate.plan.wire import ConfigModule, ConfigResource, Configuration

Path = tuple[str, ...]

_DEPTH = 100
"""Variables and outputs that a reference is followed through at most; a cycle is not legal, but a file may hold one."""


_REGION = re.compile(r"[a-z]+(-[a-z]+)+-?\d+(-?[a-z])?")
"""A region or zone of AWS or Google. `var.dev ? "eu-west-1" : "us-east-1"` refers to var.dev, and is not its value."""


class Unresolved:
    """What stands for a value that the plan does not tell."""


UNRESOLVED = Unresolved()


class Target(Struct, frozen=True):
    """A resource block that an expression refers to, or the one instance of it that has `key`."""

    path: Path
    type: str
    name: str
    key: int | str | None = None


@lru_cache(maxsize=4096)
def module_path(address: str) -> tuple[Path, tuple[str, ...]]:
    """The module calls of a module address, and the instance key of each ("" where it has none).

    `module.env["a.b"].module.svc` -> (("env", "svc"), ('["a.b"]', "")). Keys may hold dots, brackets and quotes.
    """
    names: list[str] = []
    keys: list[str] = []
    for match in re.finditer(r'module\.([^.\[]+)(\["(?:[^"\\]|\\.)*"\]|\[[^\]"]*\])?(?:\.|$)', address):
        names.append(match[1])
        keys.append(match[2] or "")
    return tuple(names), tuple(keys)


class Tree:
    """The configuration of one plan, looked up by path. `module_sources` says where each module call takes it from."""

    def __init__(self, configuration: Configuration | None, variables: Mapping[str, Any]) -> None:
        self.known = configuration is not None
        self._configuration = configuration or Configuration()
        self._variables = variables
        self._modules: dict[Path, ConfigModule] = {}
        self._resources: dict[tuple[Path, str, str], ConfigResource] = {}
        self.module_sources: dict[Path, str] = {}
        pending: list[tuple[Path, ConfigModule]] = [((), self._configuration.root_module)]
        while pending:
            path, module = pending.pop()
            self._modules[path] = module
            for resource in module.resources:
                if resource.mode == "managed":
                    self._resources[path, resource.type, resource.name] = resource
            self.module_sources |= {
                (*path, name): call.source for name, call in module.module_calls.items() if isinstance(call.source, str)
            }
            pending += [((*path, name), call.module) for name, call in module.module_calls.items() if call.module]
        self._region = cache(self._find_region)
        self._provider = cache(self._find_provider)

    def resource(self, path: Path, type_: str, name: str) -> ConfigResource | None:
        """The block of a resource, None if it is not in the configuration (any more)."""
        return self._resources.get((path, type_, name))

    def region(self, provider_key: str, path: Path, keys: tuple[str, ...]) -> str | None:
        """The region (or zone) that a provider configuration names, None where it cannot be told."""
        return self._region(provider_key, path, keys)

    def _find_region(self, provider_key: str, path: Path, keys: tuple[str, ...]) -> str | None:
        provider = self._provider(provider_key, path)
        if provider is None:
            return None
        home, _ = module_path(provider.module_address)
        for key in keys:
            expression = provider.expressions.get(key)
            value = self.evaluate(expression, home)
            if isinstance(value, str) and value and ("constant_value" in expression or _REGION.fullmatch(value)):
                return value
        return None

    def _find_provider(self, key: str, path: Path) -> Any:
        """The provider configuration of a key. Before Terraform 1.1 the key may be a module's own: try outwards."""
        providers = self._configuration.provider_config
        local = key.rpartition(":")[2]
        candidates = [key, *("module." + ".module.".join(path[:n]) + f":{local}" for n in range(len(path), 0, -1))]
        candidates += [local, local.partition(".")[0]]
        return next((providers[c] for c in candidates if c in providers), None)

    def provider_may_set(self, key: str, path: Path, name: str) -> bool:
        """False if the configuration shows that a provider does not set `name`."""
        provider = self._provider(key, path)
        return not self.known or (provider is not None and name in provider.expressions)

    def evaluate(self, expression: Any, path: Path, depth: int = 0) -> Any:
        """The value of an expression, as far as constants and variables tell it; else UNRESOLVED."""
        if not isinstance(expression, dict) or depth > _DEPTH:
            return UNRESOLVED
        if "constant_value" in expression:
            return expression["constant_value"]
        references = _references(expression)
        if len(references) != 1 or not references[0].startswith("var."):
            return UNRESOLVED
        return self._variable(references[0].removeprefix("var."), path, depth)

    def _variable(self, name: str, path: Path, depth: int) -> Any:
        if not path:
            value = self._variables.get(name, UNRESOLVED)
            return value.get("value") if isinstance(value, dict) else UNRESOLVED
        call = self._modules[path[:-1]].module_calls.get(path[-1]) if path[:-1] in self._modules else None
        if call is not None and name in call.expressions:
            return self.evaluate(call.expressions[name], path[:-1], depth + 1)
        declared = self._modules[path].variables.get(name) if path in self._modules else None
        return UNRESOLVED if declared is None or declared.default is msgspec.UNSET else declared.default

    def targets(self, expression: Any, path: Path) -> Iterator[Target]:
        """The managed resources that an expression refers to, through variables and module outputs."""
        yield from dict.fromkeys(t for t in self._follow(expression, path, 0) if isinstance(t, Target))

    def only_resources(self, expression: Any, path: Path) -> bool:
        """True if everything that an expression refers to is a managed resource."""
        return all(isinstance(t, Target) for t in self._follow(expression, path, 0))

    def may_be_unknown(self, expression: Any, path: Path) -> bool:
        """False if everything an expression refers to is known while planning.

        An attribute that such an expression sets, and that is unknown all the same, was set to null: the provider
        will choose it.
        """
        return any(True for _ in self._follow(expression, path, 0))

    def _follow(self, expression: Any, path: Path, depth: int) -> Iterator[Target | Unresolved]:
        if depth > _DEPTH:
            yield UNRESOLVED
            return
        if isinstance(expression, list):
            for item in expression:
                yield from self._follow(item, path, depth)
            return
        if not isinstance(expression, dict):
            return
        if "references" not in expression:
            if "constant_value" not in expression:
                for item in expression.values():
                    yield from self._follow(item, path, depth)
            return
        longer = ""
        for reference in _references(expression):
            if not longer.startswith((f"{reference}.", f"{reference}[")):
                yield from self._reference(reference, path, depth)
            longer = reference

    def _reference(self, reference: str, path: Path, depth: int) -> Iterator[Target | Unresolved]:
        kind, *rest = _names(reference)
        if kind == "var" and rest:
            if path:
                call = self._modules[path[:-1]].module_calls.get(path[-1]) if path[:-1] in self._modules else None
                if call is not None and rest[0] in call.expressions:
                    yield from self._follow(call.expressions[rest[0]], path[:-1], depth + 1)
        elif kind == "module" and rest:
            names = [name for name in rest[1:] if name]
            child = self._modules.get((*path, rest[0]))
            if child is not None and names and names[0] in child.outputs:
                yield from self._follow(child.outputs[names[0]].expression, (*path, rest[0]), depth + 1)
            else:
                yield UNRESOLVED
        elif kind in {"local", "data"}:
            yield UNRESOLVED
        elif kind.isalpha():
            return  # each, count, path, self, or the variable of a `for`, whose collection stands beside it
        elif rest and (path, kind, rest[0]) in self._resources:
            yield Target(path, kind, rest[0], _key(reference))
        elif rest:
            yield UNRESOLVED


@lru_cache(maxsize=65536)
def _names(reference: str) -> tuple[str, ...]:
    """The names of a reference, without keys; "" where a key ends it: `aws_subnet.a[0].id` -> aws_subnet, a, id."""
    return tuple(re.split(r"\.|\[.*?\]\.?", reference))


def _references(expression: Mapping[str, Any]) -> list[str]:
    """What an expression says that it refers to: longest first, `a.b.c` before `a.b`. None where it is no list."""
    references = expression.get("references")
    return [r for r in references if isinstance(r, str)] if isinstance(references, list) else []


_KEYED = re.compile(r'[^.\[]+\.[^.\[]+\[(?:(\d+)|"((?:[^"\\]|\\.)*)")\]')


def _key(reference: str) -> int | str | None:
    """The instance that a reference means: 0 of aws_subnet.a[0].id, "x" of aws_subnet.a["x"], else None."""
    match = _KEYED.match(reference)
    if not match:
        return None
    return int(match[1]) if match[1] else match[2]
