"""sarif: SARIF 2.1.0, for GitHub's code scanning, Jenkins' Warnings Next Generation, Azure DevOps and editors.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec

from costgate.money import plain
from costgate.problems import LEVELS, Problem, anchor, problems
from costgate.report import Report
from costgate.text import plain as harmless

NEEDS_SOURCES = True

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

MOST = 5_000
"""Results of a file. GitHub shows as many of them, the worst first, and refuses a file with more than 25,000.
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support"""

MOST_LOCATIONS, LONGEST_TEXT = 100, 1_000
"""Resources that one result names; characters of a description, of which GitHub takes 1,024."""


def render(report: Report) -> str:
    """The findings as SARIF: one run, whose category is the report's key."""
    found = problems(report)
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, found)]}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _run(report: Report, found: list[Problem]) -> dict[str, Any]:
    rules = sorted({*report.verdict.asked, *(problem.finding.policy for problem in found)})
    left_out = len(found) - MOST
    notes = [f"{left_out} results are left out; --output json=result.json has them all."] if left_out > 0 else []
    cost = report.diff.effective_cost
    return {
        "tool": {
            "driver": {
                "name": "costgate",
                "semanticVersion": report.version,
                "rules": [_rule(policy, report.verdict.asked.get(policy, "")) for policy in rules],
            }
        },
        "automationDetails": {"id": f"costgate/{quote(report.key, safe='')}/"},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [{"level": "warning", "message": {"text": n}} for n in notes],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the checkout."}}},
        "results": [_result(report, problem, rules) for problem in found[:MOST]],
        "properties": {
            "verdict": report.result,
            "billing_currency": report.diff.currency,
            "effective_cost_before": plain(cost.before),
            "effective_cost_after": plain(cost.after),
            "effective_cost_delta": plain(cost.delta),
        },
    }


def _rule(policy: str, demands: str) -> dict[str, Any]:
    return {
        "id": f"costgate/{policy}",
        "name": "".join(word.capitalize() for word in policy.split("-")),
        "shortDescription": {"text": demands.partition("\n")[0][:LONGEST_TEXT] or policy},
        "fullDescription": {"text": demands.replace("\n\n", " ")[:LONGEST_TEXT] or policy},
        "help": {
            "text": f"{demands}\n\nThe policy `{policy}` is set in costgate.yml.",
            "markdown": f"{demands}\n\nThe policy `{policy}` is set in `costgate.yml`.",
        },
        "properties": {"tags": ["cost"]},
    }


def _result(report: Report, problem: Problem, rules: list[str]) -> dict[str, Any]:
    finding, place = problem.finding, anchor(report, problem)
    addresses = [harmless(f.address, LONGEST_TEXT) for f in problem.findings if f.address]
    waiver = {"kind": "external", "justification": harmless(finding.waiver, LONGEST_TEXT)}
    return {
        "ruleId": f"costgate/{finding.policy}",
        "ruleIndex": rules.index(finding.policy),
        "level": LEVELS[finding.level],
        "message": {"text": problem.text.replace("](", "]\u200b(")},  # [text](target) would be a link
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(place.file, errors="replace"), "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": place.line, "endLine": place.end_line},
                },
                "logicalLocations": [
                    {"fullyQualifiedName": address, "kind": "resource"} for address in addresses[:MOST_LOCATIONS]
                ],
            }
        ],
        "partialFingerprints": {"costgate/v1": problem.fingerprint},
        **({"suppressions": [waiver]} if finding.waiver else {}),
        "properties": {"project": harmless(finding.project, LONGEST_TEXT), "resources": len(addresses)},
    }
