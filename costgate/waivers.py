"""Waivers and the baseline: findings that are known and accepted do not block, for as long as that was said.

A waiver stands in costgate.yml with a reason, a name and a day on which it ends. The baseline is a file of the
violations that were there when a team began: they do not block unless they get worse, and what is mended is taken out.
A finding that is let pass stays in the report, as a note that says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from costgate.errors import ConfigError
from costgate.model import CostDiff, Finding, Level, Verdict
from costgate.money import is_amount, money, plain
from costgate.patterns import Patterns, any_fits

IDENT = "waivers"
DEMANDS = "A waiver must hold: its date is to come, its limit is kept, and the base branch has it."
"""By what name the findings about waivers and the baseline themselves go."""


class Waiver(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Findings of `policy` that are accepted until the day `expires`, and what they are about.

    Without `address` also those that are about no resource. `max_monthly` is the most that the resource, or what else
    was measured, may cost a month for the waiver to hold.
    """

    policy: Patterns
    reason: str
    by: str
    expires: date
    address: Patterns = "*"
    about: Patterns = "*"
    project: Patterns = "*"
    max_monthly: Decimal | None = None

    def __post_init__(self) -> None:
        """Somebody must answer for a waiver, and say why."""
        for name in ("reason", "by"):
            if not getattr(self, name).strip():
                raise ValueError(f"{name} is empty, expected {'why' if name == 'reason' else 'who'} accepts this")
        if self.max_monthly is not None and not is_amount(self.max_monthly):
            raise ValueError(f"max_monthly is {self.max_monthly}, expected an amount of money")

    def fits(self, finding: Finding) -> bool:
        """True if it is about `finding`."""
        return (
            any_fits(self.policy, finding.policy)
            and any_fits(self.address, finding.address)
            and any_fits(self.about, finding.about)
            and any_fits(self.project, finding.project)
        )

    @property
    def words(self) -> str:
        """For a reader: which waiver this is."""
        policy = self.policy if isinstance(self.policy, str) else ", ".join(self.policy)
        address = self.address if isinstance(self.address, str) else ", ".join(self.address)
        return f"the waiver of {policy}" + ("" if address == "*" else f" for {address}")


class Known(Struct, frozen=True):
    """A violation of the baseline: a finding's identity, and what was measured."""

    policy: str
    project: str
    address: str
    about: str
    amount: Decimal | None = None

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """See `Finding.identity`."""
        return self.policy, self.project, self.address, self.about


class Baseline(Struct, frozen=True):
    """The violations that a team knows of."""

    version: int = 1
    known: tuple[Known, ...] = ()


def waive(
    verdict: Verdict,
    diff: CostDiff,
    today: str,
    waivers: Sequence[Waiver] = (),
    baseline: Baseline = Baseline(),
    proposed: Sequence[Waiver] = (),
) -> Verdict:
    """`verdict` with what waivers and the baseline let pass, and findings about them.

    `proposed` are waivers that do not hold yet: those which only the change itself brings along.
    """
    costs = {(r.project, r.change.address): r.effective_cost.after for r in diff.resources}
    known = {k.identity: k for k in baseline.known}
    used: set[int] = set()
    findings, broken = [], []
    for finding in verdict.findings:
        if finding.level is Level.NOTE:
            findings.append(finding)
            continue
        passed = _known(finding, known)
        for number, waiver in enumerate(waivers):
            if passed is None and waiver.fits(finding):
                used.add(number)
                problem = _problem(waiver, finding, costs, today, diff.currency)
                if problem:
                    broken.append(_about(waiver, finding, problem))
                else:
                    until = f"waived until {waiver.expires.isoformat()} by {waiver.by}: {waiver.reason}"
                    passed = replace(finding, level=Level.NOTE, waiver=until)
        findings.append(passed or finding)
        if passed is None:
            broken += [_about(w, finding, "is not on the base branch yet") for w in proposed if w.fits(finding)]
    unused = [
        Finding(IDENT, Level.NOTE, f"{waiver.words} was not needed{_expired(waiver, today)}", about=waiver.words)
        for number, waiver in enumerate(waivers)
        if number not in used
    ]
    everything = [*findings, *dict.fromkeys(broken), *unused]
    everything.sort(key=lambda f: (-f.level, f.policy, f.project, f.address, f.message))
    asked = {IDENT: DEMANDS} if waivers or proposed or baseline.known else {}
    return Verdict(tuple(everything), dict(sorted({**verdict.asked, **asked}.items())))


def _known(finding: Finding, known: Mapping[tuple[str, str, str, str], Known]) -> Finding | None:
    """`finding` as a note if the baseline has it, and it did not get worse."""
    entry = known.get(finding.identity)
    if entry is None or (finding.amount is not None and (entry.amount is None or finding.amount > entry.amount)):
        return None
    return replace(finding, level=Level.NOTE, waiver="known: it is in the baseline")


def _problem(
    waiver: Waiver, finding: Finding, costs: Mapping[tuple[str, str], Decimal], today: str, currency: str
) -> str:
    """Why `waiver` does not let `finding` pass, "" if it does."""
    if today > waiver.expires.isoformat():
        return f"expired on {waiver.expires.isoformat()}"
    limit = waiver.max_monthly
    if limit is not None:
        cost = costs.get((finding.project, finding.address), finding.amount)
        if cost is None:
            return f"is for at most {money(limit, currency)} a month, and this has no cost"
        if cost > limit:
            return f"is for at most {money(limit, currency)} a month, and this costs {money(cost, currency)}"
    return ""


def _about(waiver: Waiver, finding: Finding, problem: str) -> Finding:
    message = f"{waiver.words} does not hold: it {problem}"
    remedy = "Mend what the policy says, or have the waiver renewed."
    return Finding(IDENT, Level.WARN, message, finding.address, finding.project, remedy, waiver.words)


def _expired(waiver: Waiver, today: str) -> str:
    ended = waiver.expires.isoformat()
    return f", and expired on {ended}: take it out" if today > ended else ""


# The baseline's file


def read(raw: bytes, name: str) -> Baseline:
    """A baseline from its file, called `name` in messages. Raises ConfigError if it is none."""
    try:
        found = msgspec.json.decode(raw, type=Baseline)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{name} is no baseline: {error}", _REMAKE) from None
    if found.version != 1:
        raise ConfigError(f"{name} has version {found.version}, expected 1", _REMAKE)
    return found


_REMAKE = "Write a new one with `costgate baseline RESULT.json`."


def write(baseline: Baseline) -> str:
    """The text of a baseline's file: sorted, an entry a line, so that a change of it can be reviewed."""
    lines = []
    for entry in sorted(baseline.known, key=lambda k: k.identity):
        amount = None if entry.amount is None else plain(entry.amount)
        text = msgspec.json.encode({**msgspec.structs.asdict(entry), "amount": amount}).decode()
        lines.append(f"    {text}")
    listed = ",\n".join(lines)
    return (
        f'{{\n  "version": 1,\n  "known": [\n{listed}\n  ]\n}}\n' if lines else '{\n  "version": 1,\n  "known": []\n}\n'
    )


def violations(verdict: Verdict) -> Baseline:
    """The baseline of what warns or fails now."""
    return Baseline(known=tuple(_entry(f) for f in verdict.findings if f.level > Level.NOTE and f.policy != IDENT))


def _entry(finding: Finding) -> Known:
    return Known(*finding.identity, finding.amount)


def shrunk(baseline: Baseline, findings: Iterable[Finding], complete: Mapping[str, bool]) -> Baseline:
    """`baseline` without what was mended, and with what got better.

    `complete` has the projects of this run, and whether their plans are whole: what a plan does not show is not mended.
    """
    now = {f.identity: f for f in findings if f.level > Level.NOTE or f.waiver}
    kept = []
    for entry in baseline.known:
        found = now.get(entry.identity)
        if found is not None:
            amounts = [a for a in (entry.amount, found.amount) if a is not None]
            kept.append(replace(entry, amount=min(amounts, default=None)))
        elif not (all(complete.values()) if entry.project == "" else complete.get(entry.project, False)):
            kept.append(entry)
    return Baseline(known=tuple(kept))
