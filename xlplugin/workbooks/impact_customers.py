"""Sheets of an impact workbook that list customers: whose grade changes, and who can no longer be graded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xlplugin.compliance.impact import Impact, grades_of
from xlplugin.compliance.impact_texts import better_and_worse, why_teller
from xlplugin.policy.findings import Bilingual

from .forms.formats import TEXT
from .forms.lines import LINE_HEIGHT
from .forms.page import titled_page
from .forms.palette import colours
from .forms.put import put
from .forms.styles import Styles
from .forms.text_width import display_width, line_count
from .forms.wording import both, heading
from .impact_overview import compared

MOST_ROWS = 1_048_576
LONGEST_KEY, LONGEST_TEXT = 200, 2000
FIRST = 3
"""The row of the first customer, below title, note and headings."""

Styled = tuple[object, Format, Format | None]


def write_customers(book: Workbook, impact: Impact, styles: Styles, language: str) -> None:
    """Add the customers whose grade changes, as many sheets as they need."""
    tell = why_teller(impact, language)
    fills = _fills(impact)
    plain = styles("box")
    key, as_text = styles("box", "indent"), styles("box", "indent", number_format=TEXT)
    wrapped, wrapped_text = styles("box", "wrap", "indent"), styles("box", "wrap", "indent", number_format=TEXT)
    score, notch = styles("box", number_format="0.00"), styles("box", "centre", number_format="+0;-0;0")
    graded = {grade: styles("box", "bold", "centre", fill=fill) for grade, fill in fills.items()}
    usual = styles("box", "bold", "centre")

    def rows() -> Iterator[list[Styled]]:
        for one in impact.customers():
            yield [
                (one.row, plain, None),
                (_clipped(one.key, LONGEST_KEY), key, as_text),
                (one.before, graded.get(one.before or "", usual), None),
                (one.after, graded.get(one.after or "", usual), None),
                (one.notches, notch, None),
                (one.score_before, score, None),
                (one.score_after, score, None),
                (_clipped(tell(one), LONGEST_TEXT), wrapped, wrapped_text),
            ]

    up, down = better_and_worse(impact.after)
    heads = (
        (Bilingual("Row", "行"), 8),
        (Bilingual("Customer", "客户"), 24),
        (Bilingual("Before", "变更前"), 12),
        (Bilingual("After", "变更后"), 12),
        (Bilingual("Notches", "档数"), 9),
        (Bilingual("Score before", "变更前评分"), 12),
        (Bilingual("Score after", "变更后评分"), 12),
        (Bilingual("Why", "原因"), 70),
    )
    note = Bilingual(
        f"Notches above 0: {down.en}; below 0: {up.en}. ✓ a rule began to fire, ✗ it ceased.",
        f"档数大于0为{down.zh}，小于0为{up.zh}；✓ 规则开始触发，✗ 停止触发。",
    )

    def coloured(sheet: Worksheet, last: int) -> None:
        for criteria, style in ((">", "warning"), ("<", "good")):
            rule = {"type": "cell", "criteria": criteria, "value": 0, "format": styles.over(style)}
            sheet.conditional_format(FIRST, 4, last, 4, rule)

    title = Bilingual("Customers whose grade changes", "等级变动客户")
    _write(book, impact, styles, "Customers 客户变动", title, note, heads, rows(), coloured)


def write_ungraded(
    book: Workbook, impact: Impact, styles: Styles, language: str, faults: Sequence[tuple[int, Bilingual]]
) -> None:
    """Add the customers with a grade under one of the policies only and the rows that cannot be read, if any."""
    plain, wrapped = styles("box"), styles("box", "wrap", "top", "indent")
    key, as_text, centre = styles("box", "indent"), styles("box", "indent", number_format=TEXT), styles("box", "centre")
    wrapped_text = styles("box", "wrap", "top", "indent", number_format=TEXT)

    def rows() -> Iterator[list[Styled]]:
        for one in impact.customers(graded=False):
            why = one.why.in_language(language) if one.why else ""
            yield [
                (one.row, plain, None),
                (_clipped(one.key, LONGEST_KEY), key, as_text),
                (one.before, centre, None),
                (one.after, centre, None),
                (_clipped(why, LONGEST_TEXT), wrapped, wrapped_text),
            ]
        for row, fault in faults:
            said = _clipped(fault.in_language(language), LONGEST_TEXT)
            yield [(row, plain, None), *([(None, plain, None)] * 3), (said, wrapped, wrapped_text)]

    listed = rows()
    first = next(listed, None)
    if first is None:
        return
    heads = (
        (Bilingual("Row", "行"), 8),
        (Bilingual("Customer", "客户"), 24),
        (Bilingual("Before", "变更前"), 12),
        (Bilingual("After", "变更后"), 12),
        (Bilingual("Why there is no grade", "无法评级的原因"), 90),
    )
    title = Bilingual("Customers graded under one of the two only", "仅在一个版本下可评级的客户")
    note = Bilingual("A blank grade is one that cannot be given.", "等级空白表示无法评级。")

    def chained() -> Iterator[list[Styled]]:
        yield first
        yield from listed

    _write(book, impact, styles, "Not graded 无法评级", title, note, heads, chained(), lambda sheet, last: None)


def _write(
    book: Workbook,
    impact: Impact,
    styles: Styles,
    name: str,
    title: Bilingual,
    note: Bilingual,
    heads: Sequence[tuple[Bilingual, int]],
    rows: Iterable[list[Styled]],
    finish: Callable[[Worksheet, int], None],
) -> None:
    widest = heads[-1][1]
    sheet, at, count = _begun(book, impact, styles, name, title, note, heads), FIRST, 1
    for cells in rows:
        if at == MOST_ROWS:
            _ended(sheet, at - 1, len(heads), finish)
            count += 1
            english, chinese = name.rsplit(" ", 1)
            sheet, at = _begun(book, impact, styles, f"{english} {count} {chinese}", title, note, heads), FIRST
        for place, (value, style, as_text) in enumerate(cells):
            put(sheet, at, place, value, style, as_text)
        last = cells[-1][0]
        if isinstance(last, str) and (len(last) * 2 > widest and display_width(last) > widest or "\n" in last):
            sheet.set_row(at, LINE_HEIGHT * line_count(last, widest) + 3)
        at += 1
    if at == FIRST:
        sheet.write_string(at, 0, "none 无", styles("quiet"))
    _ended(sheet, max(at - 1, FIRST), len(heads), finish)


def _begun(
    book: Workbook,
    impact: Impact,
    styles: Styles,
    name: str,
    title: Bilingual,
    note: Bilingual,
    heads: Sequence[tuple[Bilingual, int]],
) -> Worksheet:
    sheet = book.add_worksheet(name)
    for place, (_, width) in enumerate(heads):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, both(title), styles("title"))
    sheet.set_row(0, 28)
    sheet.write_string(1, 0, both(note), styles("quiet"))
    for place, (text, _) in enumerate(heads):
        sheet.write_string(2, place, heading(text), styles("result_heading"))
    sheet.set_row(2, LINE_HEIGHT * 3)
    sheet.freeze_panes(FIRST, 2)
    sheet.repeat_rows(2)
    titled_page(sheet, both(impact.after.title), compared(impact))
    return sheet


def _ended(sheet: Worksheet, last: int, columns: int, finish: Callable[[Worksheet, int], None]) -> None:
    sheet.autofilter(2, 0, last, columns - 1)
    sheet.print_area(0, 0, last, columns - 1)
    finish(sheet, last)


def _clipped(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _fills(impact: Impact) -> dict[str, str]:
    found: dict[str, str] = {}
    for policy in (impact.before, impact.after):
        name = policy.result.get("grade") or next(iter(policy.result.values()))
        grades = policy.grades(name) if grades_of(policy) else None
        found |= colours(grades, policy.scale) if grades else {}
    return found
