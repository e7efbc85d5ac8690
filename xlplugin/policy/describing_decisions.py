"""The decisions of a policy as tables for people: points, bands, rules, formulas, overrides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .describing import (
    NOTHING,
    REASON,
    STATUS,
    TITLE,
    Known,
    Section,
    heading,
    joined,
    number_text,
    plain,
    said_cell,
    said_condition,
    said_reason,
    status_text,
    titled,
    value_text,
)
from .describing_scorecards import scorecard_sections
from .findings import Bilingual
from .glossary import COLLECTS, CROSSINGS, MEASURES, ORDERS, TIES
from .model import (
    Bands,
    Decision,
    Formula,
    Grades,
    Matrix,
    Output,
    Override,
    Ranking,
    Scorecard,
    SubPolicy,
    Table,
    TableRow,
)
from .numbers import format_number
from .variable import KIND_NAMES

_GRADE, _WHEN = Bilingual("Grade", "等级"), Bilingual("When", "条件")
_ACTIONS = {
    "cap": Bilingual("at most", "最高"),
    "floor": Bilingual("at least", "至少"),
    "set": Bilingual("set to", "直接定为"),
}


def decision_sections(decision: Decision, known: Known) -> Iterator[Section]:
    """How a decision is made, then its overrides."""
    match decision:
        case Scorecard():
            yield from scorecard_sections(decision, known)
        case Bands():
            yield _bands(decision, known)
        case Table():
            yield _table(decision, known)
        case Matrix():
            yield _matrix(decision, known)
        case Formula():
            yield _formula(decision, known)
        case Ranking():
            yield _settings(decision, "ranking", "排序", _ranking(decision, known))
        case SubPolicy():
            yield _settings(decision, "policy", "引用制度", _used(decision, known))
    overrides: tuple[Override, ...] = getattr(decision, "overrides", ())
    rows = tuple(
        (
            plain(item.reason.code),
            said_condition(item.when, known),
            Bilingual(f"{_ACTIONS[item.action].en} {item.grade}", f"{_ACTIONS[item.action].zh} {item.grade}"),
            item.reason.text,
            status_text(item.status),
        )
        for item in overrides
    )
    headings = (Bilingual("Code", "代码"), _WHEN, _GRADE, REASON, STATUS)
    yield Section(heading(decision, "overrides", "硬性规则"), headings, rows)


def _settings(decision: Decision, en: str, zh: str, rows: list[tuple[Bilingual, Bilingual]]) -> Section:
    kept = tuple(row for row in [*rows, (STATUS, status_text(decision.status))] if row[1].en)
    return Section(heading(decision, en, zh), (NOTHING, NOTHING), kept)


def _bands(bands: Bands, known: Known) -> Section:
    rows = tuple(
        (
            plain(band.grade),
            bands.grades.titles.get(band.grade, NOTHING),
            said_cell(band.cell, known.get(bands.of)),
            said_reason(band.reason),
            status_text(band.status),
        )
        for band in bands.bands
    )
    headings = (_GRADE, TITLE, known[bands.of].title, REASON, STATUS)
    note = Bilingual(f"of {bands.of}", f"依据 {bands.of}")
    if bands.grades.ids != tuple(band.grade for band in bands.bands):
        note = joined([note, _in_order(bands.name, bands.grades)])
    return Section(heading(bands, "bands", "等级区间"), headings, rows, ordered=True, note=note)


def _table(table: Table, known: Known) -> Section:
    collect = COLLECTS[table.collect] if table.collect else NOTHING
    note = {
        "unique": NOTHING,
        "first": Bilingual("the first row that holds decides", "以首个符合的行为准"),
        "collect": Bilingual(f"all rows that hold: {collect.en}", f"汇总全部符合的行：{collect.zh}"),
    }[table.hit]
    notes = [note] if note.en else []
    notes += [_output(output) for output in table.outputs]
    rows = tuple(
        (
            said_condition(row.when, known),
            _gives(table, row),
            row.title or NOTHING,
            said_reason(row.reason),
            status_text(row.status),
        )
        for row in table.rows
    )
    headings = (_WHEN, Bilingual("Then", "结果"), TITLE, REASON, STATUS)
    title = heading(table, "table", "判定表")
    return Section(title, headings, rows, ordered=table.hit == "first", note=joined(notes))


def _output(output: Output) -> Bilingual:
    if output.grades:
        return _in_order(output.name, output.grades, output.title)
    title, kind = output.title, KIND_NAMES[output.type]
    return Bilingual(f"{output.name} ({title.en}): {kind.en}", f"{output.name}（{title.zh}）：{kind.zh}")


def _in_order(name: str, grades: Grades, title: Bilingual = NOTHING) -> Bilingual:
    """The grades of a name, the first one best or least risky."""
    said = joined(titled(grade, grades.titles[grade]) for grade in grades.ids)
    named = Bilingual(f"{name} ({title.en})", f"{name}（{title.zh}）") if title.en not in ("", name) else plain(name)
    return Bilingual(f"{named.en}: {said.en}", f"{named.zh}：{said.zh}")


def _gives(table: Table, row: TableRow) -> Bilingual:
    if row.refuse is not None:
        return Bilingual(f"no grade: {row.refuse.en}", f"不予评级：{row.refuse.zh}")
    texts = {name: value_text(value) for name, value in row.then.items()}
    if len(table.outputs) == 1:
        return joined(texts.values())
    return joined(Bilingual(f"{name} = {text.en}", f"{name} = {text.zh}") for name, text in texts.items())


def _matrix(matrix: Matrix, known: Known) -> Section:
    columns = list(dict.fromkeys(column for cells in matrix.values.values() for column in cells))
    row_titles, column_titles = known[matrix.rows].titles, known[matrix.columns].titles
    rows = tuple(
        (_titled(row, row_titles), *(plain(cells.get(column, "")) for column in columns))
        for row, cells in matrix.values.items()
    )
    across, down = known[matrix.columns].title, known[matrix.rows].title
    corner = Bilingual(f"{down.en} \\ {across.en}", f"{down.zh} \\ {across.zh}")
    headings = (corner, *(_titled(column, column_titles) for column in columns))
    note = joined([_in_order(matrix.name, matrix.grades), status_text(matrix.status)])
    return Section(heading(matrix, "matrix", "矩阵"), headings, rows, note=note)


def _titled(word: str, titles: Mapping[str, Bilingual]) -> Bilingual:
    title = titles.get(word)
    if title is None or title.en == word:
        return plain(word)
    return Bilingual(f"{word} {title.en}", f"{word} {title.zh}")


def _formula(formula: Formula, known: Known) -> Section:
    rows = [(Bilingual("Formula", "公式"), plain(formula.expression.text))]
    for when, outcome in formula.when_undefined:
        said, then = said_condition(when, known), _UNDEFINED.get(str(outcome))
        then = then or number_text(float(outcome), formula.unit)
        rows.append((Bilingual(f"Where {said.en}", f"当 {said.zh}"), then))
    rows.append((Bilingual("Gives", "得出"), KIND_NAMES[formula.gives]))
    if formula.gives == "number":
        rows.append((Bilingual("Decimals", "小数位数"), plain(str(formula.decimals))))
        rows.append((Bilingual("Unit", "单位"), plain(formula.unit)))
    return _settings(formula, "formula", "公式", rows)


_UNDEFINED = {"error": Bilingual("an error", "报错"), "missing": Bilingual("missing", "缺失")}


def _ranking(ranking: Ranking, known: Known) -> list[tuple[Bilingual, Bilingual]]:
    outside = "" if ranking.outside is None else format_number(ranking.outside)
    return [
        (Bilingual("Of", "依据"), known[ranking.of].title),
        (Bilingual("Measure", "方法"), MEASURES[ranking.measure]),
        (Bilingual("Order", "次序"), ORDERS[ranking.order]),
        (Bilingual("Ties", "并列时"), TIES[ranking.ties]),
        (Bilingual("Crossing", "跨线者"), CROSSINGS[ranking.crossing] if ranking.crossing else NOTHING),
        (Bilingual("Tiles", "分组数"), plain(str(ranking.tiles) if ranking.tiles else "")),
        (Bilingual("Rows where", "参与排序的行"), said_condition(ranking.where_, known) if ranking.where_ else NOTHING),
        (Bilingual("Other rows", "其余各行"), plain(outside)),
    ]


def _used(decision: SubPolicy, known: Known) -> list[tuple[Bilingual, Bilingual]]:
    rows = [
        (Bilingual("Policy", "引用制度"), plain(decision.use)),
        (Bilingual("Version used", "所用版本"), plain(decision.policy.stamp)),
        (Bilingual("Output", "输出项"), plain(decision.output)),
    ]
    for theirs, ours in decision.inputs.items():
        rows.append((Bilingual(f"Input {theirs}", f"输入项 {theirs}"), plain(ours)))
    return rows
