"""Publishers, with the real PyGithub and python-gitlab, on fakes that hold every request to the forge's contract."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from costgate.errors import PublishError
from costgate.publishers import forges, github, gitlab
from costgate.publishers._forge import Run
from tests.forges.fake import FAULT
from tests.forges.github import ACTIONS, pull
from tests.forges.rig import MALLORY, Rig, github_rig, gitlab_rig, served


@pytest.fixture(params=[github_rig, gitlab_rig], ids=["github", "gitlab"])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    """Each forge in turn."""
    with served(request.param()) as made:
        yield made


@pytest.fixture
def hub() -> Iterator[Rig]:
    with served(github_rig()) as made:
        yield made


@pytest.fixture
def lab() -> Iterator[Rig]:
    with served(gitlab_rig()) as made:
        yield made


def test_every_forge_is_found() -> None:
    assert forges() == ["github", "gitlab"]


# One comment --------------------------------------------------------------------------------------------------------


def test_first_run_posts_and_the_next_edits_the_same_comment(rig: Rig) -> None:
    first, second = rig.publish("one", 1), rig.publish("two", 2)
    assert (first.outcome, second.outcome) == ("created", "updated")
    assert first.id == second.id
    assert first.url.endswith(str(first.id))
    assert rig.texts() == ["two"]


def test_same_run_again_changes_nothing(rig: Rig) -> None:
    rig.publish("one")
    before = rig.writes()
    assert rig.publish("one").outcome == "unchanged"
    assert rig.writes() == before


def test_older_run_does_not_overwrite_a_newer_one(rig: Rig) -> None:
    newer = rig.publish("new", 20)
    late = rig.publish("old", 19)
    assert (late.outcome, late.url) == ("superseded", newer.url)
    assert rig.texts() == ["new"]


def test_later_attempt_of_a_run_overwrites_an_earlier_one(rig: Rig) -> None:
    rig.publish("first try", Run(rig.forge, 5, 1))
    assert rig.publish("second try", Run(rig.forge, 5, 2)).outcome == "updated"
    assert rig.publish("first try, late", Run(rig.forge, 5, 1)).outcome == "superseded"
    assert rig.texts() == ["second try"]


def test_runs_of_different_ci_systems_have_no_order(rig: Rig) -> None:
    rig.publish("by hand", Run())
    assert rig.publish("of Jenkins", Run("jenkins", 3)).outcome == "updated"
    assert rig.publish("of the forge's own", Run(rig.forge, 2)).outcome == "updated"
    assert rig.publish("by hand again", Run()).outcome == "updated"
    assert rig.texts() == ["by hand again"]


def test_each_key_has_a_comment_of_its_own(rig: Rig) -> None:
    for key in ("network", "network/eu", "--> ünïcode %", "default"):
        rig.publish(key, 1, key=key)
        rig.publish(f"{key}, again", 2, key=key)
    assert sorted(rig.texts()) == ["--> ünïcode %, again", "default, again", "network, again", "network/eu, again"]


def test_comment_ends_with_its_marker_after_commit_and_run(rig: Rig) -> None:
    rig.publish("text", 3, key="net", head_sha="ab" * 20, run_url="https://ci.example/run/3?a=1&b=2")
    text, footer, marker = rig.fake.bodies()[0].strip().split("\n\n")
    link = '<a href="https://ci.example/run/3?a=1&amp;b=2">this run</a>'
    assert (text, footer) == ("text", f"<sub><code>net</code> · commit ababababab · {link}</sub>")
    assert re.fullmatch(rf"<!-- costgate:v1 key=net run={rig.forge}/3\.1 text=[0-9a-f]{{16}} -->", marker)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x/\n/approve", "//x", 'https://x/"><b>'])
def test_address_of_a_run_cannot_leave_its_link(rig: Rig, url: str) -> None:
    rig.publish("text", run_url=url)
    body = rig.fake.bodies()[0]
    assert "javascript" not in body
    assert "<b>" not in body
    assert "\n/" not in body


# Whose it is --------------------------------------------------------------------------------------------------------


def test_comment_planted_by_somebody_else_is_none_of_ours(rig: Rig) -> None:
    planted = rig.marked("PASS, says mallory", 10**18)
    kept = rig.fake.plant(planted, MALLORY)
    assert rig.publish("the truth", 1).outcome == "created"
    assert rig.publish("the truth, again", 2).outcome == "updated"
    assert rig.fake.bodies()[0] == planted
    assert rig.texts() == ["PASS, says mallory", "the truth, again"]
    assert kept


def test_planted_date_in_the_future_decides_nothing(hub: Rig) -> None:
    hub.fake.plant(hub.marked("valid for ever", 10**18), MALLORY, created="2099-01-01T00:00:00Z")
    hub.publish("one", 1)
    hub.fake.comments[max(hub.fake.comments)]["created_at"] = "2099-01-01T00:00:00Z"
    assert hub.publish("two", 2).outcome == "updated"


def test_marker_inside_a_text_counts_for_nothing(rig: Rig) -> None:
    forged = rig.marked("x", 10**18).strip().rpartition("\n")[2]
    rig.publish(f"name of a resource\n{forged}\nand more", 1)
    assert rig.publish("two", 2).outcome == "updated"
    assert rig.texts() == ["two"]


def test_our_own_other_comments_are_left_alone(rig: Rig) -> None:
    mine = {"by": ACTIONS} if rig.forge == "github" else {}
    rig.fake.plant("a comment of another step of the workflow", **mine)
    rig.publish("one", 1)
    rig.publish("two", 2, mode="delete-and-new")
    assert rig.texts() == ["a comment of another step of the workflow", "two"]


def test_user_who_is_gone_is_nobody(hub: Rig) -> None:
    kept = hub.fake.plant(hub.marked("old", 1), MALLORY)
    hub.fake.comments[kept]["user"] = None
    assert hub.publish("one").outcome == "created"


def test_token_of_an_app_and_of_a_user_each_know_their_own(hub: Rig) -> None:
    hub.publish("by the app", 1)
    hub.publish("by octocat", 1, token="ghp_octocat")
    hub.publish("by octocat, again", 2, token="ghp_octocat")
    assert hub.texts() == ["by the app", "by octocat, again"]


def test_forge_with_two_names_for_us_still_gets_one_comment(hub: Rig) -> None:
    """Should `viewer` ever be called otherwise than the author of our comments, what was posted tells."""
    hub.publish("one", 1)
    hub.fake.viewer = "somebody"
    for number in (2, 3):
        hub.publish(f"run {number}", number)
    assert hub.texts() == ["run 3"]


def test_comment_is_found_among_300_others(rig: Rig) -> None:
    for number in range(150):
        rig.fake.plant(f"talk {number}", MALLORY)
    first = rig.publish("one", 1)
    for number in range(150, 300):
        rig.fake.plant(f"talk {number}", MALLORY)
    again = rig.publish("two", 2)
    assert (again.outcome, again.id) == ("updated", first.id)
    assert len(rig.texts()) == 301
    assert rig.texts().count("two") == 1


# At the same time ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", [1, 99], ids=["older", "newer"])
@pytest.mark.parametrize("after", [False, True], ids=["before ours", "after ours"])
def test_two_runs_that_post_at_once_leave_the_newest_text_once(rig: Rig, other: int, after: bool) -> None:
    rig.fake.meanwhile(*rig.POST, lambda: rig.fake.plant(rig.marked("other", other)) and None, after=after)
    found = rig.publish("ours", 50)
    assert rig.texts() == (["other"] if other > 50 else ["ours"])
    assert found.outcome == ("superseded" if other > 50 else "created")


def test_older_run_that_edits_late_is_put_right_at_the_next_look(rig: Rig) -> None:
    first = rig.publish("one", 1)
    rig.fake.meanwhile(*rig.edit, lambda: _overwrite(rig, first.id, rig.marked("late", 2)), after=True)
    assert rig.publish("newest", 3).outcome == "updated"
    assert rig.texts() == ["newest"]


def test_newer_run_that_edits_meanwhile_is_not_undone(rig: Rig) -> None:
    first = rig.publish("one", 1)
    rig.fake.meanwhile(*rig.edit, lambda: _overwrite(rig, first.id, rig.marked("newest", 9)), after=True)
    assert rig.publish("ours", 3).outcome == "superseded"
    assert rig.texts() == ["newest"]


def _overwrite(rig: Rig, id_: int, body: str) -> None:
    (rig.fake.comments if rig.forge == "github" else rig.fake.notes)[id_]["body"] = body


def test_comment_that_is_deleted_meanwhile_is_posted_anew(rig: Rig) -> None:
    first = rig.publish("one", 1)
    state = rig.fake.comments if rig.forge == "github" else rig.fake.notes
    rig.fake.meanwhile(*rig.edit, lambda: state.pop(first.id) and None)
    assert rig.publish("two", 2).outcome == "created"
    assert rig.texts() == ["two"]


def test_duplicates_of_the_past_are_cleared_up(rig: Rig) -> None:
    for number in range(5):
        rig.fake.plant(rig.marked(f"run {number}", number))
    assert rig.publish("now", 9).outcome == "updated"
    assert rig.texts() == ["now"]


# Modes --------------------------------------------------------------------------------------------------------------


def test_new_leaves_the_old_comments(rig: Rig) -> None:
    outcomes = [rig.publish(text, number, mode="new").outcome for number, text in enumerate(("a", "b", "c"), 1)]
    assert outcomes == ["created"] * 3
    assert rig.texts() == ["a", "b", "c"]


def test_delete_and_new_leaves_the_newest(rig: Rig) -> None:
    for number, text in enumerate(("a", "b", "c"), 1):
        rig.publish(text, number, mode="delete-and-new")
    assert rig.texts() == ["c"]
    assert rig.publish("late", 1, mode="delete-and-new").outcome == "superseded"
    assert rig.texts() == ["c"]


def test_hide_and_new_folds_the_old_ones_away(rig: Rig) -> None:
    for number, text in enumerate(("a", "b", "c"), 1):
        rig.publish(text, number, mode="hide-and-new")
    assert rig.texts() == ["c"]
    hidden = rig.texts(hidden=True)
    assert ["a" in hidden[0].splitlines(), "b" in hidden[1].splitlines(), len(hidden)] == [True, True, 2]
    assert rig.publish("late", 1, mode="hide-and-new").outcome == "superseded"


def test_hidden_comment_stays_as_it_is(rig: Rig) -> None:
    for number, text in enumerate(("a", "b"), 1):
        rig.publish(text, number, mode="hide-and-new")
    hidden = rig.texts(hidden=True)
    rig.publish("c", 3)
    assert rig.texts() == ["c"]
    assert rig.texts(hidden=True) == hidden


@pytest.mark.parametrize("mode", ["hide-and-new", "delete-and-new"])
def test_older_run_that_posts_at_once_takes_its_own_away(rig: Rig, mode: str) -> None:
    rig.fake.meanwhile(*rig.POST, lambda: rig.fake.plant(rig.marked("newer", 9)) and None)
    assert rig.publish("ours", 3, mode=mode).outcome == "superseded"  # type: ignore[arg-type]
    assert rig.texts() == ["newer"]


def test_nothing_to_tell_makes_no_comment_but_updates_one(rig: Rig) -> None:
    assert rig.publish("nothing", 1, wanted=False).outcome == "skipped"
    assert rig.texts() == []
    rig.publish("+$500", 2)
    assert rig.publish("no change any more", 3, wanted=False).outcome == "updated"
    assert rig.texts() == ["no change any more"]


@pytest.mark.parametrize("mode", ["hide-and-new", "delete-and-new"])
def test_nothing_to_tell_takes_the_outdated_comment_away(rig: Rig, mode: str) -> None:
    rig.publish("+$500", 1)
    assert rig.publish("nothing", 2, wanted=False, mode=mode).outcome == "removed"  # type: ignore[arg-type]
    assert rig.texts() == []


def test_nothing_to_tell_leaves_the_record_of_new(rig: Rig) -> None:
    rig.publish("+$500", 1, mode="new")
    assert rig.publish("nothing", 2, wanted=False, mode="new").outcome == "skipped"
    assert rig.texts() == ["+$500"]


# Faults -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "token is wrong"),
        (403, "pull-requests: write|scope `api`"),
        (404, "Check the (repository|project) and the number"),
        (410, "switched off|docs/publishing.md"),
        (422, "not as GitHub wants it|docs/publishing.md"),
    ],
)
def test_refusal_names_what_is_missing(rig: Rig, status: int, said: str) -> None:
    rig.fake.fail(*rig.POST, status, "the forge's own words")
    with pytest.raises(PublishError, match=rf"did not post a (comment|note): {status} the forge's own words") as caught:
        rig.publish()
    assert re.search(said, caught.value.remedy)
    assert rig.waits == []
    assert rig.texts() == []


def test_read_only_token_is_told_of_forks(rig: Rig) -> None:
    with pytest.raises(PublishError) as caught:
        rig.publish(token=rig.reader)
    assert "403" in caught.value.message
    assert ("fork" in caught.value.remedy) == (rig.forge == "github")


def test_unknown_token_is_told_so(rig: Rig) -> None:
    with pytest.raises(PublishError, match="401"):
        rig.publish(token="unknown")


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_what_may_pass_is_tried_again(rig: Rig, status: int) -> None:
    rig.fake.fail(*rig.POST, status, times=2, Retry_After="7")
    assert rig.publish().outcome == "created"
    assert rig.waits == [7, 7]
    assert len(rig.texts()) == 1
    assert f"{status}" in rig.told[0]
    assert "another try in 7 seconds" in rig.told[0]


@pytest.mark.parametrize("status", [500, 503])
def test_waits_grow_where_the_forge_names_none_and_end(rig: Rig, status: int) -> None:
    rig.fake.fail(*rig.LIST, status, times=9)
    with pytest.raises(PublishError, match=str(status)):
        rig.publish()
    assert rig.waits == [1, 2, 4]


@pytest.mark.parametrize("wait", ["3600", "61", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_no_run_waits_for_longer_than_a_minute(rig: Rig, wait: str) -> None:
    rig.fake.fail(*rig.POST, 429, "slow down", Retry_After=wait)
    with pytest.raises(PublishError, match=r"asks to wait .* costgate waits 60 at most"):
        rig.publish()
    assert rig.waits == []


def test_odd_retry_after_is_none(rig: Rig) -> None:
    rig.fake.fail(*rig.POST, 503, Retry_After="soon")
    assert rig.publish().outcome == "created"
    assert rig.waits == [1]


def test_rate_limits_of_github_are_no_lack_of_a_permission(hub: Rig) -> None:
    reset = str(int(time.time()) + 5)
    hub.fake.fail(*hub.POST, 403, "API rate limit exceeded", X_RateLimit_Remaining="0", X_RateLimit_Reset=reset)
    assert hub.publish().outcome == "created"
    assert 4 <= hub.waits[0] <= 7
    hub.fake.fail(*hub.edit, 403, "You have exceeded a secondary rate limit")
    assert hub.publish("two", 2).outcome == "updated"
    assert hub.waits[1] == 60


@pytest.mark.parametrize("after", [False, True], ids=["unheeded", "heeded"])
@pytest.mark.parametrize("mode", ["update", "new", "hide-and-new", "delete-and-new"])
def test_post_whose_answer_is_lost_is_posted_once(rig: Rig, mode: str, after: bool) -> None:
    rig.fake.lose(*rig.POST, after=after)
    assert rig.publish(mode=mode).outcome == "created"  # type: ignore[arg-type]
    assert len(rig.texts()) == 1
    assert "no connection to 127.0.0.1" in rig.told[0]


def test_edit_whose_answer_is_lost_is_done(rig: Rig) -> None:
    rig.publish("one", 1)
    rig.fake.lose(*rig.edit, after=True)
    rig.publish("two", 2)
    assert rig.texts() == ["two"]


@pytest.mark.parametrize("after", [False, True], ids=["unheeded", "heeded"])
def test_timeout_is_bounded_and_posts_once(rig: Rig, after: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (github, gitlab):
        monkeypatch.setattr(module, "TIMEOUT", 1)
    rig.fake.stall(*rig.POST, 2, after=after)
    began = time.monotonic()
    rig.publish()
    assert time.monotonic() - began < 10
    assert "gives no answer" in rig.told[0]
    time.sleep(2)  # the answer that nobody waited for any more has had its effect by now
    rig.publish("two", 2)
    assert rig.texts() == ["two"]


def test_nobody_listens(rig: Rig) -> None:
    with pytest.raises(PublishError, match=r"no connection to 127\.0\.0\.1:9"):
        rig.publish(api_url="http://127.0.0.1:9/api/v4")
    assert rig.waits == [1, 2, 4]


@pytest.mark.parametrize("text", ["<html>Sign in</html>", "[]", "{}", "null", '"x"', '[{"id": 1}]', "[1]", "{"])
@pytest.mark.parametrize("what", ["author", "post"])
def test_answer_of_a_stranger_is_no_bug_of_ours(rig: Rig, what: str, text: str) -> None:
    author = ("POST", "/graphql$") if rig.forge == "github" else ("GET", "/user$")
    rig.fake.garble(*{"author": author, "post": rig.POST}[what], text, times=9)
    with pytest.raises(PublishError, match="the answer is not one of"):
        rig.publish()


@pytest.mark.parametrize("text", ["<html>Sign in</html>", '[{"id": 1}]', "[1]", '[{"id": "x", "body": 5}]', "[", "{"])
def test_list_of_a_stranger_is_no_bug_of_ours(rig: Rig, text: str) -> None:
    rig.fake.garble(*rig.LIST, text, times=9)
    with pytest.raises(PublishError, match=r"did not list the (comments|notes)"):
        rig.publish()
    assert rig.writes() == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("what", ["list", "post", "edit"])
def test_token_goes_nowhere_else(rig: Rig, what: str, status: int) -> None:
    rig.publish("one", 1)
    with served(github_rig() if rig.forge == "github" else gitlab_rig()) as other:
        where = {"list": rig.LIST, "post": rig.POST, "edit": rig.edit}[what]
        rig.fake.fail(*where, status, Location=f"{other.fake.url.replace('127.0.0.1', 'localhost')}/x", times=9)
        with pytest.raises(PublishError):
            rig.publish("two", 2, key="other" if what == "post" else "default")
        assert other.fake.asked == []
    assert rig.waits == []


def test_next_page_elsewhere_is_not_fetched(rig: Rig) -> None:
    with served(github_rig() if rig.forge == "github" else gitlab_rig()) as other:
        rig.fake.next_page = other.fake.url
        for number in range(150):
            rig.fake.plant(f"talk {number}", MALLORY)
        with suppress(PublishError):
            rig.publish()
        assert other.fake.asked == []


def test_token_stands_in_no_message(rig: Rig) -> None:
    rig.fake.fail(*rig.LIST, 500, f"trace: Authorization: token {rig.token}", times=9)
    with pytest.raises(PublishError) as caught:
        rig.publish()
    for text in (caught.value.message, caught.value.remedy, *rig.told):
        assert rig.token not in text
    assert "***" in caught.value.message


def test_message_of_a_forge_is_shown_harmless(rig: Rig) -> None:
    rig.fake.fail(*rig.POST, 403, "no\n::error::x\x1b[31m")
    with pytest.raises(PublishError) as caught:
        rig.publish()
    assert caught.value.message.isprintable()


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "ü", "tab\tbed", "\x00"])
def test_odd_token_is_not_sent_and_not_shown(rig: Rig, token: str) -> None:
    with pytest.raises(PublishError, match="COSTGATE_TOKEN is not a token") as caught:
        rig.publish(token=token)
    assert token not in caught.value.message + caught.value.remedy
    assert rig.fake.asked == []


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"forge": "", "lacks": "no CI"}, "no CI"),
        ({"forge": "sourcehut"}, "no CI system"),
        ({"repository": ""}, "repository is not known"),
        ({"repository": "acme/.."}, "is no repository"),
        ({"repository": "acme/infra?x=1"}, "is no repository"),
        ({"number": None}, "number of the pull request is not known"),
        ({"number": None, "lacks": "this run is of a push"}, "this run is of a push"),
        ({"api_url": "ftp://x"}, "no address of an API"),
        ({"api_url": "https://user@x/api"}, "no address of an API"),
        ({"api_url": "https://"}, "no address of an API"),
    ],
)
def test_what_is_not_known_is_named(rig: Rig, missing: dict[str, object], said: str) -> None:
    with pytest.raises(PublishError, match=said):
        rig.publish(**missing)  # type: ignore[arg-type]
    assert rig.fake.asked == []


# What one forge has alone -------------------------------------------------------------------------------------------


def test_github_enterprise_is_reached_below_its_prefix() -> None:
    with served(github_rig("/api/v3")) as rig:
        rig.publish("a", 1, mode="hide-and-new")
        rig.publish("b", 2, mode="hide-and-new")
        assert rig.texts() == ["b"]
        paths = {a.path.partition("?")[0] for a in rig.fake.asked}
        assert "/api/graphql" in paths


def test_pull_request_of_a_fork_is_found_by_its_head(hub: Rig) -> None:
    hub.fake.pulls += [pull(8, "mallory:branch-7", "f" * 40), pull(9, "mallory:other", "e" * 40)]
    found = hub.publish("text", number=None, head="mallory:branch-7", head_sha="f" * 40)
    assert "/pull/8#" in found.url


@pytest.mark.parametrize(("head", "sha"), [("mallory:gone", "f" * 40), ("acme:branch-7", "e" * 40)])
def test_head_that_no_open_pull_request_has_gets_no_comment(hub: Rig, head: str, sha: str) -> None:
    with pytest.raises(PublishError, match=f"no open pull request of acme/infra has {head} at {sha[:10]}"):
        hub.publish(number=None, head=head, head_sha=sha)


def test_head_of_two_pull_requests_gets_no_comment(hub: Rig) -> None:
    hub.fake.pulls += [pull(8, "mallory:x", "f" * 40), pull(9, "mallory:x", "f" * 40)]
    with pytest.raises(PublishError, match="2 open pull requests"):
        hub.publish(number=None, head="mallory:x", head_sha="f" * 40)


def test_gitlab_obeys_no_line_of_ours(lab: Rig) -> None:
    lab.publish("/approve\ntext\n/merge\n  /close", 1)
    lab.publish("/approve\nmore\n\t/merge", 2)
    assert lab.fake.quick_actions == []
    assert "&#47;approve" in lab.fake.bodies()[0]


def test_system_notes_are_nobodys(lab: Rig) -> None:
    lab.fake.plant(lab.marked("added 1 commit", 99), system=True)
    assert lab.publish().outcome == "created"


def test_fakes_tell_their_state_to_tools_that_are_no_tests(rig: Rig) -> None:
    import requests

    rig.publish("one")
    state = requests.get(f"{rig.fake.url.removesuffix('/api/v4')}/_fake", timeout=5).json()
    assert state["bodies"] == rig.fake.bodies()
    assert state["violations"] == []
    assert any(c.startswith("POST ") for c in state["calls"])


def test_fakes_see_what_breaks_their_contract(rig: Rig) -> None:
    """A guard that never barks is none."""
    import requests

    headers = {"Authorization": f"token {rig.token}", "PRIVATE-TOKEN": rig.token}
    where = "repos/acme/infra/issues" if rig.forge == "github" else "projects/acme%2Fplatform%2Finfra/merge_requests"
    leaf = "comments" if rig.forge == "github" else "notes"
    requests.post(f"{rig.fake.url}/{where}/7/{leaf}", json={"body": 5}, headers=headers, timeout=5)
    assert requests.get(f"{rig.fake.url}/elsewhere", headers=headers, timeout=5).status_code == 404
    assert len(rig.fake.violations) >= 2
    rig.fake.violations.clear()
    assert FAULT not in requests.get(f"{rig.fake.url}/{where}/7/{leaf}", headers=headers, timeout=5).headers
