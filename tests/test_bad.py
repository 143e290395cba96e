"""Broken and hostile inputs: what is refused, what is read with a warning, and that no name does harm in a report."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.plans import DATA, Answer, change, costgate, encode, stored

BAD = DATA / "bad"
EXPECTED = json.loads((BAD / "EXPECT.json").read_text(encoding="utf-8"))

LENIENT = {
    "comments.json",
    "actions-empty.json",
    "after-string.json",
    "after-list.json",
}
"""Read although EXPECT.json says error: its notes allow that, and a leading line is skipped like a wrapper's."""

STRICT = {"duplicate-address.json"}
"""Refused although EXPECT.json says warn: its note allows that, and counting twice would be worse."""

SILENT = {"gzip-of-plan.json.gz", "duplicate-keys.json"}
"""Read without a warning, as their notes allow."""

REASONS = {
    "empty.json": "is empty",
    "just-string.json": "not a plan",
    "just-array.json": "not a plan",
    "empty-object.json": "empty object",
    "random-json.json": "dependencies, name, version",
    "plan-human.txt": "text for people",
    "plan-human-ansi.txt": "coloured text",
    "ui-stream.ndjson": "event stream",
    "binary.tfplan": "binary plan file",
    "main.tf": "starts with 'terraform {'",
    "terraform.tfstate": "raw state file",
    "providers-schema.json": "terraform providers schema",
    "validate.json": "terraform validate",
    "infracost-output.json": "Infracost report",
    "truncated-half.json": "truncated",
    "truncated-last-byte.json": "truncated",
    "truncated-in-utf8.json": "not UTF-8",
    "trailing-garbage.json": "trailing characters",
    "two-plans-concatenated.json": "trailing characters",
    "single-quotes.json": "Python",
    "latin1.json": "0xe9",
    "deep-nesting-objects.json": "nested too deeply",
    "infinity.json": "invalid character",
    "format-version-2.json": "2.0 is newer",
    "format-version-99.json": "99.1 is newer",
    "format-version-junk.json": "'latest'",
    "format-version-null.json": "None",
    "resource-changes-of-strings.json": "resource_changes[0]",
    "resource-changes-with-null.json": "resource_changes[2]",
    "change-null.json": "resource_changes[1].change",
    "actions-missing.json": "actions",
    "actions-string.json": "actions",
    "address-missing.json": "address",
    "opa-input-wrapped.json": "jq .plan",
    "duplicate-address.json": "aws_instance.web stands twice",
}
"""What the message must say, by file."""

WARNINGS = {
    "format-version-only.json": "no resources",
    "no-format-version.json": "no format_version",
    "resource-changes-null.json": "resource_changes is null",
    "no-resource-changes.json": "no changes",
    "actions-unknown.json": "transmogrify",
    "actions-empty.json": "actions []",
    "after-string.json": "no complete price",
    "after-list.json": "no complete price",
    "after-unknown-true.json": "no complete price",
    "instance-type-null.json": "no complete price",
    "instance-type-empty.json": "no complete price",
    "configuration-missing.json": "Region us-east-1 of provider aws is inferred",
    "region-null.json": "Region us-east-1 of provider aws is inferred",
    "region-bad-shape.json": "Region us-east-1 of provider aws is inferred",
    "provider-config-list.json": "configuration cannot be read",
    "region-unknown.json": "no complete price",
    "errored-true.json": "Planning failed",
    "complete-false.json": "deferred changes are not priced",
    "data-mode-ephemeral.json": "ephemeral",
}
"""What the warning must say, by file."""


def names(kind: str) -> list[str]:
    """The files of a kind, by EXPECT.json and what its notes leave open."""
    found = {e["file"]: e["class"] for e in EXPECTED}
    found |= dict.fromkeys(LENIENT, "warn") | dict.fromkeys(STRICT, "error") | dict.fromkeys(SILENT, "accepted")
    found["comments.json"] = "accepted"
    return sorted(f for f, c in found.items() if c == kind)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of the working directory, no region of the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [n for n in os.environ if n.startswith(("AWS_", "GOOGLE_", "GCLOUD_", "CLOUDSDK_"))]:
        monkeypatch.delenv(name)


def check(file: str, *options: str) -> Answer:
    return costgate("check", stored(BAD / file), *options)


def test_every_expectation_has_its_file_and_its_test() -> None:
    files = {e["file"] for e in EXPECTED}
    assert [f for f in files if not stored(BAD / f).exists()] == []
    assert set(names("error")) == set(REASONS)
    assert set(names("warn")) == set(WARNINGS)
    assert files == set(names("error")) | set(names("warn")) | set(names("accepted"))


@pytest.mark.parametrize("file", names("error"))
def test_input_is_refused_with_its_name_and_a_reason(file: str) -> None:
    answer = check(file)
    assert answer.code == 3
    assert answer.out == ""
    assert file in answer.err
    assert REASONS[file] in answer.err
    assert "Traceback" not in answer.err
    assert "\x1b" not in answer.err
    assert len(answer.err.splitlines()) >= 2, "a remedy follows the message"
    assert max(map(len, answer.err.splitlines())) < 700


@pytest.mark.parametrize("file", names("warn"))
def test_input_is_read_with_a_visible_warning(file: str) -> None:
    answer = check(file)
    assert answer.code == (1 if file == "errored-true.json" else 0)
    assert WARNINGS[file] in answer.out
    assert answer.err == ""


@pytest.mark.parametrize("file", names("accepted"))
def test_input_is_read(file: str) -> None:
    answer = check(file)
    assert answer.code == 0
    assert answer.out.startswith("PASS  ")
    assert answer.err == ""


BASE = "base.json"


def total(file: str) -> Any:
    """Monthly cost after the change."""
    return json.loads(check(file, "--format", "json").out)["summary"]["list_cost"]["after"]


@pytest.mark.parametrize(
    "file",
    [
        "format-version-1-99.json",
        "unknown-top-level-keys.json",
        "after-unknown-missing.json",
        "provider-name-missing.json",
        "size-float.json",
        "html-in-name.json",
        "markdown-in-name.json",
        "long-address.json",
        "utf8-bom.json",
        "utf16le-bom.json",
        "crlf.json",
        "gzip-of-plan.json.gz",
        "wrapper-prefix.json",
        "warning-prefix.json",
        "terragrunt-prefix.json",
        "applyable-false.json",
        "resource-drift.json",
        "sensitive-true.json",
        "comments.json",
        "no-format-version.json",
        "complete-false.json",
        "errored-true.json",
        "forget.json",
        "deposed.json",
        "no-resource-changes.json",
        "resource-changes-null.json",
    ],
)
def test_input_costs_what_its_clean_sibling_does(file: str) -> None:
    assert total(file) == total(BASE) != "0"


@pytest.mark.parametrize(
    "file", ["data-mode.json", "data-mode-ephemeral.json", "actions-unknown.json", "actions-empty.json"]
)
def test_what_is_no_managed_resource_is_not_priced(file: str) -> None:
    report = json.loads(check(file, "--format", "json").out)
    (project,) = report["projects"]
    assert [r["address"] for r in project["resources"]] == ["aws_ebs_volume.data"]


def test_last_of_duplicate_keys_wins_every_time() -> None:
    first, second = (check("duplicate-keys.json", "--format", "json").out for _ in range(2))
    assert first == second
    assert "m5.24xlarge" in first
    assert "t3.micro" not in first


def test_forgotten_resource_is_no_saving() -> None:
    summary = json.loads(check("forget.json", "--format", "json").out)["summary"]
    assert "-" not in summary["list_cost"]["delta"]
    assert summary["list_cost"]["before"] != "0"


def test_empty_plan_costs_nothing() -> None:
    assert total("zero-count.json") == "0"


def test_unknown_region_has_no_price_of_another() -> None:
    (project,) = json.loads(check("region-unknown.json", "--format", "json").out)["projects"]
    web = next(r for r in project["resources"] if r["address"] == "aws_instance.web")
    assert web["list_cost"]["after"] == "0"
    assert {g["kind"] for g in web["after"]["gaps"]} == {"no-price"}


def test_missing_file_is_refused(tmp_path: Path) -> None:
    answer = costgate("check", tmp_path / "missing.json")
    assert (answer.code, answer.out) == (3, "")
    assert "missing.json: there is no such file" in answer.err


def test_folder_is_refused(tmp_path: Path) -> None:
    answer = costgate("check", tmp_path)
    assert (answer.code, answer.out) == (3, "")
    assert "is a folder" in answer.err


def test_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "plan.json"
    shutil.copy(BAD / BASE, file)
    file.chmod(0)
    if os.access(file, os.R_OK):
        read = Path.read_bytes

        def refuse(path: Path) -> bytes:
            if path == file:
                raise PermissionError(13, "Permission denied", str(path))
            return read(path)

        # Whoever runs this, root for one, may read everything.
        monkeypatch.setattr(Path, "read_bytes", refuse)
    answer = costgate("check", file)
    assert (answer.code, answer.out) == (3, "")
    assert "plan.json cannot be read: Permission denied" in answer.err
    assert "permissions" in answer.err


@pytest.mark.parametrize("name", ["a\x1b[31mred.json", "a\n::error::x.json"])
def test_hostile_path_is_harmless_in_a_message(name: str, tmp_path: Path) -> None:
    answer = costgate("check", tmp_path / name)
    assert answer.code == 3
    assert "\x1b" not in answer.err
    assert not [line for line in answer.err.splitlines() if line.startswith("::")]


# Hostile names ------------------------------------------------------------------------------------------------------

HOSTILE = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "closing": "</code></details><h1>x",
    "comment": "<!-- x -->",
    "markdown": "a|b`c*_[x](http://evil.example)\n# h",
    "rule": "x\n---\n| a | b |\n|---|---|",
    "fence": "```\n~~~",
    "workflow": "\n::error file=x::y\n::set-output name=a::b",
    "workflow return": "\r::stop-commands::x",
    "azure": "\n##vso[task.setvariable variable=a]b",
    "ansi": "\x1b[31mred\x1b[0m\x1b]8;;http://evil.example\x07link\x1b]8;;\x07",
    "bell": "\x07\x08\x00\x7f\x9b",
    "direction": "\u202egpj.exe\u2066\u200f",
    "mention": "@everyone @octo/team",
    "reference": "#1 !2 ~label GH-3",
    "formula": "=HYPERLINK(1)",
    "template": "{{ 7*7 }} {% raw %} ${x}",
    "separator": "a\u2028b\u2029c\x85d",
    "long": "x" * 20_000,
}

FORMS = ["terminal", "markdown", "json", "infracost-json"]


@pytest.fixture(params=HOSTILE, scope="module")
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Each format of a plan that is hostile in keys, names, types, values and times."""
    text = HOSTILE[request.param]
    key = json.dumps(text, ensure_ascii=False)
    entries = [
        change(f"aws_ebs_volume.data[{key}]", {"type": "gp3", "size": 10}),
        change(f"aws_ebs_volume.odd[{key}]", {"type": f"gp3{text}", "size": 10}),
        change(f"aws_ebs_volume.wrong[{key}]", {"type": "gp3", "size": text}),
        change(f"aws_instance.web[{key}]", {"instance_type": f"t3{text}", "tags": {text: text}}),
        change("aws_nothing.x", {}) | {"type": f"aws_{text}", "address": f"aws_{text}.x"},
        change("aws_ebs_volume.raw", {"type": "gp3", "size": 10}) | {"address": f'aws_ebs_volume.raw["{text}"]'},
        change("aws_ebs_volume.action", {"size": 1}, actions=[text]),
        change("aws_ebs_volume.moved", {"size": 1}, before={"size": 1}, actions=["no-op"], previous_address=text),
        change("aws_ebs_volume.deposed", None, before={"size": 1}, actions=["delete"], deposed=text),
    ]
    folder = tmp_path_factory.mktemp("hostile")
    plan = folder / "plan.json"
    plan.write_bytes(encode(*entries, timestamp=text, errored=True))
    policy = {"level": "warn", "keys": {"Owner": {"values": ["a"]}}}
    config = folder / "costgate.yml"
    config.write_text(json.dumps({"version": 1, "policies": {"required-tags": policy, "resource-cost": {"max": 0}}}))
    found = {}
    for form in FORMS:
        answer = costgate("check", plan, "--config", config, "--format", form)
        assert answer.code == 1, answer.err
        found[form] = answer.out
    return found


def lines(text: str) -> list[str]:
    """Lines as a runner sees them, which may end at a return."""
    return re.split(r"[\n\r]", text)


@pytest.mark.parametrize("form", FORMS)
def test_no_control_character_comes_through(hostile: dict[str, str], form: str) -> None:
    left = {c for c in hostile[form] if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}} - {"\n"}
    if form == "markdown":
        left -= {"\u2060"}
    if form.endswith("json"):
        left -= {"\u202e", "\u2066", "\u200f", "\u2028", "\u2029", "\x7f", "\x85", "\x9b"}
    assert left == set()


@pytest.mark.parametrize("form", FORMS)
def test_no_line_is_a_command_of_a_runner(hostile: dict[str, str], form: str) -> None:
    assert [line for line in lines(hostile[form]) if line.lstrip().startswith(("::", "##["))] == []
    assert [line for line in lines(hostile[form]) if line.startswith("##vso")] == []


def test_markdown_has_no_html_but_its_own(hostile: dict[str, str]) -> None:
    tags = set(re.findall(r"<[^>]*>?", hostile["markdown"]))
    assert tags <= {"<code>", "</code>", "<details>", "</details>", "<summary>", "</summary>", "<sub>", "</sub>"}
    for tag in ("code", "details", "summary", "sub"):
        assert hostile["markdown"].count(f"<{tag}>") == hostile["markdown"].count(f"</{tag}>")


def test_markdown_tables_keep_their_columns(hostile: dict[str, str]) -> None:
    width = 0
    rows = 0
    for line in hostile["markdown"].splitlines():
        if not line.startswith("|"):
            width = 0
            continue
        columns = len(re.findall(r"(?<!\\)\|", line))
        rows += 1
        assert columns == (width or columns), line
        width = columns
    assert rows > 4


def test_markdown_mentions_nobody_and_links_nowhere(hostile: dict[str, str]) -> None:
    seen = html.unescape(hostile["markdown"])
    assert not re.search(r"@(?=\w)", seen)
    assert not re.search(r"(?<![&\w])#(?=\d)", seen)
    assert "](" not in hostile["markdown"]


def test_markdown_fits_a_comment(hostile: dict[str, str]) -> None:
    assert len(hostile["markdown"]) <= 60_000


def test_terminal_lines_stay_short(hostile: dict[str, str]) -> None:
    assert max(map(len, hostile["terminal"].splitlines())) <= 800


def test_json_keeps_names_as_they_are(hostile: dict[str, str], request: pytest.FixtureRequest) -> None:
    text = HOSTILE[request.node.callspec.params["hostile"]]
    (project,) = msgspec.json.decode(hostile["json"])["projects"]
    assert text in {r["previous_address"] for r in project["resources"]}
    (project,) = msgspec.json.decode(hostile["infracost-json"])["projects"]
    assert any(
        text in json.loads(r["name"].partition("[")[2][:-1])
        for r in project["breakdown"]["resources"]
        if "data[" in r["name"]
    )


def test_long_address_is_cut_in_the_middle() -> None:
    out = check("long-address.json").out
    assert max(map(len, out.splitlines())) < 400
    assert "…" in out
