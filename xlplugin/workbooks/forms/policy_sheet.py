"""The policy 政策: inputs, constants, points, bands, rules and treatments, to be read and printed."""

from __future__ import annotations

from xlplugin.policy.describing import value_text
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input, Policy
from xlplugin.policy.numbers import format_number
from xlplugin.policy.variables import variables

from .book import Book
from .decision_tables import STATUSES, Rows, tables_of
from .form import Form
from .grid import POLICY
from .lines import Lines
from .page import page
from .process_tables import process_tables
from .styles import Styles
from .wording import both, guidance

WIDTHS = (2, 38, 38, 30, 46, 18)
_COLUMNS = len(WIDTHS) - 1


def write_policy(book: Book, form: Form, styles: Styles) -> None:
    """Add the policy sheet."""
    policy = form.policy
    sheet = book.add_worksheet(POLICY)
    lines = Lines(sheet, styles, WIDTHS)
    lines.title(both(policy.title))
    write_facts(lines, policy, styles)
    write_rows(lines, _inputs(policy), styles)
    if policy.parameters:
        write_rows(lines, _parameters(policy), styles)
    known = variables(policy)
    for decision in policy.decisions:
        for table in tables_of(decision, known):
            write_rows(lines, table, styles)
    for name in policy.treatments:
        write_rows(lines, _treatments(policy, name), styles)
    for table in process_tables(policy):
        write_rows(lines, table, styles)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    page(sheet, policy)


def write_facts(lines: Lines, policy: Policy, styles: Styles) -> None:
    """What the policy says of itself."""
    facts = [
        ("Version 版本", policy.stamp),
        ("In force from 生效日", policy.effective.isoformat()),
        ("Owner 主管部门", both(policy.owner)),
        ("Status of figures 数值依据", STATUSES[policy.status]),
        ("Scope 适用范围", stacked(policy.scope)),
        ("Note 说明", stacked(policy.note)),
        *(("Reference 出处", f"{item.title} {item.href}".strip()) for item in policy.references),
    ]
    for label, text in facts:
        if text:
            lines.sheet.write_string(lines.row, 1, label, styles("label", "top"))
            lines.across(text, 2, "box", "wrap", "top")


def stacked(text: Bilingual | None) -> str:
    """Both languages below each other."""
    return f"{text.en}\n{text.zh}" if text else ""


def _inputs(policy: Policy) -> Rows:
    rows = tuple(
        (
            both(item.title),
            item.name,
            _type(item),
            stacked(guidance(item, policy)),
            STATUSES[item.status],
        )
        for item in policy.inputs.values()
    )
    headings = ("Input 评级要素", "Name 名称", "Type 类型", "Accepted 填写要求", "Status 依据")
    return Rows("Inputs 评级要素", headings, rows)


def _type(item: Input) -> str:
    said = "as-of date 评级基准日" if item.from_context else item.type
    return f"{said} ({item.unit})" if item.unit else said


def _parameters(policy: Policy) -> Rows:
    rows = tuple(
        (
            both(item.title),
            item.name,
            both(value_text(item.value, item.unit)),
            "to be set by the bank 由本行设定" if item.placeholder else "",
            STATUSES[item.status],
        )
        for item in policy.parameters.values()
    )
    return Rows(
        "Parameters 参数", ("Parameter 参数", "Name 名称", "Value 数值", "Remark 备注", "Status 依据"), rows
    )


def _treatments(policy: Policy, name: str) -> Rows:
    rows = []
    for grade, items in policy.treatments[name].items():
        for place, (item, value) in enumerate(items.items()):
            said = stacked(value) if isinstance(value, Bilingual) else value
            text = format_number(said) if isinstance(said, float) else str(said)
            rows.append((grade if place == 0 else "", item, text))
    title = both(variables(policy)[name].title)
    return Rows(
        f"{title} – Treatment 管理措施", ("Grade 等级", "Item 项目", "Treatment 措施"), tuple(rows), 2
    )


def write_rows(lines: Lines, table: Rows, styles: Styles) -> None:
    """Add a table to a sheet as wide as the policy's."""
    lines.section(table.title)
    spare = max(0, _COLUMNS - len(table.headings))
    starts = tuple(place + 1 + (spare if place > table.wide else 0) for place in range(len(table.headings)))
    lines.cells(table.headings, styles("label"), starts=starts)
    for row in table.rows:
        filled = (*row, *("" for _ in starts[len(row) :]))
        lines.cells(filled, styles("box", "wrap", "top"), starts=starts)
