"""Verifies and replays a journal, and prints what was found."""

from __future__ import annotations

from collections.abc import Sequence

from xlplugin.compliance.anchors import read_anchor
from xlplugin.compliance.journal import open_journal
from xlplugin.compliance.replaying import replay
from xlplugin.compliance.verifying import verify

from .printing import print_json, print_table, progress, say
from .session import GRADED, NOT_ALL, Session

LISTED = 50


def run_verify(session: Session, url: str | None, said: Sequence[str], json: bool) -> int:
    """Verify the chain; status 1 where anything does not fit."""
    anchors = [read_anchor(one) for one in said]
    with open_journal(url) as journal, progress("") as tell:
        found = verify(journal, anchors, tell)
        name = journal.name
    status = GRADED if found.holds else NOT_ALL
    if json:
        print_json(
            {
                "journal": name,
                "holds": found.holds,
                "entries": found.entries,
                "redacted": found.redacted,
                "anchor": str(found.anchor),
                "faults": [
                    {"kind": one.kind, "first": one.first, "last": one.last, "text": session.said(one.message)}
                    for one in found.faults
                ],
            }
        )
        return status
    for fault in found.faults[:LISTED]:
        say(session.said(fault.message))
    if len(found.faults) > LISTED:
        more = len(found.faults) - LISTED
        say(session.text(f"… and {more:,} more", f"……另有 {more:,} 处"))
    text = session.text
    if found.holds:
        say(text(f"The chain of {name} holds: {found.entries:,} entries", f"{name} 的链完整：共 {found.entries:,} 条")
            + (text(f", {found.redacted:,} with redacted fields.", f"，其中 {found.redacted:,} 条有字段已依法删除。")
               if found.redacted else text(".", "。")))  # fmt: skip
    else:
        say(text(
            f"The chain of {name} is broken. Keep the file as it is, restore a backup and compare.",
            f"{name} 的链已损坏。请保留现有文件，从备份恢复后比对。",
        ))  # fmt: skip
    say(str(found.anchor))
    if not anchors:
        say(text(
            "Without --anchor nobody can tell whether the end was cut off together with the head.",
            "未给出 --anchor，无法判断末尾是否连同链头被一并截断。",
        ))  # fmt: skip
    return status


def run_replay(
    session: Session, url: str | None, entry: int | None, customer: str | None, policy: str, json: bool
) -> int:
    """Replay gradings; status 1 where any gives something else."""
    with open_journal(url) as journal, progress("") as tell:
        if customer is not None:
            journal.known_customer(customer)
        whole = max(journal.head.seq, 1)
        found = replay(journal, customer=customer, policy=policy, seq=entry, tell=lambda done: tell(done / whole))
    status = NOT_ALL if found.differences else GRADED
    if json:
        print_json(
            {
                "gradings": found.gradings,
                "same": found.same,
                "unreadable": found.unreadable,
                "differences": [
                    {"entry": one.seq, "customer": one.customer, "field": one.field, "kept": one.kept, "now": one.now}
                    for one in found.differences
                ],
            }
        )
        return status
    if found.differences:
        headings = session.text("Entry|Customer|Field|Journal|Replay", "记录|客户|字段|日志|重算").split("|")
        rows = [[str(one.seq), one.customer or "", one.field, one.kept, one.now] for one in found.differences[:LISTED]]
        print_table(headings, rows, numbers=[0])
    more = max(len(found.differences) - LISTED, 0)
    if more:
        say(session.text(f"… and {more:,} more", f"……另有 {more:,} 处"))
    say(session.text(
        f"Replayed: {found.gradings:,} gradings, the same: {found.same:,}, differences: {len(found.differences):,}, "
        f"inputs redacted: {found.unreadable:,}.",
        f"已重算 {found.gradings:,} 项，一致 {found.same:,} 项，差异 {len(found.differences):,} 处，"
        f"因输入已删除而无法重算 {found.unreadable:,} 项。",
    ))  # fmt: skip
    return status
