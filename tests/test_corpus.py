"""Other people's plans: every one is priced or refused with a reason, and reports of them keep to their schemas.

The corpus stands beside a checkout, not in it; without it these tests are skipped.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from costgate import __file__ as package
from costgate.model import VENDORS
from tests.conftest import ROOT
from tests.plans import Answer, costgate

SHARED = ROOT.parent / "shared"
CORPUS = SHARED / "corpus"
PLANS = sorted(CORPUS.glob("plans/*.json*"))
WILD = sorted(p for p in CORPUS.glob("wild/*") if p.name != "INDEX.json")
SAMPLE = PLANS[:: max(1, len(PLANS) // 40)][:40]

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this checkout")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of the working directory, no region of the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [n for n in os.environ if n.startswith(("AWS_", "GOOGLE_", "GCLOUD_", "CLOUDSDK_"))]:
        monkeypatch.delenv(name)


def params(paths: list[Path]) -> list[Any]:
    return [pytest.param(p, id=p.name[:80]) for p in paths]


def check_told(answer: Answer, plan: Path) -> None:
    """A run ends in a report or in a message that names the file; never in a bug."""
    assert answer.code in {0, 1, 2, 3, 4}, answer.err
    assert "Traceback" not in answer.out + answer.err
    if answer.code in {0, 1}:
        assert answer.err == ""
        assert answer.out.startswith(("PASS", "FAIL"))
    else:
        assert answer.out == ""
        assert plan.name in answer.err
        assert 2 <= len(answer.err.splitlines()) < 10


@pytest.mark.parametrize("plan", params(PLANS))
def test_plan_is_priced_or_refused(plan: Path) -> None:
    check_told(costgate("check", plan), plan)


@pytest.mark.parametrize("plan", params(WILD))
def test_what_passes_for_a_plan_is_priced_or_refused(plan: Path) -> None:
    check_told(costgate("check", plan), plan)


def test_plans_made_by_terraform_are_priced() -> None:
    index = json.loads((CORPUS / "index.json").read_text(encoding="utf-8"))
    made = [CORPUS / e["file"] for e in index if e["generated_by_terraform"]]
    assert len(made) > 100
    assert [p.name for p in made if costgate("check", p, "--fail-on", "never").code != 0] == []


@cache
def schema(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


OWN = Path(package).parent / "schemas" / "report.schema.json"
INFRACOST = SHARED / "compat" / "infracost.schema.json"


@pytest.mark.parametrize("plan", params(SAMPLE))
def test_json_report_keeps_to_its_schema(plan: Path) -> None:
    answer = costgate("check", plan, "--format", "json", "--fail-on", "never")
    assert answer.code == 0, answer.err
    jsonschema.Draft202012Validator(schema(OWN)).validate(json.loads(answer.out))


@pytest.mark.parametrize("plan", params(SAMPLE))
def test_infracost_report_keeps_to_infracost_s_schema(plan: Path) -> None:
    answer = costgate("check", plan, "--format", "infracost-json", "--fail-on", "never")
    assert answer.code == 0, answer.err
    jsonschema.Draft4Validator(schema(INFRACOST)).validate(json.loads(answer.out))


@pytest.mark.parametrize("plan", params(SAMPLE))
def test_infracost_report_adds_up(plan: Path) -> None:
    report = json.loads(costgate("check", plan, "--format", "infracost-json", "--fail-on", "never").out)
    past, total, diff = (float(report[k]) for k in ("pastTotalMonthlyCost", "totalMonthlyCost", "diffTotalMonthlyCost"))
    assert total - past == pytest.approx(diff)
    (project,) = report["projects"]
    summary = project["summary"]
    kinds = ("totalSupportedResources", "totalUnsupportedResources", "totalNoPriceResources")
    assert sum(summary[k] for k in kinds) == summary["totalDetectedResources"]


@pytest.mark.parametrize("form", ["terminal", "markdown", "json", "infracost-json"])
def test_report_is_the_same_every_time(form: str) -> None:
    for plan in SAMPLE:
        first, second = (costgate("check", plan, "--format", form) for _ in range(2))
        assert first == second, plan.name


def test_all_plans_are_one_report() -> None:
    answer = costgate("check", *SAMPLE, "--format", "json", "--fail-on", "never")
    assert answer.code == 0, answer.err
    report = json.loads(answer.out)
    assert len(report["projects"]) == len(SAMPLE)
    assert report["summary"]["resources"] == sum(len(p["resources"]) for p in report["projects"])


WITHOUT_A_MODEL = {"azurerm_express_route_port", "google_dataproc_serverless_batch"}
"""The types of the corpus that are neither priced nor known to be free; docs/accuracy.md has them."""


def test_less_than_a_hundredth_of_each_cloud_s_resources_has_no_model() -> None:
    answer = costgate("check", *PLANS, "--format", "json", "--fail-on", "never")
    found, missing = Counter[str](), defaultdict[str, list[str]](list)
    for project in json.loads(answer.out)["projects"]:
        for resource in project["resources"]:
            if resource["vendor"]:
                found[resource["vendor"]] += 1
                gaps = [g for side in ("before", "after") if resource[side] for g in resource[side]["gaps"]]
                if any(gap["kind"] == "unsupported" for gap in gaps):
                    missing[resource["vendor"]].append(resource["resource_type"])
    assert min(found[vendor] for vendor in VENDORS) > 100
    assert {t for types in missing.values() for t in types} == WITHOUT_A_MODEL
    assert not [vendor for vendor in VENDORS if len(missing[vendor]) >= found[vendor] / 100]
