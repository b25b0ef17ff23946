"""The class as JUnit XML, which continuous integration shows as tests."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from lucid_edu.grading.render import plain_check, safe_text
from lucid_edu.grading.reports.summary import GradedClass
from lucid_edu.grading.results import CheckResult, Grade


def junit_xml(graded: GradedClass) -> str:
    """Return one suite a submission and one test a check.

    No times: the same class gives the same bytes.
    """
    root = ET.Element("testsuites", name="lucid-edu")
    for grade in graded.grades:
        root.append(_suite(grade))
    ET.indent(root, " ")
    return ET.tostring(root, "unicode", xml_declaration=True) + "\n"


def _suite(grade: Grade) -> ET.Element:
    checks = [c for e in grade.exercises for c in e.checks]
    suite = ET.Element("testsuite", name=_text(grade.path))
    for kind in ("failures", "errors", "skipped"):
        suite.set(kind, str(sum(_kind(c) == kind for c in checks)))
    suite.set("tests", str(len(checks)))
    for result in grade.exercises:
        for check in result.checks:
            case = ET.SubElement(suite, "testcase")
            case.set("classname", f"{grade.topic}.{result.name}")
            case.set("name", f"{check.expression} [{check.about}]")
            if check.outcome == "passed":
                continue
            tags = {"failures": "failure", "errors": "error"}
            tag = tags.get(_kind(check), "skipped")
            said = ET.SubElement(case, tag, message=_text(check.message))
            said.text = _text(plain_check(check))
    if grade.notes:
        said = ET.SubElement(suite, "system-out")
        said.text = _text("\n".join(grade.notes))
    return suite


def _kind(check: CheckResult) -> str:
    if check.outcome in ("failed", "missing"):
        return "failures"
    return {"passed": "", "skipped": "skipped"}.get(check.outcome, "errors")


def _text(text: str) -> str:
    """Return `text` with nothing that XML 1.0 does not allow."""
    return safe_text(text).replace("\ufffe", "\ufffd").replace("\uffff", "?")
