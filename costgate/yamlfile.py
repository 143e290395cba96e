"""YAML that people write: read safely, with the line of whatever is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from costgate.errors import ConfigError

Place = tuple[str | int, ...]
"""Where something stands in a document: keys and indices from the top."""


class YamlFile:
    """A parsed YAML document that still knows its lines."""

    def __init__(self, path: Path, name: str = "", remedy: str = "Check the path.") -> None:
        """`name` is what messages call the file, default its path; `remedy` what to do if there is none."""
        import yaml  # imported here: a run without a configuration does not pay for it

        self.name = name or str(path)
        self._by_key: dict[int, Mapping[str, tuple[Any, Any]]] = {}
        loader_type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            raise ConfigError(f"{self.name}: there is no such file", remedy) from None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{self.name} cannot be read: {error}", "It must be a UTF-8 text file.") from None
        try:
            loader = loader_type(text)
            self._node = loader.get_single_node()
            _check_keys(self._node, self.name)
            self.data: Any = loader.construct_document(self._node) if self._node else None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            line = f":{mark.line + 1}" if mark else ""
            problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
            if mark and _begins_with_tab(text, mark.line):
                raise ConfigError(f"{self.name}{line} is indented with a tab", "YAML wants spaces there.") from None
            raise ConfigError(
                f"{self.name}{line} is not valid YAML: {problem}", "Check the indentation and quotes there."
            ) from None
        except RecursionError:
            raise ConfigError(f"{self.name} is nested too deeply", "Is it the right file?") from None

    def line(self, place: Place) -> int:
        """The line where `place` stands, or the nearest one above it that exists."""
        node: Any = self._node
        line = 1
        for step in place:
            found = None
            if getattr(node, "id", "") == "mapping":
                found = self._entries(node).get(str(step))
            elif getattr(node, "id", "") == "sequence" and isinstance(step, int) and step < len(node.value):
                found = (node.value[step], node.value[step])
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        return line

    def _entries(self, node: Any) -> Mapping[str, tuple[Any, Any]]:
        """The keys of a mapping, looked up: a file may have thousands, each with something to say of it."""
        if id(node) not in self._by_key:
            self._by_key[id(node)] = {k.value: (k, v) for k, v in node.value if k.id == "scalar"}
        return self._by_key[id(node)]

    def at(self, place: Place) -> str:
        """`place` as an error names it: file, line and dotted key."""
        dotted = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in place).lstrip(".")
        return f"{self.name}:{self.line(place)}" + (f": {dotted}" if dotted else "")


def _begins_with_tab(text: str, line: int) -> bool:
    lines = text.splitlines()
    return line < len(lines) and "\t" in lines[line][: len(lines[line]) - len(lines[line].lstrip())]


def _check_keys(node: Any, name: str, depth: int = 0) -> None:
    """Keys are text, and a key that stands twice would silently lose its first value."""
    if depth > 50 or node is None or node.id == "scalar":
        return
    if node.id == "sequence":
        for item in node.value:
            _check_keys(item, name, depth + 1)
        return
    seen: set[str] = set()
    for key, value in node.value:
        at = f"{name}:{key.start_mark.line + 1}"
        if key.value == "<<":
            pass
        elif not key.tag.endswith(":str"):
            what = repr(key.value) if key.id == "scalar" else f"(a {key.id})"
            raise ConfigError(f"{at}: the key {what} is no text", "Put it in quotes, or take it out.")
        elif key.value in seen:
            raise ConfigError(f"{at}: the key {key.value!r} stands twice", "Keep one of them.")
        else:
            seen.add(key.value)
        _check_keys(value, name, depth + 1)
