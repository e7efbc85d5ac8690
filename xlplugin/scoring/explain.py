"""The explanation of a result: what each characteristic gave, each decision said, each override did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from xlplugin.policy.findings import Bilingual

from .compiling import described, shown
from .problems import Problem
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
        rules = [text for text, _ in step.rules(row)] if step in compiled.graders else []
        rule = Bilingual("; ".join(text.en for text in rules), "；".join(text.zh for text in rules))
        for name in step.names:
            value = row[compiled.at[name]]
            said = value.message if isinstance(value, Problem) else shown(value, compiled.known[name])
            lines.append(Line("decision", compiled.known[name].title, said, rule))
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
            attribute = hit.title or described(hit.cell, compiled.known[item.of])
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
