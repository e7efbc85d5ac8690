"""Prints a policy as tables, and what changed between two."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlplugin.compliance.approvals import Approvals

from .approval_showing import approval_document
from .printing import print_json, print_table, say, width
from .session import GRADED, Session, day_of
from .text_tables import wrapped

if TYPE_CHECKING:
    from xlplugin.policy.describing import Section
    from xlplugin.policy.diff import Change
    from xlplugin.policy.model import Policy


def show_policy(
    session: Session, name: str, detail: bool, as_of: str | None, folders: Sequence[Path] | None, json: bool
) -> int:
    """Print the sections of a policy; with ``detail`` its tests and the entries of its lists, too."""
    from xlplugin.policy.description import describe

    serving = session.serving(folders)
    policy = serving.open(name, day_of(as_of)).policy
    approval = Approvals.of(serving.library, session.settings).state(policy)
    sections = [section for section in describe(policy) if detail or not section.detail]
    if json:
        print_json(
            {"policy": policy.id, "version": policy.version, "digest": policy.digest}
            | {"approval": approval_document(session, approval)}
            | {"sections": [_document(session, section) for section in sections]}
        )
        return GRADED
    for place, section in enumerate(sections):
        if place:
            say()
        _print_section(session, section)
        if not place:
            say(session.text(f"  Approval: {session.said(approval.words)}", f"  审批：{session.said(approval.words)}"))
            if approval.problem:
                for line in wrapped(session.said(approval.problem), width() - 4):
                    say(f"    {line}")
    if not detail and policy.tests:
        say()
        count = len(policy.tests)
        say(session.text(f"{count} tests (shown with --tests)", f"测试 {count} 项（加 --tests 显示）"))
    return GRADED


def _document(session: Session, section: Section) -> dict[str, object]:
    said = session.said
    return {
        "title": said(section.title),
        "note": said(section.note) or None,
        "headings": [said(text) for text in section.headings],
        "rows": [[said(cell) for cell in row] for row in section.rows],
    }


def _print_section(session: Session, section: Section) -> None:
    said = session.said
    say(said(section.title))
    if section.note.en:
        for line in wrapped(said(section.note), width() - 2):
            say(f"  {line}")
    rows: list[list[str]] = []
    before: str | None = None
    for row in section.rows:
        cells = [said(cell) for cell in row]
        if section.keys > 1 and cells[0] == before:
            cells[0] = ""
        else:
            before = cells[0]
        rows.append(cells)
    print_table([said(text) for text in section.headings], rows, section.numbers, indent=2)


def compare_policies(
    session: Session,
    before: str,
    after: str,
    as_of: str | None,
    folders: Sequence[Path] | None,
    json: bool,
) -> int:
    """Print what changed from one policy to another; drafts that fail their checks can be compared, too."""
    from xlplugin.policy.diff import changes

    from .unproved import Unproved

    opened = Unproved(session, folders)
    old, new = (opened.policy(name, day_of(as_of)) for name in (before, after))
    found = changes(old, new)
    if json:
        print_json(
            {"before": _stamp(old), "after": _stamp(new), "changes": [_of_change(session, one) for one in found]}
        )
        return GRADED
    say(f"{old.stamp} → {new.stamp}")
    if not found:
        same = old.digest == new.digest
        say(
            session.text(
                "the same content" if same else "no difference but in comments and layout",
                "内容相同" if same else "仅注释和排版不同",
            )
        )
    for title in dict.fromkeys(one.section for one in found):
        say()
        say(session.said(title))
        rows = [_row(session, one) for one in found if one.section == title]
        headings = session.text("|What|Before|After", "|内容|变更前|变更后").split("|")
        print_table(headings, rows, indent=2)
    return GRADED


_SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": "↕"}


def _row(session: Session, one: Change) -> list[str]:
    what = ", ".join(session.said(text) for text in (one.row, one.column) if text.en)
    return [_SIGNS[one.kind], what, session.said(one.before), session.said(one.after)]


def _of_change(session: Session, one: Change) -> dict[str, object]:
    texts = {"section": one.section, "row": one.row, "column": one.column}
    texts |= {"before": one.before, "after": one.after}
    return {"kind": one.kind} | {name: session.said(text) or None for name, text in texts.items()}


def _stamp(policy: Policy) -> dict[str, str]:
    return {"policy": policy.stamp, "digest": policy.digest}
