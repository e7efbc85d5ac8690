"""The decisions of a policy as tables for people: points, bands, rules, in the words of the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xlplugin.policy.describing import value_text
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.glossary import COLLECTS, CROSSINGS, MEASURES, ORDERS, TIES
from xlplugin.policy.model import (
    Attribute,
    Bands,
    Decision,
    Formula,
    Linear,
    Matrix,
    Ranking,
    Reason,
    Scorecard,
    SubPolicy,
    Table,
)
from xlplugin.policy.numbers import format_number
from xlplugin.policy.variables import Variable

from .rule_wording import Known, condition_text, said
from .wording import both

STATUSES = {"stated": "stated 有据", "repaired": "repaired 已修补", "proposed": "proposed 建议"}
_ACTIONS = {"cap": "at most 最高", "floor": "at least 至少", "set": "set 定为"}


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: its name, its headings and its rows of texts.

    ``wide`` is the column, from 0, that takes the room which the others leave on the sheet.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide: int = 0


def tables_of(decision: Decision, known: Known) -> Iterator[Rows]:
    """The tables that say all of a decision: how it is made, then its overrides."""
    title = both(decision.title)
    match decision:
        case Scorecard():
            yield _scorecard(decision, known)
        case Bands():
            rows = tuple(
                (
                    band.grade,
                    said(band.cell, known.get(decision.of)),
                    _reason(band.reason),
                    STATUSES[band.status],
                )
                for band in decision.bands
            )
            read = both(known[decision.of].title)
            yield Rows(title, ("Grade 等级", read, "Reason 原因", "Status 依据"), rows, 1)
        case Table():
            yield _table(decision, known)
        case Matrix():
            yield _matrix(decision, known)
        case Formula():
            undefined = tuple(
                (f"{condition_text(when, known)} → {outcome}",) for when, outcome in decision.when_undefined
            )
            yield Rows(title, ("Formula 公式",), ((decision.expression.text,), *undefined))
        case Ranking():
            yield Rows(title, ("Ranking 排序",), ((_ranking(decision, known),),))
        case SubPolicy():
            inputs = ", ".join(
                f"{name} = {both(known[ours].title)}" for name, ours in decision.inputs.items()
            )
            yield Rows(title, ("Policy 引用制度", "Inputs 输入"), ((decision.policy.stamp, inputs),), 1)
    overrides = getattr(decision, "overrides", ())
    if overrides:
        rows = tuple(
            (
                condition_text(item.when, known),
                f"{_ACTIONS[item.action]} {item.grade}",
                _reason(item.reason),
                STATUSES[item.status],
            )
            for item in overrides
        )
        headings = ("When 条件", "Grade 等级", "Reason 原因", "Status 依据")
        yield Rows(f"{title} – Overrides 硬性规则", headings, rows)


def _scorecard(card: Scorecard, known: Known) -> Rows:
    rows: list[tuple[str, ...]] = []
    for item in card.characteristics:
        weight = "" if item.weight == 1 else f" × {format_number(item.weight)}"
        applies = f"\nonly if 仅当 {condition_text(item.applies, known)}" if item.applies else ""
        for place, attribute in enumerate(item.attributes):
            name = f"{both(item.title)}{weight}{applies}" if place == 0 else ""
            reason = _reason(item.reason) if place == 0 else ""
            value = _attribute(attribute, known.get(item.of))
            rows.append((name, value, _points(attribute), reason, STATUSES[attribute.status]))
    parts = []
    if card.base_points:
        parts.append(f"base points 基础分 {format_number(card.base_points)}")
    if card.combine != "sum":
        parts.append(card.combine)
    if card.divide_by != 1:
        parts.append(f"÷ {format_number(card.divide_by)}")
    title = both(card.title) + (f" ({', '.join(parts)})" if parts else "")
    headings = ("Characteristic 指标", "Value 取值", "Points 得分", "Reason 原因", "Status 依据")
    return Rows(title, headings, tuple(rows))


def _attribute(attribute: Attribute, variable: Variable | None) -> str:
    return both(attribute.title) if attribute.title else said(attribute.cell, variable)


def _points(attribute: Attribute) -> str:
    points = attribute.points
    if points is None:
        return "error 报错"
    if isinstance(points, Linear):
        return f"{format_number(points.start)} → {format_number(points.end)}"
    return format_number(points)


def _table(table: Table, known: Known) -> Rows:
    rows = []
    for row in table.rows:
        gives = "; ".join(_outcome(table, name, value) for name, value in row.then.items())
        if row.refuse is not None:
            gives = f"no grade 不予评级: {both(row.refuse)}"
        rows.append((condition_text(row.when, known), gives, _reason(row.reason), STATUSES[row.status]))
    collect = both(COLLECTS[table.collect]) if table.collect else ""
    how = {"first": " (first hit 首个命中)", "collect": f" (collect 汇集: {collect})"}.get(
        table.hit, ""
    )
    headings = ("When 条件", "Then 结果", "Reason 原因", "Status 依据")
    return Rows(f"{both(table.title)}{how}", headings, tuple(rows))


def _outcome(table: Table, name: str, value: float | str | bool) -> str:
    shown = both(value_text(value))
    if len(table.outputs) == 1:
        return shown
    title = next(output.title for output in table.outputs if output.name == name)
    return f"{both(title)}: {shown}"


def _matrix(matrix: Matrix, known: Known) -> Rows:
    columns = list(next(iter(matrix.values.values())))
    head = f"{both(known[matrix.rows].title)} \\ {both(known[matrix.columns].title)}"
    row_titles, column_titles = known[matrix.rows].titles, known[matrix.columns].titles
    rows = tuple(
        (_named(row, row_titles), *(cells[column] for column in columns))
        for row, cells in matrix.values.items()
    )
    return Rows(both(matrix.title), (head, *(_named(column, column_titles) for column in columns)), rows)


def _named(word: str, titles: Mapping[str, Bilingual]) -> str:
    return f"{word} {both(titles[word])}" if word in titles else word


def _ranking(ranking: Ranking, known: Known) -> str:
    parts = [f"{both(MEASURES[ranking.measure])}: {both(known[ranking.of].title)}", both(ORDERS[ranking.order])]
    parts.append(f"ties 并列时: {both(TIES[ranking.ties])}")
    if ranking.tiles:
        parts.append(f"tiles 分组数: {ranking.tiles}")
    if ranking.crossing:
        parts.append(f"crossing 跨线者: {both(CROSSINGS[ranking.crossing])}")
    if ranking.where_ is not None:
        where = condition_text(ranking.where_, known)
        parts.append(f"where 仅当 {where}, else 否则 {format_number(ranking.outside or 0.0)}")
    return "; ".join(parts)


def _reason(reason: Reason | None) -> str:
    return f"{reason.code} {both(reason.text)}" if reason else ""
