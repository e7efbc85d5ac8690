"""Checks policies and runs their tests: what is wrong, where, and how to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from xlplugin.policy.findings import Finding, Severity

from .printing import print_json, print_table, say, width
from .session import GRADED, NOT_ALL, UNUSABLE, Session
from .text_tables import wrapped
from .unproved import UNREADABLE, Opened, Unproved


def check_policies(
    session: Session, names: Sequence[str], folders: Sequence[Path] | None, strict: bool, json: bool
) -> int:
    """Print all findings; 1 where there is an error (with ``strict`` a warning), 2 for unreadable files."""
    from xlplugin.scoring.serving import findings

    checked = list(Unproved(session, folders).all(names, findings))
    if json:
        print_json([_document(session, opened) for opened in checked])
    else:
        _print_findings(session, checked)
    if any(finding.code in UNREADABLE for opened in checked for finding in opened.findings):
        return UNUSABLE
    wrong = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return NOT_ALL if any(opened.worst(*wrong) for opened in checked) else GRADED


def _document(session: Session, opened: Opened) -> dict[str, object]:
    return {
        "policy": opened.policy.stamp if opened.policy else opened.name,
        "path": opened.place,
        "served": not opened.worst(Severity.ERROR),
        "findings": [_of_finding(session, finding) for finding in opened.findings],
    }


def _of_finding(session: Session, finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "path": finding.where.path,
        "line": finding.where.line or None,
        "column": finding.where.column or None,
        "message": session.said(finding.message),
        "mend": session.said(finding.mend),
    }


def _print_findings(session: Session, checked: Sequence[Opened]) -> None:
    counts: Counter[Severity] = Counter()
    for opened in checked:
        for finding in opened.findings:
            counts[finding.severity] += 1
            print_finding(session, finding)
    found = [counts[severity] for severity in (Severity.ERROR, Severity.WARNING, Severity.HINT)]
    if any(found):
        say()
    say(
        session.text(
            f"Checked: {len(checked)}. Errors: {found[0]}, warnings: {found[1]}, hints: {found[2]}.",
            f"已检查 {len(checked)} 项：错误 {found[0]}，警告 {found[1]}，提示 {found[2]}。",
        )
    )
    if any(found):
        say(
            session.text(
                "What a code means: xlplugin policy check --explain CODE",
                "代码含义：xlplugin policy check --explain 代码",
            )
        )


_SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.HINT: "提示"}


def print_finding(session: Session, finding: Finding) -> None:
    """Print where, how bad and what is wrong in a line, and below it how to mend it."""
    severity = session.text(str(finding.severity), _SEVERITIES[finding.severity])
    place = f"{_near(finding.where.path)}{str(finding.where)[len(finding.where.path) :]}"
    say(f"{place}: {severity} {finding.code}: {session.said(finding.message)}")
    for line in wrapped(f"→ {session.said(finding.mend)}", width() - 4):
        say(f"    {line}")


def _near(path: str) -> str:
    """The path as seen from here, where that is shorter."""
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except (ValueError, OSError):
        return path


def explain_code(session: Session, code: str, json: bool) -> int:
    """Print the page of a finding's code."""
    from xlplugin.policy import checks

    page = checks.explain(code, session.language)
    if json:
        print_json({"code": code, "page": page})
    else:
        say(page.rstrip())
    return GRADED


def run_tests(
    session: Session, names: Sequence[str], folders: Sequence[Path] | None, json: bool
) -> int:
    """Run embedded tests and print the outcome of each policy; 1 where one fails, 2 for unreadable files."""
    from xlplugin.scoring.proof import prove

    tested = list(Unproved(session, folders).all(names, prove))
    if json:
        print_json([_of_tested(session, opened) for opened in tested])
    else:
        _print_tested(session, tested)
    if any(finding.code in UNREADABLE for opened in tested for finding in opened.findings):
        return UNUSABLE
    return NOT_ALL if any(opened.worst(Severity.ERROR) for opened in tested) else GRADED


def _counts(opened: Opened) -> tuple[int, int]:
    """How many tests there are, and how many of them fail."""
    if opened.policy is None:
        return 0, 0
    return len(opened.policy.tests), len({finding.where for finding in opened.findings})


def _of_tested(session: Session, opened: Opened) -> dict[str, object]:
    tests, failed = _counts(opened)
    return {
        "policy": opened.name,
        "path": opened.place,
        "tests": tests,
        "failed": failed,
        "findings": [_of_finding(session, finding) for finding in opened.findings],
    }


def _print_tested(session: Session, tested: Sequence[Opened]) -> None:
    for opened in tested:
        for finding in opened.findings:
            print_finding(session, finding)
    if any(opened.findings for opened in tested):
        say()
    rows = []
    for opened in tested:
        tests, failed = _counts(opened)
        outcome = session.text("passed", "通过")
        if failed:
            outcome = session.text(f"{failed} failed", f"{failed} 项未通过")
        elif opened.findings:
            outcome = session.text("cannot be read", "无法读取")
        elif not tests:
            outcome = session.text("no tests", "无测试")
        rows.append([opened.name, str(tests), outcome])
    print_table(session.text("Policy|Tests|Outcome", "制度|测试数|结果").split("|"), rows, numbers=(1,))
