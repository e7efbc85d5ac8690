"""EXPLAIN and REASONS: how a grade came about, as a table and as the reasons that cost most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlplugin.policy.findings import Bilingual
from xlplugin.scoring.numbers import parse_numeral

from .context import Context
from .rows import QUIET, grade_each
from .values import Block, CellError, refused

if TYPE_CHECKING:
    from xlplugin.scoring.explain import Line
    from xlplugin.scoring.result import Result

USUAL_REASONS = 4

HEADINGS = (
    Bilingual("Characteristic", "指标"),
    Bilingual("Value", "取值"),
    Bilingual("Attribute", "所属档次"),
    Bilingual("Points", "得分"),
    Bilingual("Best", "满分"),
    Bilingual("Reason", "原因"),
)
"""The columns of the table; in the lines of overrides the fourth and fifth are before and after."""

OVERRIDE_HEADINGS = (
    Bilingual("Override", "硬性规则"),
    Bilingual("Action", "处理"),
    Bilingual("", ""),
    Bilingual("Before", "调整前"),
    Bilingual("After", "调整后"),
    Bilingual("Reason", "原因"),
)


def explain(context: Context, values: Block, policy: object, headers: list[object] | None) -> object:
    """The table of one row: a line per characteristic and decision, then the overrides that fired."""
    if len(values) > 1:
        raise refused(
            CellError.VALUE,
            f"EXPLAIN takes one row, not {len(values)}",
            f"EXPLAIN 每次只解释一行，而不是 {len(values)} 行",
        )

    def table(result: Result) -> object:
        return result.error or _table(result.explain(), context.language)

    answer = grade_each(context, context.policy(policy), values, headers, table)[0]
    return [[QUIET]] if answer == QUIET else answer


def reasons(
    context: Context, values: Block, policy: object, count: object, headers: list[object] | None
) -> object:
    """For each row the reasons that cost most, each with its code, joined in the workbook's language."""
    most = _how_many(count)
    joint = "；" if context.language == "zh" else "; "

    def text(result: Result) -> object:
        return result.error or joint.join(
            f"{lost.code} {lost.text.in_language(context.language)}" for lost in result.reasons[:most]
        )

    return [[answer] for answer in grade_each(context, context.policy(policy), values, headers, text)]


def _how_many(count: object) -> int:
    numeral = parse_numeral(count) if isinstance(count, str) else None
    number = numeral[0] if numeral else count
    if number is None:
        return USUAL_REASONS
    if isinstance(number, (int, float)) and not isinstance(number, bool) and number in range(1, 101):
        return int(number)
    raise refused(
        CellError.VALUE,
        "n: say how many reasons, a whole number from 1 to 100",
        "条数：请填写 1 至 100 的整数",
    )


def _table(lines: tuple[Line, ...], language: str) -> list[list[float | str]]:
    scored = [line for line in lines if line.kind != "override"]
    hits = [line for line in lines if line.kind == "override"]
    table: list[list[float | str]] = [[text.in_language(language) for text in HEADINGS]]
    table += [_cells(line, language, line.points, line.best) for line in scored]
    if hits:
        table.append([text.in_language(language) for text in OVERRIDE_HEADINGS])
        table += [_cells(line, language, line.before, line.after) for line in hits]
    return table


def _cells(
    line: Line, language: str, fourth: float | str | None, fifth: float | str | None
) -> list[float | str]:
    texts = [text.in_language(language) for text in (line.characteristic, line.value, line.attribute)]
    reason = line.reason.in_language(language) if line.reason else QUIET
    coded = f"{line.code} {reason}" if line.code and line.kind != "override" and reason else reason
    return [*texts, QUIET if fourth is None else fourth, QUIET if fifth is None else fifth, coded]
