"""A work list as a workbook to print and tick off: a count of each kind of task, and every task, overdue ones marked."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xlplugin.compliance.due_item import TITLES, Due
from xlplugin.compliance.working_days import days_after
from xlplugin.policy.findings import Bilingual

from .forms.formats import TEXT
from .forms.lines import LINE_HEIGHT, Lines
from .forms.page import titled_page
from .forms.put import put
from .forms.styles import Styles
from .forms.text_width import line_count
from .forms.wording import both, heading
from .impact_book import ImpactBook
from .system_errors import system_errors

TITLE = Bilingual("Reviews due", "评级复评工作清单")
OVERVIEW, LIST = "Overview 概览", "Work list 工作清单"
MOST_ROWS = 1_048_575
LONGEST = 2000
FIRST = 3
"""The row of the first task, below title, note and headings."""
HEADS = (
    (Bilingual("Customer", "客户"), 18),
    (Bilingual("Policy", "制度"), 18),
    (Bilingual("Task", "事项"), 37),
    (Bilingual("Due by", "截止日"), 12),
    (Bilingual("Days overdue", "逾期天数"), 10),
    (Bilingual("Grade", "等级"), 9),
    (Bilingual("Why", "说明"), 58),
    (Bilingual("Entry", "日志编号"), 9),
    (Bilingual("Done by, on", "办理人及日期"), 18),
)
DUE, LATE = 3, 4
NOT_CERTAIN = Bilingual("≈ not certain, see Overview", "≈ 日期未定，见概览")


@dataclass(frozen=True, slots=True)
class WorkList:
    """What a work list was made of: its day, how far it looks ahead, from which journal, of which policies."""

    day: datetime.date
    within: int
    journal: str
    policies: tuple[str, ...]
    tasks: Sequence[Due]

    @property
    def overdue(self) -> int:
        """How many tasks are late."""
        return sum(one.is_overdue for one in self.tasks)

    @property
    def customers(self) -> int:
        """How many customers have a task."""
        return len({one.customer for one in self.tasks})


def write_work_list(path: Path, work: WorkList, language: str) -> None:
    """Write the workbook; headings are in both languages, what is said of a task in ``language``. Raises OSError."""
    book = ImpactBook(path, both(TITLE), f"{work.day}")
    try:
        styles = Styles(book)
        _write_overview(book, work, styles)
        _write_tasks(book, work, styles, language)
    finally:
        with system_errors():
            book.close()


def _write_overview(book: Workbook, work: WorkList, styles: Styles) -> None:
    sheet = book.add_worksheet(OVERVIEW)
    lines = Lines(sheet, styles, (2, 46, 16, 16, 16, 16))
    lines.title(both(TITLE))
    label, value = styles("label"), styles("box", "left")
    until = days_after(work.day, work.within)
    for title, said in (
        (Bilingual("As of", "基准日"), work.day.isoformat()),
        (Bilingual("Tasks due up to", "截至日期"), until.isoformat()),
        (Bilingual("Policies", "制度"), ", ".join(work.policies) or "all 全部"),
        (Bilingual("Journal", "评级日志"), work.journal),
    ):
        lines.cells([both(title), said], label, value, starts=(1, 2))
    lines.section(Bilingual("Tasks", "待办事项"))
    heads = (
        Bilingual("Task", "事项"),
        Bilingual("Overdue", "已逾期"),
        Bilingual("Due on the day", "当日到期"),
        Bilingual("Due later", "将到期"),
        Bilingual("Longest overdue, days", "最长逾期天数"),
    )
    lines.cells([heading(one) for one in heads], styles("result_heading"))
    figure, late = styles("box", "right", number_format="#,##0"), styles("box", "right", "warning", number_format="#,##0")
    for what, title in TITLES.items():
        tasks = [one for one in work.tasks if one.what == what]
        if tasks:
            count = Counter(_when(one, work.day) for one in tasks)
            longest = max(one.overdue_days for one in tasks)
            marked = late if count["late"] else figure
            values = (count["late"], count["today"], count["later"], longest)
            lines.cells([both(title), *map(float, values)], styles("box"), marked, figure, figure, figure)
    count = Counter(_when(one, work.day) for one in work.tasks)
    total = [float(count["late"]), float(count["today"]), float(count["later"])]
    bold = styles("label", "right", number_format="#,##0")
    longest = max((one.overdue_days for one in work.tasks), default=0)
    lines.cells([both(Bilingual("All tasks", "合计")), *total, float(longest)], label, bold)
    lines.cells([both(Bilingual("Customers concerned", "涉及客户数")), float(work.customers)], label, bold)
    for note in dict.fromkeys(one.note for one in work.tasks if one.note):
        lines.row += 1
        lines.across(f"≈ {note.en}\n≈ {note.zh}", 1, "quiet", "wrap", "top")
    titled_page(sheet, both(TITLE), work.day.isoformat())
    sheet.print_area(0, 0, lines.row, 5)


def _when(task: Due, day: datetime.date) -> str:
    if task.is_overdue:
        return "late"
    return "today" if task.due == day else "later"


def _write_tasks(book: Workbook, work: WorkList, styles: Styles, language: str) -> None:
    name, count = LIST, 1
    sheet, at = _begun(book, work, styles, name), FIRST
    text, wrapped = styles("box", "top", "indent"), styles("box", "wrap", "top", "indent")
    key, as_text = styles("box", "top", "indent", number_format=TEXT), styles("box", "wrap", "top", number_format=TEXT)
    day, centre = styles("box", "centre", "top", number_format="yyyy-mm-dd"), styles("box", "centre", "top")
    unsettled = styles("box", "centre", "top", number_format='"≈"yyyy-mm-dd')
    number = styles("box", "right", "top", number_format="#,##0;-#,##0;")
    entry, box = styles("box", "right", "top", "quiet", number_format="0"), styles("box")
    for task in work.tasks:
        if at > MOST_ROWS:
            _ended(sheet, at - 1, styles)
            count += 1
            english, chinese = LIST.rsplit(" ", 1)
            sheet, at = _begun(book, work, styles, f"{english} {count} {chinese}"), FIRST
        why = task.detail.in_language(language)
        if task.note is not None:
            why = f"{why} ({NOT_CERTAIN.in_language(language)})"
        why = why if len(why) <= LONGEST else f"{why[: LONGEST - 1]}…"
        title = both(task.title)
        put(sheet, at, 0, task.customer, text, key)
        put(sheet, at, 1, task.policy, wrapped, as_text)
        put(sheet, at, 2, title, wrapped)
        put(sheet, at, DUE, task.due, unsettled if task.note else day)
        put(sheet, at, LATE, float(task.overdue_days), number)
        put(sheet, at, 5, task.grade, centre)
        put(sheet, at, 6, why, wrapped, as_text)
        put(sheet, at, 7, float(task.refers) if task.refers is not None else None, entry)
        put(sheet, at, 8, None, box)
        needed = max(line_count(why, HEADS[6][1]), line_count(title, HEADS[2][1]), line_count(task.policy, HEADS[1][1]))
        sheet.set_row(at, LINE_HEIGHT * needed + 3)
        at += 1
    if at == FIRST:
        sheet.write_string(at, 0, "nothing is due 没有待办事项", styles("quiet"))
    _ended(sheet, max(at - 1, FIRST), styles)


def _begun(book: Workbook, work: WorkList, styles: Styles, name: str) -> Worksheet:
    sheet = book.add_worksheet(name)
    for place, (_, width) in enumerate(HEADS):
        sheet.set_column(place, place, width)
    until = days_after(work.day, work.within)
    sheet.write_string(0, 0, f"{both(TITLE)}  {work.day}", styles("title"))
    sheet.set_row(0, 28)
    note = Bilingual(
        f"{len(work.tasks):,} tasks up to {until}, {work.overdue:,} of them overdue; the most urgent first.",
        f"截至 {until} 共 {len(work.tasks):,} 项，其中已逾期 {work.overdue:,} 项；按紧急程度排列。",
    )
    sheet.write_string(1, 0, both(note), styles("quiet"))
    for place, (title, _) in enumerate(HEADS):
        sheet.write_string(2, place, heading(title), styles("result_heading"))
    sheet.set_row(2, LINE_HEIGHT * 2 + 3)
    sheet.freeze_panes(FIRST, 1)
    sheet.repeat_rows(2)
    titled_page(sheet, both(TITLE), work.day.isoformat())
    return sheet


def _ended(sheet: Worksheet, last: int, styles: Styles) -> None:
    sheet.autofilter(2, 0, last, len(HEADS) - 1)
    sheet.print_area(0, 0, last, len(HEADS) - 1)
    late = {"type": "formula", "criteria": f"=$E{FIRST + 1}>0", "format": styles.over("warning")}
    sheet.conditional_format(FIRST, DUE, last, LATE, late)
