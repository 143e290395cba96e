"""Waivers, the baseline, and whose configuration judges a change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from costgate import waivers
from costgate.errors import ConfigError
from costgate.model import Finding, Level, Verdict
from costgate.policies import judge
from costgate.policies.monthly_total import MonthlyTotal
from costgate.policies.resource_cost import ResourceCost
from costgate.waivers import Baseline, Known, Waiver, shrunk, violations, waive
from tests.test_policies import resource, subject

COSTLY = subject(resource(10, 500, address="aws_instance.db"), resource(10, 20, address="aws_instance.web"))
VERDICT = judge([ResourceCost(max=Decimal(100)), MonthlyTotal(max=Decimal(100))], COSTLY)
TODAY = "2026-11-01"


def waiver(**more: Any) -> Waiver:
    given = {"policy": "resource-cost", "reason": "migration", "by": "Kim", "expires": date(2026, 12, 31), **more}
    return Waiver(**given)


def waived(*chosen: Waiver, today: str = TODAY, **more: Any) -> Verdict:
    return waive(VERDICT, COSTLY.diff, today, chosen, **more)


def of(verdict: Verdict, policy: str) -> list[Finding]:
    return [f for f in verdict.findings if f.policy == policy]


def test_waived_finding_stays_as_a_note_that_says_why() -> None:
    (finding,) = of(waived(waiver(address="aws_instance.db")), "resource-cost")
    assert (finding.level, finding.address) == (Level.NOTE, "aws_instance.db")
    assert finding.waiver == "waived until 2026-12-31 by Kim: migration"
    assert of(waived(waiver(address="aws_instance.db")), "monthly-total")[0].level is Level.FAIL


def test_finding_about_no_resource_is_waived_by_its_policy() -> None:
    assert waived(waiver(policy="*")).passed
    assert not waived(waiver(policy=("resource-*",))).passed


@pytest.mark.parametrize(("today", "holds"), [("2026-12-30", True), ("2026-12-31", True), ("2027-01-01", False)])
def test_waiver_holds_to_the_end_of_its_last_day(today: str, holds: bool) -> None:
    verdict = waived(waiver(), today=today)
    assert (of(verdict, "resource-cost")[0].level is Level.NOTE) is holds
    told = [f.message for f in of(verdict, "waivers") if f.level is Level.WARN]
    assert told == ([] if holds else ["the waiver of resource-cost does not hold: it expired on 2026-12-31"])


@pytest.mark.parametrize(("ceiling", "holds"), [(500, True), (499, False)])
def test_waiver_holds_up_to_its_ceiling(ceiling: int, holds: bool) -> None:
    verdict = waived(waiver(max_monthly=Decimal(ceiling)))
    assert (of(verdict, "resource-cost")[0].level is Level.NOTE) is holds
    if not holds:
        assert "for at most $499.00 a month, and this costs $500.00" in of(verdict, "waivers")[0].message


def test_ceiling_of_a_total_is_what_was_measured() -> None:
    for ceiling, level in ((520, Level.NOTE), (519, Level.FAIL)):
        verdict = waived(waiver(policy="monthly-total", max_monthly=Decimal(ceiling)))
        assert of(verdict, "monthly-total")[0].level is level


def test_waiver_that_was_not_needed_is_noted() -> None:
    verdict = waived(waiver(address="aws_instance.gone"), waiver(address="aws_instance.old", expires=date(2026, 1, 1)))
    assert [f.message for f in of(verdict, "waivers")] == [
        "the waiver of resource-cost for aws_instance.gone was not needed",
        "the waiver of resource-cost for aws_instance.old was not needed, and expired on 2026-01-01: take it out",
    ]
    assert verdict.level is Level.FAIL


def test_second_waiver_may_let_pass_what_the_first_does_not() -> None:
    verdict = waived(waiver(expires=date(2026, 1, 1)), waiver())
    assert of(verdict, "resource-cost")[0].level is Level.NOTE


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"by": ""}, {"max_monthly": Decimal("Infinity")}])
def test_waiver_without_reason_or_name_is_a_mistake(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        waiver(**wrong)


def test_proposed_waiver_does_not_hold_and_is_named() -> None:
    verdict = waived(proposed=[waiver()])
    assert of(verdict, "resource-cost")[0].level is Level.FAIL
    assert of(verdict, "waivers")[0].message.endswith("does not hold: it is not on the base branch yet")


# The baseline


def test_known_violation_does_not_block_and_a_new_one_does() -> None:
    verdict = waived(baseline=Baseline(known=(Known("resource-cost", "shop", "aws_instance.db", "", Decimal(500)),)))
    assert of(verdict, "resource-cost")[0].waiver == "known: it is in the baseline"
    assert of(verdict, "monthly-total")[0].level is Level.FAIL


@pytest.mark.parametrize(("amount", "blocks"), [(499, True), (500, False), (501, False), (None, True)])
def test_known_violation_that_got_worse_blocks(amount: int | None, blocks: bool) -> None:
    entry = Known("resource-cost", "shop", "aws_instance.db", "", None if amount is None else Decimal(amount))
    verdict = waived(baseline=Baseline(known=(entry,)))
    assert (of(verdict, "resource-cost")[0].level is Level.FAIL) is blocks


def test_baseline_lets_all_pass_that_it_was_made_of() -> None:
    assert waived(baseline=violations(VERDICT)).passed


def test_baseline_reads_what_it_wrote_sorted_an_entry_a_line() -> None:
    baseline = violations(VERDICT)
    text = waivers.write(baseline)
    assert set(waivers.read(text.encode(), "b").known) == set(baseline.known)
    assert len(text.splitlines()) == len(baseline.known) + 5
    assert waivers.read(waivers.write(Baseline()).encode(), "b") == Baseline()


@pytest.mark.parametrize("raw", [b"", b"[]", b'{"version": 2}', b'{"known": [{"policy": 1}]}', b"\xff"])
def test_file_that_is_no_baseline_is_refused(raw: bytes) -> None:
    with pytest.raises(ConfigError, match=r"base\.json"):
        waivers.read(raw, "base.json")


ENTRY = Known("resource-cost", "shop", "aws_instance.db", "", Decimal(500))


@pytest.mark.parametrize(
    ("findings", "complete", "left"),
    [
        ((), {"shop": True}, ()),
        ((), {"shop": False}, (ENTRY,)),
        ((), {"other": True}, (ENTRY,)),
        ((Finding("resource-cost", Level.NOTE, "", "aws_instance.db", "shop", amount=Decimal(9)),), {"shop": True}, ()),
        (
            (Finding("resource-cost", Level.FAIL, "", "aws_instance.db", "shop", amount=Decimal(900)),),
            {"shop": True},
            (ENTRY,),
        ),
        (
            (Finding("resource-cost", Level.NOTE, "", "aws_instance.db", "shop", amount=Decimal(300), waiver="known"),),
            {"shop": True},
            (Known("resource-cost", "shop", "aws_instance.db", "", Decimal(300)),),
        ),
    ],
    ids=["mended", "plan is partial", "of another project", "only noted now", "got worse", "got better"],
)
def test_baseline_shrinks_by_what_a_whole_plan_shows_as_mended(
    findings: tuple[Finding, ...], complete: dict[str, bool], left: tuple[Known, ...]
) -> None:
    assert shrunk(Baseline(known=(ENTRY,)), findings, complete).known == left
