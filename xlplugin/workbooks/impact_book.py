"""The impact of a change of policy as a workbook: heat map, chart, what each change did, every customer moved."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path

from xlsxwriter import Workbook

from xlplugin.compliance.impact import Impact
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy

from .forms.book import CALC_ID, Sheet
from .forms.styles import Styles
from .forms.wording import both
from .impact_customers import write_customers, write_ungraded
from .impact_overview import write_distribution, write_overview
from .impact_parts import write_comparison, write_parts
from .system_errors import system_errors

_CREATED = datetime.datetime(2026, 1, 1)


class ImpactBook(Workbook):
    """A workbook that keeps one row of each sheet in memory: there may be a million customers."""

    worksheet_class = Sheet

    def __init__(self, path: Path, title: str, subject: str) -> None:
        super().__init__(str(path), {"constant_memory": True, "strings_to_urls": False})
        self.set_calc_mode("auto", CALC_ID)
        self.set_properties({"title": title, "subject": subject, "author": "xlplugin", "created": _CREATED})


def write_impact(
    path: Path,
    impact: Impact,
    book: str,
    language: str,
    empty: int,
    faults: Sequence[tuple[int, Bilingual]],
    approvals: Callable[[Policy], Bilingual] | None = None,
) -> None:
    """Write the workbook. Headings are in both languages, what is told of each customer in ``language``.

    ``book`` is what the customers' file is called, ``empty`` and ``faults`` are the rows left out;
    ``approvals`` says where the approval of a policy stands. Raises OSError.
    """
    head = Bilingual("Impact of a change of policy", "制度变更影响分析")
    workbook = ImpactBook(path, both(head), f"{impact.before.stamp} → {impact.after.stamp}")
    try:
        styles = Styles(workbook)  # type: ignore[arg-type]
        write_overview(workbook, impact, styles, head, book, language, empty, len(faults), approvals)
        write_distribution(workbook, impact, styles)
        write_parts(workbook, impact, styles)
        write_customers(workbook, impact, styles, language)
        write_ungraded(workbook, impact, styles, language, faults)
        write_comparison(workbook, impact, styles)
    finally:
        with system_errors():
            workbook.close()
