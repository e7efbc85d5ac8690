"""Monitoring as a workbook, ready to print: overview, grades, overrides, reviews, stability, outcomes, notes."""

from __future__ import annotations

from pathlib import Path

from xlplugin.compliance.monitoring import Monitoring
from xlplugin.policy.findings import Bilingual

from .forms.wording import both
from .monitoring_calibration_sheet import write_calibration
from .monitoring_discrimination_sheet import write_discrimination
from .monitoring_grades import write_distribution, write_migration
from .monitoring_notes import write_notes
from .monitoring_overview import write_overview
from .monitoring_parts import About, Report, ReportBook
from .monitoring_people import write_overrides, write_reviews
from .monitoring_stability_sheet import write_stability


def write_monitoring(path: Path, found: Monitoring, about: About, language: str) -> None:
    """Write the workbook; headings are in both languages, texts in ``language``. The same figures give the same bytes.

    Raises OSError.
    """
    head = Bilingual("Monitoring of grades", "等级监测报告")
    book = ReportBook(both(head), f"{found.asked.policy_id} {found.asked.day}")
    report = Report(book, found, about, language)
    write_overview(report)
    write_distribution(report)
    write_migration(report)
    write_overrides(report)
    write_reviews(report)
    write_stability(report)
    write_discrimination(report)
    write_calibration(report)
    write_notes(report)
    book.save(path)
