"""Shows entries of a journal: one in full, or a list."""

from __future__ import annotations

import datetime
import json as json_format
from collections.abc import Iterator

from xlplugin.compliance.events import GRADING, KINDS, Entry, Redacted
from xlplugin.compliance.exporting import document
from xlplugin.compliance.grading_fields import ERROR, INPUT, OUTPUTS, POINTS, RULES, STEPS
from xlplugin.compliance.gradings import basis, run_of
from xlplugin.compliance.journal import Journal, open_journal
from xlplugin.compliance.reading import Reading

from .printing import print_json, print_table, say
from .session import GRADED, Session, day_of

Asked = tuple[str | None, str, str, str | None, str | None]
"""Customer, policy, kind, since, until."""


def asked_entries(journal: Reading, asked: Asked, newest_first: bool = False, limit: int | None = None) -> Iterator[Entry]:
    """The entries that options ask for; raises JournalError for a customer that there is not."""
    customer, policy, kind, since, until = asked
    if customer is not None:
        journal.known_customer(customer)
    return journal.entries(
        kind=kind,
        customer=customer,
        policy=policy,
        since=_moment(since, datetime.time.min),
        until=_moment(until, datetime.time.max),
        newest_first=newest_first,
        limit=limit,
    )


def _moment(day: str | None, time: datetime.time) -> datetime.datetime | None:
    """The beginning or end of a day, by this machine's clock."""
    return None if day is None else datetime.datetime.combine(day_of(day), time).astimezone()


def list_entries(session: Session, url: str | None, asked: Asked, limit: int, json: bool) -> int:
    """List the newest entries that fit, oldest first."""
    with open_journal(url) as journal:
        found = list(asked_entries(journal, asked, True, limit))[::-1]
    if json:
        print_json([document(entry) for entry in found])
        return GRADED
    headings = session.text(
        "Entry|Recorded|Kind|Customer|Policy|As of|Result", "记录|记录时间|种类|客户|制度|基准日|结果"
    ).split("|")
    rows = [
        [
            str(entry.seq),
            f"{entry.recorded.astimezone():%Y-%m-%d %H:%M:%S}",
            kind_text(session, entry.kind),
            _customer(session, entry),
            entry.policy,
            entry.as_of.isoformat() if entry.as_of else "",
            _result(session, entry),
        ]
        for entry in found
    ]
    print_table(headings, rows, numbers=[0])
    return GRADED


def kind_text(session: Session, kind: str) -> str:
    """What a kind of entry is called."""
    return session.said(KINDS[kind]) if kind in KINDS else kind


def _customer(session: Session, entry: Entry) -> str:
    return session.text("(redacted)", "（已删除）") if "customer" in entry.redacted else entry.customer or ""


def _result(session: Session, entry: Entry) -> str:
    outputs = entry.fields.get(OUTPUTS)
    if entry.kind != GRADING:
        told = [(_name(session, name), _value(session, value)) for name, value in entry.fields.items()]
        return session.text("; ", "；").join(session.text(f"{name}: {said}", f"{name}：{said}") for name, said in told if said)
    if ERROR in entry.fields:
        return session.text("not graded", "未能评级")
    if not isinstance(outputs, dict):
        return _value(session, outputs)
    return ", ".join(_value(session, value) for value in outputs.values())


_IN_CHINESE = {
    "source": "来源", "who": "办理人", "comment": "说明", "reason": "原因", "text": "情况说明", "on": "办理日期",
    "system_grade": "系统等级", "proposed_grade": "提出等级", "confirmed_grade": "审定等级", "score": "得分",
    "input_overrides": "输入调整", "output_override": "等级调整", "committee": "委员会",
}  # fmt: skip


def _name(session: Session, field: str) -> str:
    """What a field is called in a list; an entry shown by itself keeps the names that ``redact --field`` takes."""
    return session.text(field, _IN_CHINESE.get(field, field))


def _value(session: Session, value: object) -> str:
    if isinstance(value, Redacted):
        return session.text("(redacted)", "（已删除）")
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and "missing" in value:
        return session.text("(missing)", "（缺失）")
    if isinstance(value, dict) and "default" in value:
        return _value(session, value["default"]) + session.text(" (default)", "（默认值）")
    if isinstance(value, dict) and "given" in value:
        return session.text("(wrong) ", "（有误）") + _value(session, value["given"])
    if isinstance(value, dict) and {"en", "zh"} <= value.keys():
        return str(value[session.language])
    return "" if value is None else json_format.dumps(value, ensure_ascii=False)


def show_entry(session: Session, url: str | None, seq: int, json: bool) -> int:
    """Show all that an entry holds, a grading with its run and what its policy is made of."""
    with open_journal(url) as journal:
        entry = journal.entry(seq)
        if json:
            said = document(entry)
            if entry.kind == GRADING:
                said |= {"run_entry": document(run_of(journal, entry)), "basis": basis(journal, entry)}
            print_json(said)
            return GRADED
        _print(session, journal, entry)
    return GRADED


def _print(session: Session, journal: Journal, entry: Entry) -> None:
    text = session.text
    say(text(f"Entry {entry.seq}: {kind_text(session, entry.kind)}", f"第 {entry.seq} 条：{kind_text(session, entry.kind)}"))
    facts = [
        (text("Recorded", "记录时间"), f"{entry.recorded.astimezone():%Y-%m-%d %H:%M:%S %z}"),
        (text("Customer", "客户"), _customer(session, entry)),
        (text("Policy", "制度"), entry.policy),
        (text("As of", "基准日"), entry.as_of.isoformat() if entry.as_of else ""),
        (text("Place", "位置"), entry.place or ""),
        (text("Answers entry", "针对记录"), str(entry.refers or "")),
    ]
    if entry.kind == GRADING:
        run, made_of = run_of(journal, entry), basis(journal, entry)
        lists = ", ".join(f"{item['name']} ({item['as_of']})" for item in made_of["lists"])
        facts += [
            (text("Policy hash", "制度哈希"), made_of["hash"]),
            (text("Lists", "名单"), lists),
            (text("Engine", "引擎版本"), made_of["engine"]),
            (text("Graded by", "评级人"), _value(session, run.fields.get("who"))),
            (text("From", "来源"), _value(session, run.fields.get("source"))),
        ]
    facts += [(name, _value(session, value)) for name, value in entry.open.items()]
    facts.append((text("Hash", "哈希"), entry.hash))
    for name, fact in facts:
        if fact:
            say(session.text(f"  {name}: {fact}", f"  {name}：{fact}"))
    rows = [[name, _value(session, value)] for name, value in _fields(entry)]
    if rows:
        say()
        print_table(text("Field|Value", "字段|值").split("|"), rows)
    steps = entry.fields.get(STEPS)
    if isinstance(steps, dict):
        _print_steps(session, steps)


def _fields(entry: Entry) -> Iterator[tuple[str, object]]:
    for name, value in entry.fields.items():
        if name == OUTPUTS and isinstance(value, dict):
            yield from value.items()
        elif name != STEPS or isinstance(value, Redacted):
            yield name.removeprefix(INPUT), value


def _print_steps(session: Session, steps: dict[str, object]) -> None:
    points, rules = steps.get(POINTS), steps.get(RULES)
    if isinstance(points, dict) and points:
        say()
        headings = session.text("Characteristic|Points", "指标|得分").split("|")
        print_table(headings, [[name, _value(session, value)] for name, value in points.items()], numbers=[1])
    if isinstance(rules, list):
        say()
        headings = session.text("Rule|Action|To|Before|After", "规则|方式|目标|调整前|调整后").split("|")
        keys = ("code", "action", "to", "before", "after")
        print_table(headings, [[_value(session, rule[key]) for key in keys] for rule in rules])
