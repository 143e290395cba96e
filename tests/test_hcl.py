"""Where blocks stand in a file: compared with python-hcl2 on what it reads, and tried on what it refuses."""

from __future__ import annotations

import itertools
import textwrap
import time
from collections.abc import Iterator
from typing import Any

import hcl2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Tree

from costgate import hcl


def found(text: str | bytes) -> list[hcl.Block]:
    return list(hcl.blocks(text if isinstance(text, bytes) else textwrap.dedent(text).encode()))


VALUES = [
    "1",
    '"plain"',
    '"}"',
    '"{ # no comment // nor this /* nor this"',
    r'"a \" { \\"',
    '"${var.a}"',
    '"${lookup({ a = "}" }, "b")}"',
    '"${"${"}"}"}"',
    '"$${not.code} %%{nor.this} $$${a} % { $ {"',
    '"%{ if var.a }x%{ else }}%{ endif }"',
    '"<<EOT"',
    "{ a = { b = [1, { c = 2 }] } }",
    "{\n  a = 1\n}",
    '[for x in var.xs : "${x}-{" if x != "}"]',
    '<<EOT\nresource "aws_eip" "in_text" {\n  }}} " \' # /*\nEOT',
    '<<-EOT\n    ${ { a = 1 }["a"] } }\n    $${ {\n    EOTX\n    EOT',
    '<<A\n${ var.b == "}" ? 1 : 2 }\n A B\n%{ if true }\n}\n%{ endif }\nA',
    "a / b",
    "var.a < 1",
    "(\n  1 /* } */ +\n  2 // {\n)",
]
UNBALANCED = ['"$${not.code"', '"%%{nor.this"', '"$$${a % { $ {"']
"""What Terraform takes, and python-hcl2 does not."""

LINES = ["  resources {\n  }", "", "# } resource", '// resource "a" "b" {', "/* {{{\n}\n*/", "  # it's \"quoted"]

attributes = st.sampled_from(VALUES).map(lambda v: f"  attribute = {v}")
nested = st.sampled_from(["  inner {\n    a = 1\n  }", "  resources {\n  }", '  dynamic "x" {\n    content {}\n  }'])
bodies = st.lists(attributes | nested | st.sampled_from(LINES), max_size=6).map("\n".join)
headers = st.sampled_from(
    ['resource "aws_eip" "a"', 'resource aws_eip "b-1"', 'module "m"', "module m2", "locals", 'data "aws_eip" "d"']
)
blocks = st.builds(lambda header, body: f"{header} {{\n{body}\n}}", headers, bodies)
files = st.lists(blocks | st.sampled_from(LINES), max_size=5).map(lambda parts: "\n".join(parts) + "\n")


def oracle(text: str) -> list[hcl.Block]:
    """What python-hcl2's syntax tree says of the same file."""
    blocks = []
    for block in hcl2.parses_to_tree(text).children[0].children:
        if block.data == "block":
            kind, *labels = ("".join(_tokens(child)).strip('"') for child in _until_brace(block.children))
            if kind in hcl.KINDS:
                key = ".".join(labels if kind == "resource" else [kind, *labels])
                blocks.append((key, block.meta.line, block.meta.end_line))
    return blocks


def _until_brace(children: list[Any]) -> Iterator[Any]:
    return itertools.takewhile(lambda child: isinstance(child, Tree), children)


def _tokens(tree: Tree[Any]) -> Iterator[str]:
    return (str(token) for token in tree.scan_values(lambda _: True))


@pytest.mark.parametrize("text", [f"  attribute = {v}" for v in VALUES + UNBALANCED] + LINES)
def test_what_stands_in_a_block_does_not_hide_its_end(text: str) -> None:
    file = f'resource "aws_eip" "a" {{\n{text}\n}}\n\nmodule "after" {{\n}}\n'
    end = 3 + text.count("\n")
    for written in (file, file.replace("\n", "\r\n")):
        assert found(written.encode()) == [("aws_eip.a", 1, end), ("module.after", end + 2, end + 3)]
    if text[14:] not in UNBALANCED:
        assert oracle(file) == found(file.encode())


@given(files)
@settings(max_examples=100)
def test_blocks_stand_where_python_hcl2_finds_them(text: str) -> None:
    assert found(text.encode()) == oracle(text)
    assert found(text.replace("\n", "\r\n").encode()) == oracle(text), "with the line ends of Windows"
    assert found(b"\xef\xbb\xbf" + text.encode()) == oracle(text), "with a byte order mark"


@given(st.text(alphabet='{}"$%\\\n <-#/*E=a', max_size=60))
def test_nothing_is_too_broken_to_be_scanned(text: str) -> None:
    blocks = found(f"{text}\nresource a b {{\n".encode())
    assert all(1 <= first <= last for _, first, last in blocks)


def test_words_that_only_start_like_a_block_are_none() -> None:
    assert not found(
        """
        resources { }
        resource { }
        module = { }
        modules { }
        resourceful "a" { }
        data "aws_eip" "a" { }
        variable "resource" { }
        """
    )


def test_block_on_one_line_is_found() -> None:
    assert found('resource"aws_eip""a"{}\nmodule "m" { source = "./m" }') == [("aws_eip.a", 1, 1), ("module.m", 2, 2)]


def test_broken_block_ends_where_the_next_begins() -> None:
    assert found("""\
        resource "aws_eip" "unclosed" {
          tags = {

        resource "aws_eip" "next" {
          name = "no closing quote
        }
        }
        resource "aws_eip" "last" {
        }
        """) == [("aws_eip.unclosed", 1, 3), ("aws_eip.next", 4, 6), ("aws_eip.last", 8, 9)]


def test_heredoc_that_never_ends_takes_the_rest_of_the_file() -> None:
    assert found('resource "aws_eip" "a" {\n  x = <<EOT\n}\nresource "aws_eip" "b" {\n}\n\n') == [("aws_eip.a", 1, 5)]


def test_names_need_not_be_english_nor_text() -> None:
    assert found('resource "aws_eip" "größe" {\n}') == [("aws_eip.größe", 1, 2)]
    assert found(b'resource "aws_eip" "\xff" {\n}') == [("aws_eip.\ufffd", 1, 2)]


def test_scan_takes_time_in_proportion_to_the_file() -> None:
    for hostile in ("$", "%", "/*", '"', "<<A\n", "{", "resource a b {\n", " ", "\n \t", "\\", '"${', "<<", "#"):
        started = time.process_time()
        found(hostile.encode() * (1_000_000 // len(hostile)))
        assert time.process_time() - started < 5, f"{hostile!r} a million times"


TF_JSON = """{
  "//": "made by a generator",
  "resource": {
    "aws_eip": {
      "a": {"domain": "vpc"},
      "b": [
        {"domain": "vpc"}
      ]
    },
    "aws_vpc": [{"main": {
      "cidr_block": "10.0.0.0/16"}}]
  },
  "module": [{"m": {"source": "./m"}}],
  "variable": {"resource": {"aws_eip": {"c": {}}}}
}"""


def test_blocks_of_json_are_found_at_each_level_of_lists() -> None:
    assert list(hcl.json_blocks(TF_JSON.encode())) == [
        ("aws_eip.a", 5, 5),
        ("aws_eip.b", 6, 8),
        ("aws_vpc.main", 10, 11),
        ("module.m", 13, 13),
    ]
    tabbed = TF_JSON.replace("  ", "\t").replace("\n", "\r\n")
    assert [line for _, line, _ in hcl.json_blocks(tabbed.encode())] == [5, 6, 10, 13]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1]", '"text"', '{"resource": 1}', '{"resource": [[1]], "module": {"m": null}, "x": {}}', "a: &a [*a]"],
)
def test_json_that_is_no_configuration_has_no_blocks(text: str) -> None:
    assert all(key == "module.m" for key, _, _ in hcl.json_blocks(text.encode()))


def test_json_nested_without_end_has_no_blocks() -> None:
    assert not list(hcl.json_blocks(b'{"resource":' + b"[" * 100_000 + b"]" * 100_000 + b"}"))


@pytest.mark.parametrize(
    ("block", "source"),
    [
        ('module "m" {\n  source = "./m"\n  x = { source = "no" }\n}', "./m"),
        ('module "m" {\n  x = { source = "no" }\n  source  = "../a\\u0062"\n}', "../ab"),
        ('module m { source = "registry/x/aws" }', "registry/x/aws"),
        ('module "m" {\n}', ""),
        ('module "m" {\n  source = \n}', ""),
        ("", ""),
        ('module "m" {\n  source = "./m"\n  x = ' + "(" * 5_000 + "\n}", ""),
        ('module "m" {\n  source = "./m"\n  x = ' + "[" * 5_000 + "]" * 5_000 + "\n}", ""),
    ],
)
def test_source_of_a_module_is_told_or_nothing(block: str, source: str) -> None:
    assert hcl.module_source(block) == source
