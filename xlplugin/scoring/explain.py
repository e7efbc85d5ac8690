"""The explanation of a result: what each characteristic gave, each decision said, each override did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Reason

from .compiling import shown
from .formula_step import FormulaStep
from .problems import Problem
from .rule_texts import cell_text, formula_text, placeholders_of
from .scorecard import ScorecardStep

if TYPE_CHECKING:
    from .compile import Compiled


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a characteristic with its points, a decision with its value, or an override's effect."""

    kind: Literal["characteristic", "decision", "override"]
    characteristic: Bilingual
    value: Bilingual
    attribute: Bilingual
    points: float | None = None
    best: float | None = None
    reason: Bilingual | None = None
    before: str | None = None
    after: str | None = None
    code: str = ""


_NOTHING = Bilingual("", "")


def explanation(compiled: Compiled, row: list[object]) -> tuple[Line, ...]:
    """The lines of a row, decisions in order, a card's characteristics before its score."""
    lines: list[Line] = []
    for step in compiled.steps:
        if isinstance(step, ScorecardStep):
            lines += _characteristics(compiled, step, row)
        rules = step.rules(row) if step in compiled.graders else []
        rule = _joined(text for text, _ in rules)
        if isinstance(step, FormulaStep):
            rule = formula_text(step.formula, placeholders_of(compiled.policy))
        code, reason = _reason([reason for _, reason in rules if reason is not None])
        for name in step.names:
            value = row[compiled.at[name]]
            said = value.message if isinstance(value, Problem) else shown(value, compiled.known[name])
            lines.append(
                Line("decision", compiled.known[name].title, said, rule, reason=reason, code=code)
            )
    for step in compiled.graders:
        for hit in step.hits(row):
            lines.append(
                Line(
                    "override",
                    Bilingual(f"Override {hit.code}", f"硬性规则 {hit.code}"),
                    Bilingual(f"{_EN[hit.action]} {hit.target}", f"{_ZH[hit.action]} {hit.target}"),
                    _NOTHING,
                    reason=hit.text,
                    before=hit.before,
                    after=hit.after,
                    code=hit.code,
                )
            )
    return tuple(lines)


def _joined(texts: Iterable[Bilingual]) -> Bilingual:
    listed = list(texts)
    return Bilingual("; ".join(text.en for text in listed), "；".join(text.zh for text in listed))


def _reason(reasons: Sequence[Reason]) -> tuple[str, Bilingual | None]:
    """The code of the first reason and its text, to which further ones are added with their codes."""
    each = {reason.code: reason.text for reason in reasons}
    if not each:
        return "", None
    (code, text), *others = each.items()
    more = (Bilingual(f"{other} {said.en}", f"{other} {said.zh}") for other, said in others)
    return code, _joined([text, *more])


_EN = {"cap": "at most", "floor": "at least", "set": "set to"}
_ZH = {"cap": "最高", "floor": "至少", "set": "直接定为"}


def _characteristics(compiled: Compiled, step: ScorecardStep, row: list[object]) -> list[Line]:
    lines = []
    for award in step.awards(row):
        item = award.characteristic
        value = row[compiled.at[item.of]]
        said = value.message if isinstance(value, Problem) else shown(value, compiled.known[item.of])
        hit = award.attribute
        attribute = _NOTHING
        if hit is not None:
            attribute = cell_text(hit.cell, compiled.known[item.of], placeholders_of(compiled.policy), hit.title)
        reason = item.reason if award.lost > 0 else None
        lines.append(
            Line(
                "characteristic",
                item.title,
                said,
                attribute,
                award.points,
                award.best,
                reason.text if reason else None,
                code=reason.code if reason else "",
            )
        )
    return lines
