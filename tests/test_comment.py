"""`check --comment` and `costgate comment`, as a pipeline runs them: exit codes, what is said, what is posted."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from costgate.catalogue import Catalogue
from costgate.cli import _comment
from costgate.publishers import forges
from costgate.reporters.markdown import LIMIT
from tests.conftest import ROOT
from tests.forges.rig import SHA, Rig, github_rig, gitlab_rig, served
from tests.plans import Answer, change, costgate, encode, unchanged

VOLUME = "aws_ebs_volume.data"
GP3 = {"type": "gp3", "size": 100}
STRICT = "version: 1\npolicies:\n  monthly-increase: {level: LEVEL, max: 5}\n"


class Pipeline:
    """A run of a pipeline in an empty checkout, on a forge that is no forge."""

    def __init__(self, rig: Rig, prices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rig = rig
        self.prices = prices
        self._monkeypatch = monkeypatch
        self.number = 0

    def run(self, *arguments: str | Path, number: int = 0, **environment: str) -> Answer:
        """A command of the next run, or of one by its number."""
        self.number = number or self.number + 1
        for name, value in {**self.rig.environment(self.number), **environment}.items():
            self._monkeypatch.setenv(name, value)
        return costgate(*arguments)

    def check(self, *arguments: str | Path, **environment: Any) -> Answer:
        return self.run("check", "plan.json", "--catalogue", self.prices, *arguments, **environment)

    def body(self) -> str:
        """The only comment."""
        (body,) = self.rig.fake.bodies()
        assert isinstance(body, str)
        return body


@pytest.fixture(params=[github_rig, gitlab_rig], ids=["github", "gitlab"])
def pipeline(
    request: pytest.FixtureRequest, tmp_path: Path, small_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Pipeline]:
    monkeypatch.chdir(tmp_path)
    for name in [n for n in os.environ if n.startswith(("GITHUB_", "GITLAB_", "CI_", "COSTGATE_", "JENKINS", "AWS_"))]:
        monkeypatch.delenv(name)
    Path("plan.json").write_bytes(encode(change(VOLUME, GP3)))
    with served(request.param()) as rig:
        yield Pipeline(rig, small_catalogue.root, monkeypatch)


def strict(level: str = "fail") -> None:
    """A policy that the change of the fixture breaks."""
    Path("costgate.yml").write_text(STRICT.replace("LEVEL", level))


def test_help_names_the_forges_that_there_are() -> None:
    assert _comment._forges() == forges()


def test_check_comments_and_the_next_run_edits(pipeline: Pipeline) -> None:
    first = pipeline.check("--comment")
    assert first.code == 0
    assert first.out.startswith("PASS  +$8.00 a month")
    assert first.err.startswith("costgate: comment posted: http://127.0.0.1:")
    second = pipeline.check("--comment")
    assert second.err.startswith("costgate: comment updated: http://127.0.0.1:")
    assert pipeline.body().startswith("### ✅ costgate: pass · +&#36;\u20608.00 a month")
    assert f"commit {SHA[:10]}" in pipeline.body()


def test_plain_check_asks_no_forge(pipeline: Pipeline) -> None:
    answer = pipeline.check("--output", "json=result.json")
    assert (answer.code, answer.err, pipeline.rig.fake.asked) == (0, "", [])


def test_result_of_an_earlier_stage_is_posted_as_check_would_have(pipeline: Pipeline) -> None:
    strict()
    checked = pipeline.check("--comment", "--output", "json=result.json", number=5)
    body = pipeline.body()
    posted = pipeline.run("comment", "result.json", number=5)
    assert (checked.code, posted.code) == (1, 0), "comment does not judge"
    assert posted.err.startswith("costgate: the comment is as it should be: ")
    assert pipeline.body() == body


def test_failing_gate_comments_and_fails(pipeline: Pipeline) -> None:
    strict()
    answer = pipeline.check("--comment", "--require-publish")
    assert answer.code == 1
    assert "comment posted" in answer.err
    assert pipeline.body().startswith("### ❌ costgate: fail")


@pytest.mark.parametrize("status", [401, 403, 404, 410, 422, 429, 500])
@pytest.mark.parametrize(
    ("level", "arguments", "code"),
    [
        ("note", [], 0),
        ("fail", [], 1),
        ("fail", ["--require-publish"], 1),
        ("note", ["--require-publish"], 5),
    ],
)
def test_forge_that_refuses_does_not_change_the_verdict(
    pipeline: Pipeline, status: int, level: str, arguments: list[str], code: int
) -> None:
    strict(level)
    pipeline.rig.fake.fail(*pipeline.rig.POST, status, "no", times=9, Retry_After="3600")
    answer = pipeline.check("--comment", *arguments)
    assert answer.code == code
    assert answer.out.startswith("FAIL" if level == "fail" else "PASS")
    warned = "costgate: no comment" if "--require-publish" in arguments else "costgate: warning: no comment"
    assert answer.err.startswith(f"{warned} was posted: Git")
    assert str(status) in answer.err
    assert pipeline.rig.token not in answer.out + answer.err
    assert "Traceback" not in answer.err


def test_forge_out_of_reach_does_not_change_the_verdict(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("costgate.publishers.TRIES", 1)
    answer = pipeline.check("--comment", COSTGATE_API_URL="http://127.0.0.1:9")
    assert answer.code == 0
    assert "no connection to 127.0.0.1:9" in answer.err


def test_missing_token_is_a_warning(pipeline: Pipeline) -> None:
    name = "GITHUB_TOKEN" if pipeline.rig.forge == "github" else "GITLAB_TOKEN"
    answer = pipeline.check("--comment", **{name: ""})
    assert answer.code == 0
    assert f"there is no token: COSTGATE_TOKEN and {name} are empty" in answer.err
    assert pipeline.check("--comment", "--require-publish", **{name: ""}).code == 5


def test_own_token_goes_before_the_ci_systems(pipeline: Pipeline) -> None:
    assert "401" in pipeline.check("--comment", COSTGATE_TOKEN="unknown").err


def test_push_has_no_pull_request(pipeline: Pipeline) -> None:
    nowhere = {"GITHUB_REF": "refs/heads/main", "GITHUB_EVENT_NAME": "push", "CI_MERGE_REQUEST_IID": ""}
    answer = pipeline.check("--comment", **nowhere)
    assert answer.code == 0
    assert "no comment was posted: this " in answer.err
    assert pipeline.rig.fake.asked == []


def test_options_go_before_the_environment(pipeline: Pipeline) -> None:
    place = ["--forge", pipeline.rig.forge, "--repository", pipeline.rig.repository, "--merge-request", "7"]
    nowhere = {"GITHUB_REPOSITORY": "x/y", "CI_MERGE_REQUEST_PROJECT_PATH": "x/y", "CI_MERGE_REQUEST_IID": "99"}
    answer = pipeline.check("--comment", *place, GITHUB_REF="refs/pull/99/merge", **nowhere)
    assert "comment posted" in answer.err


def test_run_number_of_the_first_stage_orders_the_second(pipeline: Pipeline) -> None:
    pipeline.check("--output", "json=result.json")
    assert "posted" in pipeline.run("comment", "result.json", "--run-number", "20").err
    late = pipeline.run("comment", "result.json", "--run-number", "19", number=999)
    assert late.err.startswith("costgate: a newer run has commented already: http")


def test_keys_keep_several_roots_apart(pipeline: Pipeline) -> None:
    for key in ("network", "data"):
        pipeline.check("--comment", "--key", key, "--output", f"json={key}.json", number=3)
    assert len(pipeline.rig.fake.bodies()) == 2
    pipeline.run("comment", "data.json", number=4)
    assert len(pipeline.rig.fake.bodies()) == 2, "the result knows its key"
    assert json.loads(Path("data.json").read_bytes())["key"] == "data"
    assert "<code>data</code>" in pipeline.rig.fake.bodies()[1]


def test_configuration_may_name_the_key(pipeline: Pipeline) -> None:
    Path("costgate.yml").write_text("version: 1\nkey: network\n")
    pipeline.check("--comment", "--output", "json=result.json")
    assert "<code>network</code>" in pipeline.body()
    assert json.loads(Path("result.json").read_bytes())["key"] == "network"
    assert pipeline.check("--comment", "--key", "other").code == 0
    assert len(pipeline.rig.fake.bodies()) == 2, "the option goes before the file"
    Path("costgate.yml").write_text("version: 1\nkey: ''\n")
    answer = pipeline.check()
    assert (answer.code, "costgate.yml:2: key" in answer.err) == (2, True)


SAME = unchanged(VOLUME, GP3)
UNKNOWN = change("aws_instance.a", {"instance_type": "q9.odd"})
BY_USE = ("aws_sqs_queue.jobs", {"name": "jobs"})


@pytest.mark.parametrize(
    ("when", "plan", "level", "posts"),
    [
        ("auto", SAME, "fail", False),
        ("auto", change(VOLUME, GP3), "note", True),
        ("auto", change(VOLUME, GP3), "fail", True),
        ("auto", UNKNOWN, "note", True),
        ("auto", change(*BY_USE), "note", True),
        ("auto", unchanged(*BY_USE), "note", False),
        ("always", SAME, "note", True),
        ("on-change", SAME, "note", False),
        ("on-change", change(VOLUME, GP3), "note", True),
        ("on-change", change("aws_iam_role.a", {"name": "a"}), "note", False),
        ("on-failure", change(VOLUME, GP3), "warn", False),
        ("on-failure", change(VOLUME, GP3), "fail", True),
        ("never", change(VOLUME, GP3), "fail", False),
    ],
)
def test_comment_when(pipeline: Pipeline, when: str, plan: dict[str, Any], level: str, posts: bool) -> None:
    strict(level)
    Path("plan.json").write_bytes(encode(plan))
    answer = pipeline.check("--comment", "--comment-when", when)
    assert len(pipeline.rig.fake.bodies()) == posts
    if not posts:
        told = "" if when == "never" else "costgate: no comment: there is nothing to tell\n"
        assert answer.err == told


def test_failure_is_what_fails_the_run(pipeline: Pipeline) -> None:
    strict("warn")
    answer = pipeline.check("--comment", "--comment-when", "on-failure", "--fail-on", "warn")
    assert answer.code == 1
    assert len(pipeline.rig.fake.bodies()) == 1


@pytest.mark.parametrize("when", ["auto", "on-change", "on-failure"])
def test_comment_that_is_there_is_brought_up_to_date(pipeline: Pipeline, when: str) -> None:
    strict()
    pipeline.check("--comment", "--comment-when", when)
    Path("plan.json").write_bytes(encode(SAME))
    answer = pipeline.check("--comment", "--comment-when", when)
    assert "comment updated" in answer.err
    assert pipeline.body().startswith("### ✅ costgate: pass · &#36;\u20600.00")


@pytest.mark.parametrize("option", [["--require-publish"], ["--comment-mode", "new"], ["--pull-request", "7"]])
def test_option_without_effect_is_a_mistake(pipeline: Pipeline, option: list[str]) -> None:
    answer = pipeline.check(*option)
    assert answer.code == 2
    assert f"{option[0]} says how to comment: it needs --comment" in answer.err


@pytest.mark.parametrize(
    "option",
    [
        ["--repository", "no slash"],
        ["--repository", "a/../b"],
        ["--repository", "https://x/y"],
        ["--key", ""],
        ["--key", "k" * 101],
        ["--key", "a\nb"],
        ["--pull-request", "0"],
        ["--run-number", "x"],
        ["--forge", "sourcehut"],
        ["--comment-when", "sometimes"],
    ],
)
def test_bad_option_is_told_before_anything_is_priced(pipeline: Pipeline, option: list[str]) -> None:
    answer = pipeline.check("--comment", *option)
    assert (answer.code, answer.out) == (2, "")
    assert pipeline.rig.fake.asked == []


@pytest.mark.parametrize("text", [None, "", "{}", "[]", "not json", '{"costgate": 1}', '{"key": "' + "k" * 5000])
def test_bad_result_is_told_and_nothing_is_sent(pipeline: Pipeline, text: str | None) -> None:
    if text is not None:
        Path("result.json").write_text(text)
    answer = pipeline.run("comment", "result.json", "--require-publish")
    assert answer.code == 3
    assert "result.json" in answer.err
    assert pipeline.rig.fake.asked == []


@pytest.mark.parametrize("key", ["", "k" * 5000, "a\nb", "a\n", " "])
def test_key_of_a_hostile_result_is_refused(pipeline: Pipeline, key: str) -> None:
    pipeline.check("--output", "json=result.json")
    document = json.loads(Path("result.json").read_bytes())
    Path("result.json").write_text(json.dumps({**document, "key": key}))
    answer = pipeline.run("comment", "result.json")
    assert answer.code == 3
    assert "key" in answer.err
    assert pipeline.rig.fake.asked == []


def test_result_cannot_say_where_it_is_posted(pipeline: Pipeline) -> None:
    pipeline.check("--output", "json=result.json")
    document = json.loads(Path("result.json").read_bytes())
    Path("result.json").write_text(json.dumps({**document, "api_url": "http://evil.example", "pull_request": 1}))
    pipeline.run("comment", "result.json")
    assert all(a.headers["Host"].startswith("127.0.0.1:") for a in pipeline.rig.fake.asked)
    assert all("/7/" in a.path or "graphql" in a.path or "/user" in a.path for a in pipeline.rig.fake.asked[:3])


def test_report_of_5_mb_is_cut_at_sections_and_keeps_its_verdict(pipeline: Pipeline) -> None:
    strict()
    name = "_" * 120
    volumes = [change(f'aws_ebs_volume.v["{name}{i}"]', {"type": "gp3", "size": 500}) for i in range(3000)]
    odd = [change(f'aws_instance.i["{name}{i}"]', {"instance_type": "q9.odd"}) for i in range(500)]
    Path("plan.json").write_bytes(encode(*volumes, *odd))
    checked = pipeline.check("--comment", "--output", "json=result.json")
    assert Path("result.json").stat().st_size > 5e6
    assert checked.code == 1
    body = pipeline.body()
    assert body.startswith("### ❌ costgate: fail")
    assert "**monthly-increase**" in body
    assert body.count("<details>") == body.count("</details>")
    if pipeline.rig.forge == "github":
        assert len(body) <= LIMIT
        assert re.search("<sub>Left out, for a comment holds only so much: .*lines of the bill", body)
    posted = pipeline.run("comment", "result.json")
    assert "comment updated" in posted.err


def test_processes_at_once_leave_one_comment(pipeline: Pipeline) -> None:
    pipeline.check("--output", "json=result.json")
    keep = {k: v for k, v in os.environ.items() if k.startswith(("PATH", "HOME", "NO_PROXY", "no_proxy", "PYTHON"))}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "costgate", "comment", "result.json"],
            env={**keep, "PYTHONPATH": str(ROOT), **pipeline.rig.environment(number)},
            stderr=subprocess.PIPE, text=True,
        )
        for number in (31, 32, 33)
    ]  # fmt: skip
    told = [process.communicate(timeout=60)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], told
    assert all(pipeline.rig.token not in text for text in told)
    pipeline.run("comment", "result.json", number=34)
    assert len(pipeline.rig.fake.bodies()) == 1
    assert f"{pipeline.rig.forge}/34." in pipeline.body()
