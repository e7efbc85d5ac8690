"""Triggers reviews and closes them, and says what was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlplugin.compliance.journal import open_journal
from xlplugin.compliance.list_changes import ListChange, Unserved
from xlplugin.compliance.review_history import WHY
from xlplugin.compliance.review_steps import (
    RERATED,
    Closed,
    Triggered,
    Within,
    done,
    trigger,
    trigger_by_lists,
)
from xlplugin.compliance.working_days import WorkingDays

from .printing import complain, print_json, print_table, say
from .session import GRADED, NOT_ALL, Failure, Session, day_option

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Asking:
    """What the command line asks for."""

    customers: tuple[str, ...]
    why: str
    text: str
    lists: bool
    within_days: int | None
    working_days: bool
    on: str | None
    policies: tuple[str, ...]

    def check(self) -> None:
        """Raise Failure where the options do not fit each other."""
        if self.lists:
            if self.customers or self.why or self.text:
                raise Failure(
                    "--lists finds the customers and says why by itself: leave out CUSTOMER, --why and --text",
                    "--lists 自动查找客户并说明原因：请勿再给出客户号、--why 和 --text",
                )
        elif not self.customers:
            raise Failure("name the customers, or use --lists", "请给出客户号，或使用 --lists")
        elif not self.why:
            reasons = ", ".join(WHY)
            raise Failure(f"say why: --why with one of {reasons}", f"请用 --why 说明原因：{'、'.join(WHY)}")
        elif len(self.policies) > 1:
            raise Failure("name one policy only", "只能指定一个制度")
        if self.working_days and self.within_days is None:
            raise Failure("--working-days needs --within-days", "--working-days 须与 --within-days 一起使用")


def run_trigger(session: Session, url: str | None, asking: Asking, folders: Sequence[Path] | None, json: bool) -> int:
    """Trigger reviews of named customers, or of those whom a changed list concerns; 1 where lists were not compared."""
    asking.check()
    within = None
    if asking.within_days is not None:
        within = Within(asking.within_days, WorkingDays() if asking.working_days else None)
    on = day_option(asking.on, "--on")
    changes: tuple[ListChange, ...] = ()
    unserved: tuple[Unserved, ...] = ()
    with open_journal(url) as journal:
        if asking.lists:
            serving = session.serving(folders)
            changes, found, unserved = trigger_by_lists(
                journal, serving, policies=asking.policies, on=on, within=within
            )
        else:
            policy = asking.policies[0] if asking.policies else ""
            found = trigger(
                journal, asking.customers, asking.why, asking.text, policy=policy, on=on, within=within
            )
    status = NOT_ALL if unserved else GRADED
    if json:
        print_json(_document(session, changes, found, unserved))
        return status
    for one in unserved:
        why = session.said(one.why)
        complain(session.text(f"{one.policy_id}: not compared: {why}", f"{one.policy_id}：未比较：{why}"))
    if asking.lists and (changes or not unserved):
        _show_changes(session, changes, len(found))
    _show_triggered(session, found)
    return status


def _show_changes(session: Session, changes: Sequence[ListChange], count: int) -> None:
    text = session.text
    if not changes:
        say(text("No list has changed since the newest gradings.", "最近一次评级以来名单没有变动。"))
        return
    rows = [
        [
            one.policy_id,
            session.said(one.after.title),
            f"{one.before.as_of} → {one.after.as_of}",
            ", ".join(one.added) or "–",
            ", ".join(one.removed) or "–",
            f"{len(one.customers):,}",
        ]
        for one in changes
    ]
    headings = text(
        "Policy|List|As of|Added|Removed|Customers concerned", "制度|名单|名单日期|新增|删除|涉及客户数"
    ).split("|")
    print_table(headings, rows, (5,))
    if not count:
        say(text("Nobody to review who was not triggered before.", "没有需要新触发重评的客户。"))


def _show_triggered(session: Session, found: Sequence[Triggered]) -> None:
    for one in found[:SHOWN]:
        due = str(one.due)
        say(
            session.text(
                f"{one.customer}: review under {one.policy_id} triggered, due by {due} (entry {one.seq})",
                f"{one.customer}：已触发 {one.policy_id} 重评，截止 {due}（第 {one.seq} 条）",
            )
        )
    if len(found) > SHOWN:
        more = len(found) - SHOWN
        say(session.text(f"… and {more:,} more", f"……另有 {more:,} 户"))
    for note in dict.fromkeys(one.due.note for one in found if one.due.note):
        say(f"≈ {session.said(note)}")


def _document(
    session: Session, changes: Sequence[ListChange], found: Sequence[Triggered], unserved: Sequence[Unserved]
) -> dict[str, object]:
    return {
        "changes": [
            {
                "policy": one.policy_id,
                "list": one.after.name,
                "before": one.before.as_of.isoformat(),
                "after": one.after.as_of.isoformat(),
                "added": list(one.added),
                "removed": list(one.removed),
                "customers": len(one.customers),
            }
            for one in changes
        ],
        "triggered": [
            {
                "customer": one.customer,
                "policy": one.policy_id,
                "entry": one.seq,
                "on": one.on.isoformat(),
                "due": one.due.day.isoformat(),
                "certain": one.due.known,
            }
            for one in found
        ],
        "not_compared": [{"policy": one.policy_id, "why": session.said(one.why)} for one in unserved],
    }


def run_done(
    session: Session, url: str | None, customers: Sequence[str], comment: str, on: str | None, policy: str, json: bool
) -> int:
    """Close reviews."""
    day = day_option(on, "--on")
    with open_journal(url) as journal:
        found = done(journal, customers, comment, policy=policy, on=day)
    if json:
        print_json({"done": [_closed(one) for one in found]})
        return GRADED
    for one in found:
        say(_said(session, one))
    return GRADED


def _said(session: Session, one: Closed) -> str:
    came = session.text("rated again", "已重新评级") if one.outcome == RERATED else session.text("unchanged", "等级不变")
    return session.text(
        f"{one.customer}: review of entry {one.refers} under {one.policy_id} done, {came} (entry {one.seq})",
        f"{one.customer}：{one.policy_id} 第 {one.refers} 条重评已办结，{came}（第 {one.seq} 条）",
    )


def _closed(one: Closed) -> dict[str, object]:
    said = {"customer": one.customer, "policy": one.policy_id, "entry": one.seq}
    return said | {"refers": one.refers, "outcome": one.outcome}
