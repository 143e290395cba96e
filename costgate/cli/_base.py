"""The configuration of the base branch: what a pull request changes in costgate.yml does not judge it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from costgate import config
from costgate.errors import ConfigError
from costgate.yamlfile import YamlFile


@contextmanager
def settings_of(path: Path | None, base: Path | None, ref: str | None) -> Iterator[config.Settings]:
    """The settings that judge: of `base`, or of the git ref `ref`, where one is named; else those of `path`.

    What the configuration of a ref names (baseline, overlays) is taken from that ref, too. Read what they name before
    the context ends.
    """
    if base is not None and ref is not None:
        raise ConfigError("--base-config and --config-ref name two bases", "Leave one of them out.")
    if ref is None:
        yield config.load(path) if base is None else config.based(path, base)
        return
    import tempfile  # imported here, as subprocess below: most runs ask no git

    with tempfile.TemporaryDirectory() as folder:
        yield config.based(path, _fetched(ref, path or Path(config.FILE), Path(folder)), shown=f"{ref}:")


def _fetched(ref: str, path: Path, folder: Path) -> Path | None:
    """The configuration at `ref` in `folder`, with the files that it names; None if it is not there."""
    _git(path, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}", ref=ref)
    copy = folder / path.name
    if not _copied(ref, path, path.name, copy):
        return None
    data = YamlFile(copy, f"{ref}:{path}").data
    for name in _named(data if isinstance(data, dict) else {}):
        target = (folder / name).resolve()
        if not target.is_relative_to(folder.resolve()) or PurePosixPath(name).is_absolute():
            raise ConfigError(
                f"{ref}:{path} names {name}, which lies outside its folder", "Use --base-config with a checkout."
            )
        listed = _git(path, "ls-tree", "-r", "-z", "--name-only", ref, "--", name, ref=ref)
        for file in filter(None, listed.decode("utf-8", "surrogateescape").split("\0")):
            _copied(ref, path, file, folder / file)
    return copy


def _named(data: dict[str, object]) -> list[str]:
    """The files and folders besides the usage file that a configuration names."""
    overlays = data.get("overlays")
    entries = overlays if isinstance(overlays, list) else []
    names = [e.get("path") if isinstance(e, dict) else e for e in entries]
    policies = data.get("policies")
    rego = policies.get("rego") if isinstance(policies, dict) else None
    for entry in rego if isinstance(rego, list) else [rego]:
        files = entry.get("files") if isinstance(entry, dict) else None
        names += [_folder(f) for f in files if isinstance(f, str)] if isinstance(files, list) else []
    return [n for n in [*names, data.get("baseline")] if isinstance(n, str)]


def _folder(pattern: str) -> str:
    """The part of a pattern that is no pattern: "policies/*.rego" -> "policies"."""
    parts = PurePosixPath(pattern).parts
    plain = next((i for i, p in enumerate(parts) if any(c in p for c in "*?[")), len(parts))
    return str(PurePosixPath(*parts[:plain]))


def _copied(ref: str, path: Path, name: str, target: Path) -> bool:
    """True if the file `name` beside `path` is there at `ref`; `target` then holds it."""
    try:
        blob = _git(path, "cat-file", "blob", f"{ref}:./{name}", ref=ref)
    except ConfigError:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(blob)
    return True


def _git(path: Path, *arguments: str, ref: str) -> bytes:
    """What git says in the folder of `path`."""
    if ref.startswith("-"):
        raise ConfigError(f"{ref} is no git ref", "Name a branch, tag or commit: --config-ref origin/main")
    import subprocess

    folder = path.parent if path.parent.is_dir() else Path()
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)  # noqa: S603, S607 - the user's git, no shell
    except OSError as error:
        raise ConfigError(f"git cannot be run: {error.strerror}", "Install git, or use --base-config FILE.") from None
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise ConfigError(
            f"git does not know {ref} here{f': {told}' if told else ''}",
            f"Fetch it first (a shallow clone has one commit): git fetch origin {ref.removeprefix('origin/')}",
        )
    return done.stdout
