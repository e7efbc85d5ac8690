"""The sheets beside the lookup ledger: how many customers are of each type, and all the policies to be read."""

from __future__ import annotations

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.numbers import format_number
from xlplugin.policy.variables import variables
from xlplugin.workbooks.forms.book import Book
from xlplugin.workbooks.forms.calls import formula_for, literal
from xlplugin.workbooks.forms.decision_tables import Rows, tables_of
from xlplugin.workbooks.forms.formats import PERCENT
from xlplugin.workbooks.forms.grid import POLICY, SUMMARY
from xlplugin.workbooks.forms.lines import Formula, Lines
from xlplugin.workbooks.forms.page import titled_page
from xlplugin.workbooks.forms.policy_sheet import WIDTHS, stacked, write_facts, write_rows
from xlplugin.workbooks.forms.process_tables import process_tables
from xlplugin.workbooks.forms.styles import Styles
from xlplugin.workbooks.forms.wording import both

from .columns import cells_of
from .form import TITLE, Advice, LookupForm, System

_SUMMARY_WIDTHS = (2, 40, 18, 40, 13, 13)
_HEAD = 2
_PROTECTION = {"format_columns": True, "format_rows": True}


def total_of(form: LookupForm) -> str:
    """The cell of the number of rows that have a type, as another sheet refers to it."""
    return f"'{SUMMARY}'!$E${_HEAD + 2 + sum(len(system.types) for system in form.systems)}"


def write_summary(book: Book, form: LookupForm, styles: Styles) -> None:
    """Add the summary: rows of each type, by system."""
    sheet = book.add_worksheet(SUMMARY)
    lines = Lines(sheet, styles, _SUMMARY_WIDTHS)
    lines.title(both(TITLE))
    lines.row = _HEAD
    headings = ("System 分类体系", "Type 类型", "Title of the type 类型名称", "Rows 笔数", "Share 占比")
    lines.cells(headings, styles("result_heading"))
    figure, share = styles("box", "right", number_format="#,##0"), styles("box", "right", number_format=PERCENT)
    text, bold = styles("box", "wrap"), styles("box", "bold", "centre")
    first = lines.row + 1
    for system in form.systems:
        top, bottom = lines.row + 1, lines.row + len(system.types)
        for number, (id, title) in enumerate(system.types.items()):
            row = lines.row + 1
            stamp = literal(system.policy.stamp)
            count = f"=COUNTIFS({cells_of(form, 'stamp')},{stamp},{cells_of(form, 'type')},$C{row})"
            rate = f'=IF(SUM($E${top}:$E${bottom})=0,"",$E{row}/SUM($E${top}:$E${bottom}))'
            cells = (system.title if number == 0 else "", id, both(title), Formula(count), Formula(rate))
            lines.cells(cells, text, bold, text, figure, share)
    whole = Formula(f"=SUM(E{first}:E{lines.row})")
    total = styles("label", "right", number_format="#,##0")
    lines.cells((both(Bilingual("All", "合计")), "", "", whole, ""), *[styles("label")] * 3, total, styles("label"))
    sheet.protect("", _PROTECTION)
    sheet.repeat_rows(_HEAD)
    titled_page(sheet, both(TITLE))
    sheet.set_portrait()


def write_policies(book: Book, form: LookupForm, styles: Styles) -> None:
    """Add the policy sheet: the systems, then for each what may be observed and what follows from it."""
    sheet = book.add_worksheet(POLICY)
    lines = Lines(sheet, styles, WIDTHS)
    lines.title(both(TITLE))
    lines.section(Bilingual("Systems", "分类体系"))
    headings = ("System 分类体系", "Observed 观察内容", "Policy 制度版本", "State 状态", "Approval 审批")
    lines.cells(headings, styles("label"))
    for system in form.systems:
        stamp = literal(system.policy.stamp)
        state = Formula(formula_for("POLICYINFO", policy=stamp))
        approval = Formula(formula_for("POLICYINFO", policy=stamp, item=literal("approval")))
        cells = (system.title, both(system.input.title), system.policy.stamp, state, approval)
        lines.cells(cells, styles("box", "wrap", "top"))
    for system in form.systems:
        lines.section(system.title)
        write_facts(lines, system.policy, styles)
        write_rows(lines, _values(system), styles)
        known = variables(system.policy)
        for decision in system.policy.decisions:  # what else a policy says of a value
            if decision != system.policy.decision(system.policy.result["grade"]):
                for table in tables_of(decision, known):
                    write_rows(lines, table, styles)
        for table in process_tables(system.policy):
            write_rows(lines, table, styles)
    sheet.protect("", _PROTECTION)
    titled_page(sheet, both(TITLE))


def _values(system: System) -> Rows:
    rows = tuple(
        (both(value.title), value.type, both(system.types[value.type]) if value.type in system.types else "—",
         _advice(value.advice), value.id)
        for value in system.values
    )  # fmt: skip
    headings = (both(system.input.title), "Type 类型", "Title of the type 类型名称", "Advice 建议措施", "Name 名称")
    return Rows("Values 取值", headings, rows, 3)


def _advice(advice: Advice) -> str:
    said = []
    for item, value in advice.items():
        text = stacked(value) if isinstance(value, Bilingual) else format_number(value) if isinstance(value, float) else value
        said.append(text if len(advice) == 1 else f"{item}: {text}")
    return "\n".join(said) or "—"
