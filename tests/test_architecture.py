"""The rules of the architecture, checked in the source: who may import whom, who may print, how long a model may be."""

from __future__ import annotations

import ast
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "costgate"
HEAVY = (
    "costgate.rego",
    "difflib",
    "github",
    "gitlab",
    "hcl2",
    "ijson",
    "jinja2",
    "jsonschema",
    "lark",
    "markupsafe",
    "requests",
    "rich",
    "subprocess",
    "tempfile",
    "urllib3",
    "yaml",
)
"""Modules that a plain `costgate check plan.json` does without: each costs more than reading a plan."""

LONGEST_MODEL, MEDIAN_MODEL = 60, 15
"""Lines of a cost model with its signature; of its body alone, without the docstring, in the middle of all models."""


@cache
def tree(file: Path) -> ast.Module:
    """The syntax of a module."""
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def module_name(file: Path) -> str:
    """The dotted name of a module's file."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(f): f for f in sorted(PACKAGE.rglob("*.py"))}


def imports(name: str) -> set[str]:
    """Every module that `name` imports, wherever it does so; `from a import b` counts as a.b where that is a module."""
    found: set[str] = set()
    package = name if MODULES[name].name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(tree(MODULES[name])):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parts, base] if base else parts)
            for alias in node.names:
                full = f"{base}.{alias.name}"
                found.add(full if full in MODULES else base)
    return found


def below(name: str, *roots: str) -> bool:
    """True if `name` is one of `roots` (dotted, without "costgate.") or inside of it."""
    return any(name == f"costgate.{r}" or name.startswith(f"costgate.{r}.") for r in roots)


def own_imports(name: str) -> set[str]:
    """The modules of costgate that `name` imports. The bare package holds the version, which everybody may know."""
    return {m for m in imports(name) if m.startswith("costgate.")}


def modules(*roots: str) -> list[str]:
    """The modules of these packages."""
    return [m for m in MODULES if below(m, *roots)]


def called(name: str) -> Iterator[tuple[str, int]]:
    """(dotted name, line) of every call in a module."""
    for node in ast.walk(tree(MODULES[name])):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def test_the_rules_look_at_real_modules() -> None:
    for root in ("model", "plan", "resources", "policies", "reporters", "cli", "catalogue", "pricing", "diff"):
        assert modules(root), f"costgate.{root} is gone: mend the rules"
    assert "costgate.model" in own_imports("costgate.policies.monthly_total")
    assert "costgate.resources.aws.ebs" in own_imports("costgate.resources.aws.launch")
    assert "costgate.plan.source" in own_imports("costgate.plan"), "from a package import a module"


def test_model_is_below_everything() -> None:
    roots = {m if m.startswith("costgate.") else m.partition(".")[0] for m in imports("costgate.model")}
    assert roots <= {"costgate.addresses", "msgspec", *sys.stdlib_module_names}


FORBIDDEN = [
    ("resources", "catalogue pricing diff policies reporters report publishers plan cli ingest explain config usage"),
    ("plan", "resources catalogue pricing diff policies reporters report publishers cli ingest explain config usage"),
    ("policies", "resources catalogue pricing diff reporters publishers plan cli ingest explain config usage"),
    ("reporters", "resources catalogue pricing diff policies publishers plan cli ingest explain config usage"),
    ("catalogue", "resources pricing diff policies reporters report publishers plan cli ingest explain config usage"),
    ("pricing", "diff policies reporters report publishers cli ingest explain config usage"),
    ("ingest", "resources pricing diff policies reporters report publishers plan cli explain config usage"),
]


@pytest.mark.parametrize(("root", "others"), FORBIDDEN, ids=[r for r, _ in FORBIDDEN])
def test_part_does_not_import_what_is_beside_or_above_it(root: str, others: str) -> None:
    wrong = {(m, i) for m in modules(root) for i in own_imports(m) if below(i, *others.split())}
    assert not wrong


ALLOWED = [
    ("policies", "policies addresses model money text report patterns selection machines rego errors savings"),
    ("rego", "errors"),
    ("selection", "selection addresses model patterns"),
    ("patterns", ""),
    ("addresses", ""),
    ("launches", "model"),
    ("waivers", "model errors money patterns"),
    ("machines", "model"),
    ("savings", "model selection"),
    ("recommendations", "recommendations savings model addresses resources"),
    ("reporters", "reporters model money problems text report result focus"),
    ("result", "result focus model money report errors machines"),
    ("focus", "model"),
    ("terms", "terms model money errors patterns"),
    ("publishers", "publishers text errors retry"),
    ("checkout", "addresses hcl model"),
    ("hcl", ""),
    ("model", "addresses"),
    ("money", ""),
    ("text", ""),
    ("errors", ""),
]


@pytest.mark.parametrize(("root", "others"), ALLOWED, ids=[r for r, _ in ALLOWED])
def test_part_sees_nothing_else(root: str, others: str) -> None:
    wrong = {(m, i) for m in modules(root) for i in own_imports(m) if not below(i, *others.split())}
    assert not wrong


def test_policies_do_not_know_each_other() -> None:
    wrong = {(m, i) for m in modules("policies") for i in own_imports(m) if i.startswith("costgate.policies.")}
    assert not wrong


def test_vendors_do_not_know_each_other() -> None:
    vendors = ("aws", "azure", "google")
    wrong = {
        (m, i)
        for vendor in vendors
        for m in modules(f"resources.{vendor}")
        for i in own_imports(m)
        if below(i, *(f"resources.{v}" for v in vendors if v != vendor))
    }
    assert not wrong


def test_nothing_but_main_imports_the_command_line() -> None:
    wrong = {m for m in MODULES if not below(m, "cli", "__main__") and any(below(i, "cli") for i in own_imports(m))}
    assert not wrong


PRINTS = {
    "print", "exit", "quit", "sys.exit", "os._exit", "click.echo", "click.secho", "sys.stdout.write",
    "sys.stderr.write",
}  # fmt: skip


def test_nothing_but_the_command_line_prints_or_exits() -> None:
    wrong = [(m, c, line) for m in MODULES if not below(m, "cli", "__main__") for c, line in called(m) if c in PRINTS]
    assert not wrong
    assert any(c == "click.echo" for m in modules("cli") for c, _ in called(m)), "the rule sees what it looks for"


def test_nothing_but_the_command_line_knows_click() -> None:
    assert not [m for m in MODULES if not below(m, "cli", "__main__") and "click" in imports(m)]


def test_nothing_outside_main_catches_everything() -> None:
    wrong = []
    for name, file in MODULES.items():
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.ExceptHandler) and name != "costgate.__main__":
                caught = ast.unparse(node.type) if node.type else ""
                reraises = any(isinstance(n, ast.Raise) and n.exc is None for n in ast.walk(node))
                if caught in {"", "Exception", "BaseException"} and not reraises:
                    wrong.append((name, node.lineno))
    assert not wrong


@pytest.mark.parametrize("name", ["model", "pricing", "diff", "catalogue", "money", "resources.components"])
def test_money_is_never_a_float(name: str) -> None:
    module = f"costgate.{name}"
    assert not [line for c, line in called(module) if c == "float"]
    floats = [
        n.lineno
        for n in ast.walk(tree(MODULES[module]))
        if (isinstance(n, ast.Constant) and isinstance(n.value, float)) or (isinstance(n, ast.Name) and n.id == "float")
    ]
    assert not floats


def test_no_cost_model_calculates_with_floats() -> None:
    wrong = [
        (m, n.lineno)
        for m in modules("resources.aws", "resources.azure", "resources.google")
        for n in ast.walk(tree(MODULES[m]))
        if (isinstance(n, ast.Constant) and isinstance(n.value, float)) or (isinstance(n, ast.Name) and n.id == "float")
    ]
    assert not wrong


def test_nothing_runs_code_or_commands_that_a_plan_could_name() -> None:
    banned = {"eval", "exec", "compile", "os.system", "os.popen", "pickle.loads", "pickle.load", "yaml.load"}
    assert not [(m, c, line) for m in MODULES for c, line in called(m) if c in banned]
    assert not [m for m in MODULES if not below(m, "cli", "publishers", "rego") and "subprocess" in imports(m)]


@pytest.mark.parametrize("name", MODULES)
def test_module_has_a_docstring(name: str) -> None:
    assert (ast.get_docstring(tree(MODULES[name])) or "").strip()


def cost_models() -> Iterator[tuple[str, ast.FunctionDef]]:
    """(where, function) of everything that @resource registers."""
    for name in modules("resources.aws", "resources.azure", "resources.google"):
        for node in tree(MODULES[name]).body:
            if isinstance(node, ast.FunctionDef):
                marks = [ast.unparse(d.func) for d in node.decorator_list if isinstance(d, ast.Call)]
                if "resource" in marks:
                    yield f"{name}.{node.name}", node


def body_lines(node: ast.FunctionDef) -> int:
    """Lines of a function below its signature and docstring."""
    start = node.body[1].lineno if ast.get_docstring(node) and len(node.body) > 1 else node.body[0].lineno
    assert node.end_lineno is not None
    return node.end_lineno - start + 1


def test_cost_model_fits_on_a_screen() -> None:
    lengths = {where: (node.end_lineno or 0) - node.lineno + 1 for where, node in cost_models()}
    assert lengths
    assert not {w: n for w, n in lengths.items() if n > LONGEST_MODEL}


def test_most_cost_models_read_as_a_short_bill() -> None:
    assert statistics.median(body_lines(node) for _, node in cost_models()) <= MEDIAN_MODEL


def test_cost_model_takes_keywords_and_says_what_it_prices() -> None:
    for where, node in cost_models():
        assert not node.args.args, f"{where}: its parameters are keywords"
        assert not node.args.vararg, where
        assert not node.args.kwarg, where
        assert "Prices: https://" in (ast.get_docstring(node) or ""), where


CHECK = """
import json, sys
from costgate.__main__ import run
code = run(sys.argv[1:])
names = sorted({m.partition(".")[0] for m in sys.modules} | {m for m in sys.modules if m.startswith("costgate.")})
print(json.dumps([code, names]), file=sys.stderr)
"""


def checked(tmp_path: Path, *arguments: str) -> tuple[int, set[str]]:
    """The exit code of a run of its own, and the modules that were imported."""
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(PLAN))
    done = subprocess.run(
        [sys.executable, "-c", CHECK, "check", str(plan), *arguments],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.stderr.endswith("]]\n"), done.stderr
    code, names = json.loads(done.stderr.splitlines()[-1])
    return code, set(names)


PLAN = {
    "format_version": "1.2",
    "resource_changes": [
        {
            "address": "aws_ebs_volume.a",
            "type": "aws_ebs_volume",
            "name": "a",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {
                "actions": ["create"],
                "before": None,
                "after": {"availability_zone": "us-east-1a", "size": 10, "type": "gp3"},
                "after_unknown": {},
            },
        }
    ],
}


def test_plain_check_imports_no_heavy_package(tmp_path: Path) -> None:
    code, names = checked(tmp_path)
    assert code == 0
    assert "msgspec" in names
    assert not names & set(HEAVY)
    assert not [m for m in names if m.startswith(("costgate.checkout", "costgate.ingest", "costgate.publishers"))]


def test_markdown_check_does_import_jinja(tmp_path: Path) -> None:
    code, names = checked(tmp_path, "--format", "markdown")
    assert code == 0
    assert "jinja2" in names, "the rule above sees what it looks for"


def test_only_the_modules_of_a_plans_types_are_imported(tmp_path: Path) -> None:
    _, names = checked(tmp_path)
    models = {
        m
        for m in names
        if m.startswith(("costgate.resources.aws.", "costgate.resources.azure.", "costgate.resources.google."))
    }
    assert models == {"costgate.resources.aws.ebs"}
