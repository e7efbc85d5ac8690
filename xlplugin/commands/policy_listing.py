"""Prints the policies that are found, with the version in force and whether it can be served."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlplugin.compliance.approvals import Approvals
from xlplugin.policy.findings import PolicyError, UnknownPolicy

from .printing import complain, print_json, print_table
from .session import GRADED, Session, day_of

if TYPE_CHECKING:
    from xlplugin.policy.model import Policy
    from xlplugin.scoring.serving import Serving


def print_list(session: Session, as_of: str | None, folders: Sequence[Path] | None, json: bool) -> int:
    """Print a line for each policy id."""
    serving, day = session.serving(folders), day_of(as_of)
    approvals = Approvals.of(serving.library, session.settings)
    found = [_entry(session, serving, approvals, name, day) for name in serving.library.ids()]
    for finding in serving.library.refused():
        complain(finding.in_language(session.language))
    if json:
        print_json(found)
        return GRADED
    headings = session.text(
        "Policy|Version|From|Title|Scale|Approval|State", "制度|版本|生效日期|名称|类型|审批|状态"
    ).split("|")
    keys = ("policy", "version", "effective", "title", "scale", "approval", "state")
    print_table(headings, [[str(entry[key] or "") for key in keys] for entry in found])
    return GRADED


def _entry(
    session: Session, serving: Serving, approvals: Approvals, name: str, day: datetime.date
) -> dict[str, object]:
    """One id: its version in force on a day, or why there is none."""
    versions: list[str] = []
    policy: Policy | None = None
    try:
        versions = [one.version for one in serving.library.versions(name)]
        policy = serving.compiled(name, day).policy
        state = session.text("served", "可用")
    except UnknownPolicy as error:
        state = session.said(error.message)
    except PolicyError as error:
        state = session.text("cannot be served: ", "无法使用：") + error.findings[0].in_language(session.language)
    return {
        "policy": name,
        "version": policy.version if policy else None,
        "effective": policy.effective.isoformat() if policy else None,
        "title": session.said(policy.title) if policy else None,
        "scale": policy.scale if policy else None,
        "family": policy.family if policy else None,
        "status": policy.status if policy else None,
        "digest": policy.digest if policy else None,
        "approval": session.said(approvals.words(policy)) if policy else None,
        "versions": versions,
        "served": policy is not None,
        "state": state,
    }
