"""What both sheets on outcomes of a monitoring workbook say: which outcomes were compared, and how a p-value is told."""

from __future__ import annotations

from xlplugin.compliance.monitoring_scipy import NEEDED, distributions
from xlplugin.compliance.monitoring_texts import window_text
from xlplugin.compliance.monitoring_validation import Validation
from xlplugin.policy.findings import Bilingual

from .monitoring_parts import Report, clipped

NONE_GIVEN = Bilingual(
    "No outcomes were given: name a table of customers and whether they defaulted with --outcomes.",
    "未提供违约结果：请用 --outcomes 指定客户是否违约的表格。",
)
NAMED = 20
"""Unknown customers that are named."""


def outcome_notes(found: Validation) -> list[Bilingual]:
    """Which outcomes were compared, and which were not."""
    outcomes = found.outcomes
    notes = [window_text(outcomes)]
    notes.append(Bilingual(
        f"Compared: {found.customers:,} customers, {found.defaulters:,} defaulted. Left out: {len(found.unknown):,} of the "
        f"table without a grading by {outcomes.window.start}, {outcomes.blank:,} with a blank outcome; {found.absent:,} "
        f"graded customers are not in the table; {outcomes.repeated:,} repeated rows.",
        f"对照 {found.customers:,} 户，违约 {found.defaulters:,} 户。未计入：表中 {len(found.unknown):,} 户在 "
        f"{outcomes.window.start} 前无评级，{outcomes.blank:,} 户结果空白；另有 {found.absent:,} 户已评级但不在表中；"
        f"重复 {outcomes.repeated:,} 行。",
    ))  # fmt: skip
    if found.unknown:
        listed = ", ".join(clipped(key, 10) for key in found.unknown[:NAMED])
        more = len(found.unknown) - NAMED
        rest = f" … (+{more:,})" if more > 0 else ""
        notes.append(Bilingual(f"Without a grading: {listed}{rest}", f"无评级客户：{listed}{rest}"))
    if found.hindsight:
        notes.append(Bilingual(
            f"{found.hindsight:,} of the gradings were recorded after {outcomes.window.start}, when outcomes may have been "
            "known: for them this is no test of foresight.",
            f"其中 {found.hindsight:,} 项评级在 {outcomes.window.start} 之后才记入日志，可能已知结果，不能视为事前检验。",
        ))  # fmt: skip
    return notes


def p_value(report: Report, p: float | None, figure: float | None) -> str:
    """A p-value as it is told; why there is none where there is a figure."""
    if p is not None:
        return "< 0.0001" if p < 0.0001 else f"{p:.4f}"
    return report.said(NEEDED) if figure is not None and distributions() is None else "–"
