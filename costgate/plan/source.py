"""Bytes that people call a plan -> JSON text, or an error that says what they really are.

PowerShell writes UTF-16, setup-terraform's wrapper writes a line of its own first, and many hand over the binary
plan, the state or the human-readable text.
"""

from __future__ import annotations

import codecs
import sys
import zlib
from pathlib import Path

from costgate.errors import PlanError

SHOW = "Write the plan with `terraform plan -out=tfplan` and then `terraform show -json tfplan > plan.json`."

_LIMIT = 8 * 1024**3
"""Bytes that a compressed plan may unpack to. A plan of 100,000 resources is 0.6 GB."""

_PREAMBLE = 64 * 1024
"""How far into a file the plan may start."""

_ZIP = b"PK\x03\x04"
"""How the file of `terraform plan -out` starts. It is no text, so it must be told before anything is decoded."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(path: str) -> bytes:
    """The JSON text at `path` ("-" is standard input) as UTF-8. Raises PlanError."""
    return normalise(_raw(path), told(path))


def told(path: str) -> str:
    """What messages call a plan."""
    return "standard input" if path == "-" else path


def _raw(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except FileNotFoundError:
        raise PlanError(f"{path}: there is no such file", SHOW) from None
    except IsADirectoryError:
        plan = Path(path) / "plan.json"
        remedy = f"Did you mean {plan}?" if plan.is_file() else SHOW
        raise PlanError(f"{path} is a folder, expected the JSON of a plan", remedy) from None
    except OSError as error:
        raise PlanError(f"{path} cannot be read: {error.strerror or error}", "Check its permissions.") from None


def normalise(data: bytes, path: str) -> bytes:
    """`data` without compression, byte order mark, other encodings and the wrapper's first line."""
    if data.startswith(b"\x1f\x8b"):
        data = _gunzip(data, path)
    if data.startswith(_ZIP):
        raise PlanError(f"{path} is a binary plan file", SHOW)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            data = _recode(data, encoding, path)
            break
    else:
        if len(data) > 3 and data[0:4:2] != b"\0\0" and data[1:4:2] == b"\0\0":
            data = _recode(data, "utf-16-le", path)
    _check_utf8(data, path)
    data = _without_wrapper(data)
    _refuse_other_things(data, path)
    return data


def _gunzip(data: bytes, path: str) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        out = unpacker.decompress(data, _LIMIT)
        if unpacker.unconsumed_tail:
            raise PlanError(f"{path} unpacks to more than {_LIMIT // 1024**3} GB", "Is it a plan?")
        if not unpacker.eof:
            raise PlanError(f"{path}: the gzip file ends too early", "Write it again; was the upload cut off?")
    except zlib.error as error:
        raise PlanError(f"{path}: broken gzip file ({error})", SHOW) from None
    return out


def _recode(data: bytes, encoding: str, path: str) -> bytes:
    try:
        return data.decode(encoding).encode()
    except (UnicodeDecodeError, UnicodeEncodeError):
        raise PlanError(
            f"{path} starts like {encoding.upper().removesuffix('-SIG')} text but is not",
            'In PowerShell 5, `>` re-encodes: use `cmd /c "terraform show -json tfplan > plan.json"` or PowerShell 7.',
        ) from None


def _check_utf8(data: bytes, path: str) -> None:
    """Bodies are decoded late, so a broken character would come up late: look for it now, a megabyte at a time."""
    if data.isascii():
        return
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), 1 << 20):
            decoder.decode(data[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        shown = error.object[error.start : error.end].hex()
        raise PlanError(
            f"{path} is not UTF-8 text (byte 0x{shown})", "Was it cut off, or saved in another encoding?"
        ) from None


def _without_wrapper(data: bytes) -> bytes:
    """Drop what tools print around the JSON: the setup-terraform wrapper's lines, warnings, Terragrunt's log."""
    start = data.find(b'\n{"format_version"', 0, _PREAMBLE)
    if start < 0 or data.lstrip()[:1] in {b"{", b""}:
        return data
    data = data[start + 1 :]
    end = data.find(b"\n::")
    return data if end < 0 else data[:end].rstrip().removesuffix(b"%0A")


_OTHER = (
    (b"tfstate", "is a binary state file", SHOW),
    (b"\x1b[", "is terraform's coloured text", SHOW),
    (b"Terraform used the selected providers", "is terraform's text for people", SHOW),
    (b"No changes", "is terraform's text for people", SHOW),
    (b'{"@level"', "is the event stream of `terraform plan -json`, not the plan", SHOW),
    (b"Terraform will perform", "is terraform's text for people", SHOW),
    (b"OpenTofu", "is OpenTofu's text for people", SHOW),
    (b"//", "starts with a comment; JSON has none", SHOW),
    (b"'", "is quoted with ' where JSON wants \"", SHOW),
    (b"{'", "is quoted with ' where JSON wants \": the text of a Python value?", SHOW),
)


def _refuse_other_things(data: bytes, path: str) -> None:
    head = data[:4096].lstrip()
    if not head:
        raise PlanError(f"{path} is empty", SHOW)
    for prefix, what, remedy in _OTHER:
        if head.startswith(prefix):
            raise PlanError(f"{path} {what}", remedy)
    if not head.startswith((b"{", b"[", b'"')):
        shown = head[:40].split(b"\n")[0].decode("ascii", "replace")
        shown = "".join(c if c.isprintable() else "?" for c in shown)
        raise PlanError(f"{path} is not JSON: it starts with {shown!r}", SHOW)
