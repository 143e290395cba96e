"""rego: rules in the language of Open Policy Agent, of your own or made for Infracost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from msgspec.structs import replace

from costgate.errors import ConfigError
from costgate.model import Finding, Level
from costgate.policies import Policy, Subject

_LEVELS = {"warn": Level.WARN, "note": Level.NOTE}
_OPTIONAL = ("address", "project", "remedy", "about")


class Rego(Policy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rules of `files` (patterns, relative to costgate.yml) must not deny the change.

    Needs `pip install costgate-ci[rego]`.

    `data.costgate.deny`, `warn` and `note` are asked on the report's JSON, `data.infracost.deny` on Infracost's, so
    that rules made for it run unchanged. A member is a text, or an object with `msg` and, as it likes, `address`,
    `project`, `remedy` and `about`. Rules have no network, no environment, and `timeout_seconds`.

    rego: {level: fail, files: ["policies/*.rego"], timeout_seconds: 10}
    """

    ident: ClassVar[str] = "rego"
    files: tuple[str, ...]
    timeout_seconds: int = 10

    def __post_init__(self) -> None:
        """Rules must be somewhere, and end at some time."""
        super().__post_init__()
        if not self.files:
            raise ValueError("rego needs `files`")
        if not 1 <= self.timeout_seconds <= 600:
            raise ValueError(f"timeout_seconds is {self.timeout_seconds}, expected 1 to 600")

    def at(self, home: Path) -> Rego:
        """See `Policy.at`. Raises ConfigError for a pattern that fits no file."""
        found = []
        for pattern in self.files:
            files = sorted(home.glob(pattern)) if not Path(pattern).is_absolute() else [Path(pattern)]
            files = [f for f in files if f.is_file() and not f.name.endswith("_test.rego")]
            if not files:
                raise ConfigError(f"rego: no file fits {pattern} in {home}", "Name files with rules: policies/*.rego")
            found += [str(f) for f in files]
        return replace(self, files=tuple(dict.fromkeys(found)))

    def check(self, subject: Subject) -> Iterator[Finding]:
        """See `Policy.check`."""
        from costgate.rego import QUERIES, evaluate  # imported here: most configurations have no such rules

        modules = {}
        for name in self.files:
            try:
                modules[name] = Path(name).read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError) as error:
                raise ConfigError(f"{name} cannot be read: {error}", "Rules are text in UTF-8.") from None
        inputs = {form: subject.written(form) for form in set(QUERIES.values())}
        found = evaluate(modules, inputs, self.timeout_seconds)
        if not found:
            raise ConfigError(
                f"{', '.join(modules)}: no rule is called {' or '.join(QUERIES)}", "See docs/configuration.md."
            )
        findings = [self._finding(query, item) for query, items in found.items() for item in items]
        yield from sorted(findings, key=lambda f: (f.message, f.address))

    def _finding(self, query: str, item: Any) -> Finding:
        stated = Level[self.level.upper()]
        level = min(stated, _LEVELS.get(query.rpartition(".")[2], stated))
        if query == "data.infracost.deny":
            return self._of_infracost(item, stated)
        if isinstance(item, str):
            return self.finding(item, level=level)
        if isinstance(item, dict) and isinstance(item.get("msg"), str):
            address, project, remedy, about = (v if isinstance(v := item.get(k), str) else "" for k in _OPTIONAL)
            return Finding(self.ident, level, item["msg"], address, project, remedy, about)
        return self.finding(f"{query} has {item!r}, expected a text or an object with msg", level=stated)

    def _of_infracost(self, item: Any, stated: Level) -> Finding:
        if isinstance(item, dict) and isinstance(item.get("msg"), str) and isinstance(item.get("failed"), bool):
            return self.finding(item["msg"], level=stated if item["failed"] else Level.NOTE)
        return self.finding(f"data.infracost.deny has {item!r}, expected an object with msg and failed", level=stated)
