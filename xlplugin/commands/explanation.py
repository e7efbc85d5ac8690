"""Says how one result came about: as a document for programs, as tables for people."""

from __future__ import annotations

import datetime

from xlplugin.functions.explaining import HEADINGS, OVERRIDE_HEADINGS
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy
from xlplugin.policy.numbers import format_number
from xlplugin.scoring.compile import Compiled
from xlplugin.scoring.explain import Line
from xlplugin.scoring.problems import MISSING
from xlplugin.scoring.result import Result

from .printing import print_table, say
from .session import Session

LONGEST_VALUE = 40


def document(session: Session, compiled: Compiled, result: Result, day: datetime.date) -> dict[str, object]:
    """All that is known of a result, for programs; texts in the language of the session."""
    policy, said = compiled.policy, session.said
    return {
        "policy": policy.stamp,
        "as_of": day.isoformat(),
        "grade": result.grade,
        "score": result.score,
        "outputs": {name: cell_of(compiled, name, value) for name, value in result.outputs.items()},
        "lines": [_line(session, line) for line in result.explain()],
        "reasons": [
            {"code": one.code, "text": said(one.text), "lost": one.lost} for one in result.reasons
        ],
        "overrides": [
            {
                "code": hit.code,
                "text": said(hit.text),
                "action": hit.action,
                "target": hit.target,
                "before": hit.before,
                "after": hit.after,
            }
            for hit in result.overrides
        ],
        "treatment": {item: _plain(session, value) for item, value in result.treatment.items()},
        "error": None
        if result.error is None
        else {
            "kind": result.error.kind,
            "input": result.error.input or None,
            "text": said(result.error.message),
        },
    }


def cell_of(compiled: Compiled, output: str, value: object) -> object:
    """An output's value as JSON has it: a date as text, several words as a list, a missing value null."""
    if value is None or value is MISSING:
        return None
    if isinstance(value, float) and compiled.known[compiled.result_names[output]].kind == "date":
        return datetime.date.fromordinal(int(value)).isoformat()
    return list(value) if isinstance(value, tuple) else value


def show(session: Session, compiled: Compiled, result: Result, day: datetime.date) -> None:
    """Print the result, the table of what it is made of, the overrides and the treatment."""
    policy, said = compiled.policy, session.said
    say(f"{said(policy.title)}  {policy.stamp}  {day}")
    say(headline(session, policy, result))
    lines = result.explain()
    heard = {said(result.error.message)} if result.error else set()
    cells = [
        [said(line.characteristic), _value(session, line, heard), said(line.attribute)]
        + ["" if number is None else format_number(number) for number in (line.points, line.best)]
        + [f"{line.code} {said(line.reason)}" if line.reason else ""]
        for line in lines
        if line.kind != "override"
    ]
    say()
    print_table([said(text) for text in HEADINGS], cells, numbers=(3, 4))
    hits = [
        [said(line.characteristic), said(line.value), "", line.before or "", line.after or ""]
        + [said(line.reason) if line.reason else ""]
        for line in lines
        if line.kind == "override"
    ]
    if hits:
        say()
        print_table([said(text) for text in OVERRIDE_HEADINGS], hits)
    if result.treatment and not result.error:
        say()
        headings = [session.text("Treatment", "处置措施"), ""]
        print_table(headings, [[item, str(_plain(session, value))] for item, value in result.treatment.items()])


def _value(session: Session, line: Line, heard: set[str]) -> str:
    """What stands under Value; a long message is not repeated by everything that depends on it."""
    text = session.said(line.value)
    if text in heard:
        return session.text("see above", "见上")
    if len(text) > LONGEST_VALUE:
        heard.add(text)
    return text


def headline(session: Session, policy: Policy, result: Result) -> str:
    """The grade with its title and the score, or why there is none."""
    if result.error:
        return session.text("Not graded: ", "无法评级：") + session.said(result.error.message)
    parts = []
    if result.grade is not None:
        made_by = policy.result["grade"]
        grades = policy.grades(made_by) if made_by not in policy.inputs else None
        title = grades.titles.get(result.grade) if grades else None
        named = f" ({session.said(title)})" if title and session.said(title) != result.grade else ""
        parts.append(session.text("Grade ", "等级 ") + result.grade + named)
    if result.score is not None:
        parts.append(session.text("score ", "评分 ") + format_number(result.score))
    return session.text(", ", "，").join(parts)


def _line(session: Session, line: Line) -> dict[str, object]:
    def said(text: Bilingual | None) -> str | None:
        return session.said(text) if text and text.en else None

    return {
        "kind": line.kind,
        "characteristic": said(line.characteristic),
        "value": said(line.value),
        "attribute": said(line.attribute),
        "points": line.points,
        "best": line.best,
        "code": line.code or None,
        "reason": said(line.reason),
        "before": line.before,
        "after": line.after,
    }


def _plain(session: Session, value: float | str | Bilingual) -> object:
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return session.said(value)
