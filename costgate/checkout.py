"""Addresses of a plan -> files and lines of the checkout that it was made from.

A module's folder is where `terraform init` says that it is, else where the `source` of its call leads, by the plan or
by the block itself. Downloaded modules are no part of the checkout: there the call that brings them in is what a
reviewer sees and can change. Nothing here fails: what cannot be found or read has no line. Links are not followed out
of the checkout, since a pull request could let them point anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from costgate import hcl
from costgate.addresses import block_of
from costgate.model import SourceLine

SUFFIXES = (".tofu", ".tofu.json", ".tf", ".tf.json", "terragrunt.hcl")
"""What configuration files end in. Where two say the same, OpenTofu takes its own; Terragrunt's only calls a module.
https://opentofu.org/docs/language/files/"""

LARGEST = 16 * 1024**2
"""Bytes of a file that is read; the scan takes a second for them."""

Sources = Mapping[tuple[str, ...], str]
"""The `source` of each module call by its path, such as ("network", "subnets")."""


def root_module(plan: str) -> Path:
    """The folder that a plan was made in, as far as its file tells: where that stands, else the working directory."""
    folder = Path(plan).parent
    return folder if plan != "-" and has_configuration(folder) else Path()


def has_configuration(folder: Path) -> bool:
    """True if a folder holds configuration files."""
    real = _real(folder)
    return real is not None and any(True for _ in _files(real, real))


class Checkout:
    """The files that plans were made from. What was read for one plan is not read again for another."""

    def __init__(self) -> None:
        self._blocks = cache(_blocks)

    def find(self, root: Path, sources: Sources, addresses: Iterable[str]) -> dict[str, SourceLine]:
        """Where resources stand, by address; under "" the root module itself, whose folder `root` is."""
        module = _RootModule(_real(root) or root, sources, self._blocks)
        lines = {**{address: module.line(address) for address in addresses}, "": module.home()}
        return {address: line for address, line in lines.items() if line}


class _RootModule:
    """A root module and what it calls. Lives for one call of `find`."""

    def __init__(self, root: Path, sources: Sources, blocks: Callable[[Path, Path], dict[str, SourceLine]]) -> None:
        self.root, self.sources = root, sources
        self.top = _top(root)
        self.installed = _installed(root)
        self._blocks = blocks
        self.reached: dict[tuple[str, ...], tuple[Path | None, SourceLine | None]] = {(): (root, None)}

    def home(self) -> SourceLine | None:
        """The first line of the root module: of main.tf if there is one."""
        files = sorted(_files(self.root, self.top), key=lambda file: not file.name.startswith("main."))
        return SourceLine(_name(files[0], self.top), 1, 1) if files else None

    def line(self, address: str) -> SourceLine | None:
        """Where a resource stands, else the nearest module call on the way to it."""
        path, key = block_of(address)
        folder, call = self._reach(path)
        return (self._blocks(folder, self.top).get(key) if folder else None) or call

    def _reach(self, path: tuple[str, ...]) -> tuple[Path | None, SourceLine | None]:
        """A module's folder, None if it is not in the checkout; and the innermost call on the way that is."""
        for depth in range(1, len(path) + 1):
            part = path[:depth]
            if part not in self.reached:
                parent, outer = self.reached[part[:-1]]
                call = self._blocks(parent, self.top).get(f"module.{part[-1]}") if parent else None
                folder = self._folder(part, parent, call) if parent else None
                self.reached[part] = folder, call or outer
        return self.reached[path]

    def _folder(self, path: tuple[str, ...], parent: Path, call: SourceLine | None) -> Path | None:
        if path in self.installed:
            return self.installed[path]
        source = self.sources.get(path) or (hcl.module_source(_text(call, self.top)) if call else "")
        return _real(parent / source) if source.startswith(("./", "../")) else None


def _blocks(folder: Path, top: Path) -> dict[str, SourceLine]:
    """The blocks of a folder's files by their keys."""
    found: dict[str, SourceLine] = {}
    for file in _files(folder, top):
        scan = hcl.json_blocks if file.suffix == ".json" else hcl.blocks
        name = _name(file, top)
        for key, line, end_line in scan(_read(file)):
            found.setdefault(key, SourceLine(name, line, end_line))
    return found


def _text(block: SourceLine, top: Path) -> str:
    lines = _read(top / block.file).decode("utf-8-sig", "replace").split("\n")
    return "\n".join(lines[block.line - 1 : block.end_line])


def _name(file: Path, top: Path) -> str:
    """A file as reports name it. What is not UTF-8 in a name is shown as such."""
    return os.fsencode(file.relative_to(top).as_posix()).decode(errors="replace")


def _top(root: Path) -> Path:
    """The checkout's root: git's top level, else the working directory, else the root module itself."""
    found = next((f for f in (root, *root.parents) if os.path.lexists(f / ".git")), None)
    here = Path(os.path.realpath("."))
    return found or (here if root.is_relative_to(here) else root)


class _Manifest(Struct):
    """What `terraform init` writes of the modules that it installed."""

    modules: list[dict[str, str]] = msgspec.field(name="Modules", default_factory=list)


def _installed(root: Path) -> dict[tuple[str, ...], Path | None]:
    """The folder of each module call by its path, None if it was downloaded."""
    data = _real(root / (os.environ.get("TF_DATA_DIR") or ".terraform")) or root
    file = data / "modules" / "modules.json"
    try:
        manifest = msgspec.json.decode(_read(file) if file.is_file() else b"{}", type=_Manifest)
    except (msgspec.DecodeError, RecursionError):
        return {}
    found: dict[tuple[str, ...], Path | None] = {}
    for module in manifest.modules:
        folder = _real(root / module.get("Dir", ""))
        found[tuple(module.get("Key", "").split("."))] = folder if folder and not folder.is_relative_to(data) else None
    return found


def _files(folder: Path, top: Path) -> Iterator[Path]:
    """The configuration files of a folder, those first that count if several say the same; none outside of `top`."""
    if not folder.is_relative_to(top):
        return
    try:
        with os.scandir(folder) as entries:
            names = [e.name for e in entries if e.name.endswith(SUFFIXES) and not e.name.startswith(".")]
    except (OSError, ValueError):
        return
    for name in sorted(names, key=_precedence):
        file = _real(folder / name)
        if file and file.is_relative_to(top) and os.path.isfile(file):  # noqa: PTH113 - unlike Path's, it never fails
            yield file


def _precedence(name: str) -> tuple[bool, int, str]:
    suffix = next(s for s in SUFFIXES if name.endswith(s))
    stem = name.removesuffix(suffix)
    return stem == "override" or stem.endswith("_override"), SUFFIXES.index(suffix), name


def _read(file: Path) -> bytes:
    """The bytes of a file, none if it cannot be read or is too large to be looked at."""
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except (OSError, ValueError):
        return b""
    return data if len(data) <= LARGEST else b""


def _real(path: Path) -> Path | None:
    """A path without links; None for what can be no path."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        return None
