"""Shows approvals: which versions are drafts, approved or retired, by whom and when."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xlplugin.policy.approved import STEPS, ApprovalFiles
from xlplugin.policy.findings import PolicyError
from xlplugin.policy.library import Library

from .printing import print_json, print_table, say
from .session import GRADED, Failure, Session

if TYPE_CHECKING:
    from xlplugin.compliance.approvals import Approval
    from xlplugin.policy.model import Policy


def run_show(session: Session, name: str | None, folder: Path | None, json: bool) -> int:
    """Print the state of every version, or all about those of one policy."""
    from xlplugin.compliance.approvals import Approvals

    library = library_of(session, folder)
    approvals = Approvals.of(library, session.settings)
    shown = [(policy, approvals.state(policy)) for policy in policies_of(library, name)]
    if json:
        print_json([_document(session, policy, approval) for policy, approval in shown])
        return GRADED
    headings = session.text(
        "Policy|State|Maker|Checker|Requested|Granted|Retired|Minute",
        "制度|状态|报批人|批准人|报批日期|批准日期|停用日期|会议纪要",
    ).split("|")
    print_table(headings, [_row(session, policy, approval) for policy, approval in shown])
    problems = [approval.problem for _, approval in shown if approval.problem]
    if problems:
        say()
        for problem in dict.fromkeys(problems):
            say(f"  {session.said(problem)}")
    if name is not None:
        for policy, _ in shown:
            _show_steps(session, library, policy)
    return GRADED


def _show_steps(session: Session, library: Library, policy: Policy) -> None:
    """The comments of an approval, and what was signed with which key."""
    from xlplugin.compliance.approval_faults import TITLES

    try:
        file = ApprovalFiles().approval(library.root_of(policy), policy.stamp)
    except PolicyError:
        return
    if file is None:
        return
    say()
    say(f"{file.path}  SHA-256 {file.hash}")
    for name in STEPS:
        if step := file.step(name):
            said = " — ".join(text for text in (step.minute, step.comment) if text)
            colon, comma, semicolon = session.text(":,;", "：，；")
            space = session.text(" ", "")
            parts = f"{comma}{space}".join((step.by, str(step.on), step.key))
            say(f"  {session.said(TITLES[name])}{colon}{space}{parts}" + (f"{semicolon}{space}{said}" if said else ""))


def _row(session: Session, policy: Policy, approval: Approval) -> list[str]:
    days = (approval.requested_on, approval.granted_on, approval.retired_on)
    said = [policy.stamp, session.said(approval.words), approval.maker, approval.checker]
    return [*said, *("" if day is None else day.isoformat() for day in days), approval.minute]


def _document(session: Session, policy: Policy, approval: Approval) -> dict[str, object]:
    return {"policy": policy.stamp, "digest": policy.digest, **approval_document(session, approval)}


def approval_document(session: Session, approval: Approval) -> dict[str, object]:
    """An approval for programs."""
    days = {
        name: day.isoformat() if day else None
        for name, day in (
            ("requested_on", approval.requested_on),
            ("granted_on", approval.granted_on),
            ("retired_on", approval.retired_on),
        )
    }
    return {
        "state": approval.state,
        "by": approval.by or None,
        "text": session.said(approval.words),
        "maker": approval.maker or None,
        "checker": approval.checker or None,
        **days,
        "hash": approval.hash or None,
        "file": str(approval.file) if approval.file else None,
        "problem": session.said(approval.problem) if approval.problem else None,
    }


def library_of(session: Session, folder: Path | None) -> Library:
    """The policies of this machine as they are, changed or failing ones included."""
    if folder is not None and not folder.is_dir():
        raise Failure(f"{folder} is not a folder", f"{folder} 不是文件夹")
    return Library.configured(
        [folder] if folder else [], prove=lambda policy: (), settings=session.settings, environ=session.environ
    )


def policies_of(library: Library, name: str | None) -> list[Policy]:
    """Every version of every policy, or those that a name stands for."""
    found = []
    for one in library.ids() if name is None else [name.partition("@")[0]]:
        try:
            stamps = [version.stamp for version in library.versions(one)]
            found += [library.get(stamp, datetime.date.today()) for stamp in stamps if name in (None, one, stamp)]
        except PolicyError:
            if name is not None:
                raise
    if name is not None and not found:
        library.get(name, datetime.date.today())
    return found
