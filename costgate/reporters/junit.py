"""junit: JUnit XML, for whatever shows test results: GitLab, Jenkins, Azure Pipelines and others.

A policy is a suite. What fails is a failed test; what only warns passes, with the warning in its output; what is waived
is skipped. The names of tests stay the same from run to run, so that their history can be followed. The schema is that
of Jenkins' xUnit plugin: https://github.com/jenkinsci/xunit-plugin
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from costgate.model import Finding, Level
from costgate.problems import LONGEST, place
from costgate.report import Report
from costgate.text import plain

NEEDS_SOURCES = True

LONGEST_NAME = 1_000
"""Characters of a test's name: cut names could be the same."""


def render(report: Report) -> str:
    """A suite for each policy: a test for each resource that it has found fault with, else one that passes."""
    root = ET.Element("testsuites", name="costgate")
    for policy in sorted({*report.verdict.asked, *(f.policy for f in report.verdict.findings)}):
        root.append(_suite(report, policy))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(report: Report, policy: str) -> ET.Element:
    tests: dict[str, list[Finding]] = {}
    for finding in report.verdict.findings:
        if finding.policy == policy:
            tests.setdefault(_name(report, finding), []).append(finding)
    suite = ET.Element("testsuite", name=policy)
    for name, findings in sorted(tests.items()) or [("The plan", [])]:
        suite.append(_test(report, policy, name, findings))
    for count, tag in (("tests", "testcase"), ("failures", "testcase/failure"), ("skipped", "testcase/skipped")):
        suite.set(count, str(len(suite.findall(tag))))
    suite.set("errors", "0")
    return suite


def _name(report: Report, finding: Finding) -> str:
    several = len(report.diff.projects) > 1 or not finding.address
    parts = (finding.project if several else "", finding.address)
    return ": ".join(plain(part, LONGEST_NAME) for part in parts if part) or "The plan"


def _test(report: Report, policy: str, name: str, findings: list[Finding]) -> ET.Element:
    test = ET.Element("testcase", classname=f"costgate.{policy}", name=name)
    failed = [f for f in findings if f.level is Level.FAIL]
    waived = [f for f in findings if f.waiver]
    text = "\n".join(_text(report, finding) for finding in findings)
    if failed:
        message = plain(failed[0].message, LONGEST)
        ET.SubElement(test, "failure", type=policy, message=message).text = text
    elif waived:
        ET.SubElement(test, "skipped", message=plain(waived[0].waiver, LONGEST)).text = text
    elif findings:
        ET.SubElement(test, "system-out").text = text
    return test


def _text(report: Report, finding: Finding) -> str:
    line = place(report, finding)
    where = f"\n  at {plain(line.file, LONGEST)}:{line.line}" if line else ""
    more = f"({finding.waiver})" if finding.waiver else finding.remedy
    advice = f"\n  {plain(more, LONGEST)}" if more else ""
    return f"{finding.level.name.lower()}: {plain(finding.message, LONGEST)}{advice}{where}"
