"""Text of a .tf or .tf.json file -> where its resource and module blocks stand.

Only lines are wanted, of many files, some of them broken. So a scan of the bytes finds the blocks: it knows strings,
templates, heredocs and comments, and no more. python-hcl2 reads what must be understood, the `source` of a module call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

KINDS = ("resource", "module")

Block = tuple[str, int, int]
"""A block's key, `aws_eip.a` or `module.a`, and its first and last line."""

_NAME = rb"[A-Za-z_\x80-\xff][\w\x80-\xff-]*+"
_LABEL = rb'(?:"[^"\n]*+"|(?<![\w-])%b)' % _NAME

_CODE = re.compile(
    rb"""[^"\#/<{}\n]*+ (?:
        \n [ \t]*+ (?P<header> (?:resource (?:[ \t]*+ LABEL){2} | module [ \t]*+ LABEL) [ \t]*+ \{ )?
      | (?P<quote> ")
      | <<-?(?P<heredoc> NAME)\r?(?=\n)
      | (?P<open> \{) | (?P<close> \})
      | \#[^\n]*+ | //[^\n]*+ | /\*.*?(?:\*/|\Z) | [/<]
    )""".replace(b"LABEL", _LABEL).replace(b"NAME", _NAME),
    re.VERBOSE | re.DOTALL,
)
"""The next thing of interest in code. A block's header opens its line and ends in the brace.
https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md"""

_INTERPOLATION = rb"|(?<!\$)\$\{|(?<!%)%\{"
"""Where a template turns into code; `$${` and `%%{` are text."""

_QUOTED = re.compile(rb'(?P<end>"|(?=\n))|\\[^\n]' + _INTERPOLATION)
"""The next thing of interest in a quoted text. A line's end ends it too, so a missing quote spoils one line."""

_HEREDOC = rb"(?P<end>^[ \t]*+MARK[ \t]*+\r?$)" + _INTERPOLATION


def blocks(data: bytes) -> Iterator[Block]:
    """The blocks of a .tf file; of a broken one, what can be made out."""
    data = b"\n" + data.removeprefix(b"\xef\xbb\xbf")
    line = seen = 0
    for header, start, end in _spans(data):
        line += data.count(b"\n", seen, start)
        first = line
        line += data.count(b"\n", start, end)
        seen = end
        yield _key(header), first, line


def _spans(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(header, start, end) of each block. A header ends the block before it, whatever that one's braces say."""
    around: list[re.Pattern[bytes] | None] = []  # what is open: a brace, or the template that code stands in
    header, start, position = b"", 0, 0
    while found := _CODE.match(data, position):
        position, template = found.end(), None
        match found.lastgroup:
            case "header":
                if header:
                    yield header, start, found.start()
                header, start, around = found["header"], found.start("header"), [None]
            case "open":
                around.append(None)
            case "quote":
                template = _QUOTED
            case "heredoc":
                template = re.compile(_HEREDOC.replace(b"MARK", re.escape(found["heredoc"])), re.MULTILINE)
            case "close" if around:
                template = around.pop()
        while template:
            inner = template.search(data, position)
            position = inner.end() if inner else len(data)
            if inner and inner[0].endswith(b"{"):
                around.append(template)
            if not inner or inner.lastgroup == "end" or inner[0].endswith(b"{"):
                template = None
        if header and not around:
            yield header, start, position
            header = b""
    if header:
        yield header, start, len(data.rstrip())


_PARTS = re.compile(_LABEL)


def _key(header: bytes) -> str:
    kind, *labels = (part.strip(b'"').decode(errors="replace") for part in _PARTS.findall(header))
    return ".".join(labels if kind == "resource" else [kind, *labels])


def json_blocks(data: bytes) -> Iterator[Block]:
    """The blocks of a .tf.json file, where each level may also be a list; of what is not JSON, none.

    https://developer.hashicorp.com/terraform/language/syntax/json
    """
    import yaml  # imported here: such files are rare. JSON is YAML, and its parser tells lines

    try:
        msgspec.json.decode(data)  # YAML has more than JSON, such as aliases, which would make much of little
        root = yaml.compose(data.decode("utf-8-sig"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (msgspec.DecodeError, UnicodeError, yaml.YAMLError, RecursionError):
        return
    for kind, of_kind in _members(root):
        for label, value in _members(of_kind) if kind.value in KINDS else ():
            for name, body in _members(value) if kind.value == "resource" else [(label, value)]:
                prefix = label.value if kind.value == "resource" else "module"
                yield f"{prefix}.{name.value}", name.start_mark.line + 1, body.end_mark.line + 1


def _members(node: Any) -> Iterator[tuple[Any, Any]]:
    """The members of an object, or of all objects of a list."""
    for item in node.value if getattr(node, "id", "") == "sequence" else [node]:
        if getattr(item, "id", "") == "mapping":
            yield from item.value


def module_source(block: str) -> str:
    """The `source` of a module block, "" if it cannot be told."""
    import hcl2  # imported here: it takes 60 ms, and most plans say it themselves
    from lark.exceptions import LarkError

    try:
        options = hcl2.SerializationOptions(strip_string_quotes=True)
        (body,) = hcl2.loads(block, serialization_options=options)["module"][0].values()
        return str(body["source"])
    except (LarkError, RuntimeError, ValueError, LookupError):
        return ""
