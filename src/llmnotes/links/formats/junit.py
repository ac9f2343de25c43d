"""Render a report in the JUnit XML format, for CI servers that show test results: https://github.com/testmoapp/junitxml.

Each host becomes a test suite, and each link a test case.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from llmnotes.links.formats import words
from llmnotes.links.verdict import Standing
from llmnotes.text.terminal import Fit, line
from llmnotes.web.url import host

if TYPE_CHECKING:
    from llmnotes.links.report import Finding, Report


def render(report: Report) -> Fit:
    """Return the report as a JUnit document with a test case for each link.

    If a link makes the command fail, its test case fails. The test case of any other link that is unsure or unchecked is skipped.
    """
    root = ET.Element("testsuites", name="llmnotes links", tests=str(len(report.findings)), failures=str(len(report.failing)))
    by_host = sorted(report.findings, key=lambda finding: host(finding.link.url))
    for name, group in groupby(by_host, key=lambda finding: host(finding.link.url)):
        found = list(group)
        failures = sum(report.fails(finding) for finding in found)
        suite = ET.SubElement(root, "testsuite", name=line(name), tests=str(len(found)), failures=str(failures))
        for finding in found:
            _case(suite, report, finding)
    ET.indent(root)
    return Fit(f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n')


def _case(suite: ET.Element, report: Report, finding: Finding) -> None:
    case = ET.SubElement(suite, "testcase", classname=suite.get("name", ""), name=line(finding.link.url))
    if finding.check:
        case.set("time", f"{finding.check.seconds:.3f}")
    if finding.places:
        case.set("file", line(finding.places[0].file))
        case.set("line", str(finding.places[0].line))
    message = ": ".join(filter(None, [finding.verdict.standing.value, words.reason(finding)]))
    if report.fails(finding):
        ET.SubElement(case, "failure", type=finding.verdict.standing.value, message=line(message))
    elif finding.verdict.standing in {Standing.UNSURE, Standing.UNCHECKED}:
        ET.SubElement(case, "skipped", message=line(message))
