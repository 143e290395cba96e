"""Addresses of a plan -> file and line: module chains, several files, links, and files that nobody should read."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from costgate import checkout
from costgate.model import SourceLine
from tests.conftest import ROOT
from tests.plans import load

EIP = 'resource "aws_eip" "a" {\n}\n'


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a root module that calls another, which calls a third."""
    monkeypatch.delenv("TF_DATA_DIR", raising=False)
    monkeypatch.chdir(tmp_path)
    root = tmp_path / "repo"
    write(root / ".git/HEAD", "")
    write(root / "live/main.tf", '\nmodule "net" {\n  source = "../modules/net"\n}\n\n' + EIP)
    write(root / "modules/net/main.tf", 'module "subnets" {\n  source = "./subnets"\n}\n')
    write(root / "modules/net/subnets/main.tf", f"# one\n# two\n{EIP}")
    return root


def write(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def at(root: Path, address: str, sources: checkout.Sources | None = None) -> str:
    """file:line-end of an address, "" if it has none."""
    line = checkout.Checkout().find(root, sources or {}, [address]).get(address)
    return f"{line.file}:{line.line}-{line.end_line}" if line else ""


NET = {("net",): "../modules/net", ("net", "subnets"): "./subnets"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("aws_eip.a", "live/main.tf:6-7"),
        ("aws_eip.a[0]", "live/main.tf:6-7"),
        ('aws_eip.a["x.y[0]"]', "live/main.tf:6-7"),
        ("module.net.module.subnets.aws_eip.a", "modules/net/subnets/main.tf:3-4"),
        ('module.net["a.module.b"].module.subnets[1].aws_eip.a["c"]', "modules/net/subnets/main.tf:3-4"),
        ("module.net.module.subnets.aws_eip.gone", "modules/net/main.tf:1-3"),
        ("module.net.aws_eip.a", "live/main.tf:2-4"),
        ("module.net.module.gone.aws_eip.a", "live/main.tf:2-4"),
        ("module.gone.aws_eip.a", ""),
        ("aws_eip.gone", ""),
        ("", "live/main.tf:1-1"),
        ("nonsense", ""),
    ],
)
def test_address_leads_to_its_block_or_to_the_nearest_call(top: Path, address: str, expected: str) -> None:
    assert at(top / "live", address, NET) == expected
    assert at(top / "live", address) == expected, "without the plan's configuration, from the blocks themselves"


def test_init_says_where_modules_are(top: Path) -> None:
    write(top / "elsewhere/x.tf", f"\n{EIP}")
    modules = [{"Key": "", "Dir": "."}, {"Key": "net", "Source": "./${var.x}", "Dir": "../elsewhere"}]
    write(top / "live/.terraform/modules/modules.json", json.dumps({"Modules": modules}))
    assert at(top / "live", "module.net.aws_eip.a", NET) == "elsewhere/x.tf:2-3"


@pytest.mark.parametrize("data", ["", "data"])
def test_downloaded_module_is_shown_by_its_call(top: Path, data: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if data:
        monkeypatch.setenv("TF_DATA_DIR", data)
    folder = f"{data or '.terraform'}/modules"
    write(top / f"live/{folder}/net/main.tf", EIP)
    modules = [{"Key": "net", "Dir": f"{folder}/net"}, {"Key": "net.subnets", "Dir": f"{folder}/net/modules/subnets"}]
    write(top / f"live/{folder}/modules.json", json.dumps({"Modules": modules}))
    for address in ("module.net.aws_eip.a", "module.net.module.subnets.aws_eip.a"):
        assert at(top / "live", address, NET) == "live/main.tf:2-4"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"Modules": [1]}', '{"Modules": [{}]}', '{"Modules": [{"Key": "net"}]}', "[" * 100_000]
)
def test_broken_list_of_modules_does_not_stop_it(top: Path, text: str) -> None:
    write(top / "live/.terraform/modules/modules.json", text)
    assert at(top / "live", "aws_eip.a", NET) == "live/main.tf:6-7"


@pytest.mark.parametrize("source", ["terraform-aws-modules/vpc/aws", "git::https://example.com/x.git", "/etc", "net"])
def test_source_that_is_not_local_is_shown_by_its_call(top: Path, source: str) -> None:
    write(top / "live/net/main.tf", EIP)
    assert at(top / "live", "module.net.aws_eip.a", {("net",): source}) == "live/main.tf:2-4"


def test_kinds_of_files_go_in_the_order_of_opentofu_with_overrides_last(top: Path) -> None:
    folder = top / "kinds"
    write(folder / "a_override.tf", EIP)
    write(folder / "z.tf.json", '{"resource": {"aws_eip": {"a": {}}}}')
    assert at(folder, "aws_eip.a") == "kinds/z.tf.json:1-1"
    write(folder / "z.tf", EIP)
    assert at(folder, "aws_eip.a") == "kinds/z.tf:1-2"
    write(folder / "z.tofu", f"\n{EIP}")
    assert at(folder, "aws_eip.a") == "kinds/z.tofu:2-3"
    write(folder / ".hidden.tofu", EIP)
    write(folder / "a.tf.bak", EIP)
    assert at(folder, "aws_eip.a") == "kinds/z.tofu:2-3"


def test_root_of_terragrunt_is_its_file(top: Path) -> None:
    write(top / "unit/terragrunt.hcl", 'terraform {\n  source = "../modules/net"\n}\n')
    assert checkout.has_configuration(top / "unit")
    assert at(top / "unit", "") == "unit/terragrunt.hcl:1-1"
    assert not at(top / "unit", "aws_eip.a")


def test_file_that_does_not_parse_still_has_lines(top: Path) -> None:
    write(top / "live/broken.tf", 'resource "aws_eip" "b" {\n  x = [[[\n')
    assert at(top / "live", "aws_eip.b") == "live/broken.tf:1-2"
    assert at(top / "live", "aws_eip.a") == "live/main.tf:6-7"


def test_paths_are_relative_to_the_work_tree_the_working_directory_or_the_root_module(top: Path) -> None:
    assert at(top / "live", "aws_eip.a").startswith("live/main.tf")
    (top / ".git").rename(top / "other")
    assert at(top / "live", "aws_eip.a").startswith("repo/live/main.tf"), "from where it was called"
    os.chdir("/")
    assert at(top / "live", "aws_eip.a").endswith("/repo/live/main.tf:6-7")
    os.chdir(top / "modules")
    assert at(top / "live", "aws_eip.a").startswith("main.tf"), "the root module is all there is"
    write(top / ".git", "gitdir: /elsewhere")
    assert at(top / "live", "aws_eip.a").startswith("live/main.tf"), "a worktree or submodule"


def test_links_are_followed_within_the_checkout_only(top: Path) -> None:
    write(top.parent / "outside/main.tf", EIP.replace('"a"', '"secret"'))
    (top / "live/out.tf").symlink_to(top.parent / "outside/main.tf")
    (top / "live/in.tf").symlink_to(top / "modules/net/subnets/main.tf")
    (top / "modules/linked").symlink_to(top / "modules/net/subnets")
    (top / "modules/leaving").symlink_to(top.parent / "outside")
    assert not at(top / "live", "aws_eip.secret")
    for source in ("../modules/leaving", "../../outside", "../../../../../../../../../../etc"):
        assert at(top / "live", "module.net.aws_eip.secret", {("net",): source}) == "live/main.tf:2-4"
    assert at(top / "live", "module.net.aws_eip.a", {("net",): "../modules/linked"}) == (
        "modules/net/subnets/main.tf:3-4"
    )


def test_loops_devices_and_folders_are_no_files(top: Path) -> None:
    live = top / "live"
    (live / "loop.tf").symlink_to("loop.tf")
    (live / "gone.tf").symlink_to("nowhere")
    (live / "zero.tf").symlink_to("/dev/zero")
    os.mkfifo(live / "pipe.tf")
    (live / "folder.tf").mkdir()
    (live / "aaa.tf").mkdir()
    os.mkfifo(live / "modules.json")
    (live / ".terraform/modules").mkdir(parents=True)
    (live / ".terraform/modules/modules.json").symlink_to(live / "modules.json")
    (live / "again").symlink_to(live)
    assert at(live, "aws_eip.a", NET) == "live/main.tf:6-7"
    assert at(live, "module.net.aws_eip.a", {("net",): "./again/again/again"}) == "live/main.tf:6-7"
    assert at(live, "") == "live/main.tf:1-1"


@pytest.mark.parametrize("source", ["./\0", "./" + "x" * 5_000, "./\ud800", "./nowhere", "./main.tf", "../"])
def test_source_that_no_folder_can_have_leads_nowhere(top: Path, source: str) -> None:
    assert at(top / "live", "module.net.aws_eip.a", {("net",): source}) == "live/main.tf:2-4"


def test_unreadable_and_huge_files_are_passed_by(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(top / "live/huge.tf", EIP.replace('"a"', '"huge"') + "#" * 1000)
    monkeypatch.setattr(checkout, "LARGEST", 1000)
    assert not at(top / "live", "aws_eip.huge")
    assert at(top / "live", "aws_eip.a") == "live/main.tf:6-7"
    monkeypatch.setattr(checkout, "LARGEST", 2000)
    assert at(top / "live", "aws_eip.huge") == "live/huge.tf:1-2"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission_is_passed_by(top: Path) -> None:
    write(top / "live/z.tf", EIP)
    (top / "live/z.tf").chmod(0)
    assert at(top / "live", "aws_eip.a") == "live/main.tf:6-7"


def test_names_that_are_no_text_can_be_written(top: Path) -> None:
    folder = os.fsencode(top / "live") + b"/\xff\n::error::.tf"
    Path(os.fsdecode(folder)).write_text(EIP.replace('"a"', '"odd"'))
    assert at(top / "live", "aws_eip.odd") == "live/\ufffd\n::error::.tf:1-2"


def test_module_calls_as_deep_as_a_hostile_plan_has_them(top: Path) -> None:
    assert at(top / "live", "module.net." * 5_000 + "aws_eip.a", NET) == "live/main.tf:2-4"


def test_tree_of_2000_files_takes_seconds(top: Path) -> None:
    block = 'resource "aws_instance" "w%d" {\n  ami = "ami-${var.x}"\n  tags = {\n    Name = "a"\n  }\n}\n\n'
    for number in range(2000):
        text = "".join(block % n for n in range(number * 10, number * 10 + 10))
        write(top / f"live/part{number}.tf", text)
    start = time.perf_counter()
    lines = checkout.Checkout().find(top / "live", {}, [f"aws_instance.w{n}" for n in range(20_000)])
    assert time.perf_counter() - start < 10
    assert len(lines) == 20_001
    assert lines["aws_instance.w19999"] == SourceLine("live/part1999.tf", 64, 69)


@pytest.mark.skipif(not (ROOT / "../shared/corpus/diffs/src").exists(), reason="the corpus is not here")
def test_every_resource_of_a_recorded_plan_is_found_in_its_configuration() -> None:
    root = ROOT / "../shared/corpus/diffs/src"
    plan = load("no-changes")
    lines = checkout.Checkout().find(root, plan.module_sources, [c.address for c in plan.changes])
    for change in plan.changes:
        line = lines[change.address]
        header = (root / line.file).read_text().splitlines()[line.line - 1]
        name = change.address.partition("[")[0].rpartition(".")[2]
        assert header == f'resource "{change.type}" "{name}" {{' or change.address.startswith("module"), header
