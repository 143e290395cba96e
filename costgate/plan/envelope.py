"""The plan as a whole: decoded, checked, and if it is something else, called by its name."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import msgspec
from msgspec import Raw

from costgate.errors import PlanError
from costgate.plan import source, wire

T = TypeVar("T")


DEPTH = 5_000
"""How deep JSON may be nested. A module in a module takes three levels; Python's own limit of 1,000 is 300 modules."""


@contextmanager
def deep() -> Iterator[None]:
    """Allow for plans that are nested deeper than Python expects."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def read(text: bytes, path: str) -> wire.Envelope:
    """The envelope of a plan or a state. Raises PlanError."""
    envelope = decode(text, wire.Envelope, path)
    _check_version(envelope, text, path)
    return envelope


def decode(text: bytes | Raw, shape: type[T], path: str) -> T:
    """A part of a plan as `shape`. Raises PlanError with the place of what does not fit."""
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
