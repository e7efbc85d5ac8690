"""The last sheet of a monitoring workbook: what every figure means, how it is worked out, and by which convention."""

from __future__ import annotations

from xlplugin import __version__
from xlplugin.compliance.monitoring_texts import definitions, missing_library
from xlplugin.policy.findings import Bilingual

from .forms.wording import both
from .monitoring_parts import Report

NAME = "Notes 说明"


def write_notes(report: Report) -> None:
    """Add the sheet."""
    lines = report.begun(NAME, Bilingual("Definitions, formulas, sources", "定义、公式与来源"), (2, 30, 104))
    missing = missing_library()
    if missing is not None:
        report.note(lines, missing, "warning", "wrap", "top")
    label = report.styles("label", "top")
    for title, text in definitions(report.found):
        lines.cells([both(title), report.said(text)], label, report.styles("box", "wrap", "top"))
    engine = Bilingual(f"Made with xlplugin {__version__}.", f"由 xlplugin {__version__} 生成。")
    report.note(lines, engine)
    report.ended(lines)
