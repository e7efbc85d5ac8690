"""The guide of the lookup form: three steps, what it is calculated with, its checks, its sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks.forms.book import Book
from xlplugin.workbooks.forms.calls import formula_for, literal
from xlplugin.workbooks.forms.formats import CHECK, DATE
from xlplugin.workbooks.forms.grid import GUIDE, LEDGER, POLICY, SUMMARY
from xlplugin.workbooks.forms.guide import CALCULATED, COLOURS, NOT_LOADED, NOT_YET, STEPS
from xlplugin.workbooks.forms.lines import Cell, Formula, Lines
from xlplugin.workbooks.forms.page import titled_page
from xlplugin.workbooks.forms.styles import Styles
from xlplugin.workbooks.forms.wording import both
from xlplugin.workbooks.names import AS_OF, LANGUAGE

from .columns import cells_of
from .form import TITLE, LookupForm
from .lists import FOUND, STAMPS
from .sheets import total_of

_WIDTHS, _VALUE = (2, 26, 40, 84), 2
CHOOSE = Bilingual(
    "Choose in each row of the ledger the system, then what was observed: the second list follows the first. "
    "Empty rows stay quiet.",
    "在“客户台账”每行先选择分类体系，再选择观察到的情形：后一列表随前者变化。空行不显示结果。",
)
READ = Bilingual(
    "Read the check column first: it says what is wrong in a row and how to mend it. Then read type and advice. "
    "A type is a help for dealing with a customer, never a grade.",
    "先看“数据检查”列：其中说明该行的问题和处理办法；再看类型和建议措施。类型仅供与客户沟通参考，不是等级。",
)
SHEETS = {
    LEDGER: Bilingual("one observation per row, with type and advice", "每行一项观察：类型与建议"),
    SUMMARY: Bilingual("how many rows are of each type", "各类型笔数"),
    POLICY: Bilingual(
        "all systems: values, types and advice, to be read and printed", "全部分类体系：取值、类型与建议，供查阅和打印"
    ),
}


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    title: Bilingual
    meaning: Bilingual
    formula: str


def write_guide(book: Book, form: LookupForm, styles: Styles) -> None:
    """Add the guide sheet and the defined names of its cells."""
    sheet = book.add_worksheet(GUIDE)
    lines = Lines(sheet, styles, _WIDTHS)

    def line(title: Bilingual, value: Cell, remark: str, style: str = "box", number_format: str = "") -> None:
        shown = styles("box", style, "left", number_format=number_format)
        lines.cells((both(title), value, remark), styles("label"), shown, styles("quiet", "wrap"))

    def name(said: str) -> None:
        book.define_name(said, f"='{GUIDE}'!{xl_rowcol_to_cell(lines.row, _VALUE, row_abs=True, col_abs=True)}")

    lines.title(both(TITLE))
    lines.section(Bilingual("Three steps", "使用步骤"))
    for number, step in enumerate((CHOOSE, STEPS[1], READ), 1):
        sheet.write_number(lines.row, 1, number, styles("label", "centre"))
        lines.across(f"{step.en}\n{step.zh}", _VALUE, "box", "wrap")
    lines.section(Bilingual("State", "状态"))
    version = formula_for("POLICYINFO", policy=f"INDEX({STAMPS},1)", item=literal("version")).removeprefix("=")
    otherwise = literal(NOT_LOADED)
    status = f"=IFERROR(IF(LEN({version})>0,{literal(CALCULATED)},{otherwise}),{otherwise})"
    line(Bilingual("Plug-in", "插件"), Formula(status, NOT_YET), "")
    state = Bilingual("Their versions and state: sheet Policy", "版本与状态见“政策”表")
    line(Bilingual("Systems", "分类体系"), float(len(form.systems)), both(state))
    today = Bilingual("Blank: the day of calculation", "留空为计算当日")
    allowed = {"validate": "date", "criteria": "between", "minimum": 1, "maximum": 2958465}
    sheet.data_validation(lines.row, _VALUE, lines.row, _VALUE, allowed)
    name(AS_OF)
    line(Bilingual("As-of date", "评级基准日"), form.as_of, both(today), "entry", DATE)
    sheet.data_validation(lines.row, _VALUE, lines.row, _VALUE, {"validate": "list", "source": ["en", "zh"]})
    name(LANGUAGE)
    spoken = Bilingual("Of checks and advice: en or zh", "数据检查和建议措施所用语言：en 或 zh")
    line(Bilingual("Language", "语言"), form.language, both(spoken), "entry")
    lines.section(Bilingual("Counts and checks", "计数与核对"))
    places: dict[str, str] = {}
    for count in _counts(form):
        places[count.name] = xl_rowcol_to_cell(lines.row, _VALUE, row_abs=True, col_abs=True)
        line(count.title, Formula(count.formula), both(count.meaning))
    first = lines.row
    for check in _checks(form, places):
        name(check.name)
        line(check.title, Formula(check.formula), both(check.meaning), number_format=CHECK)
    for value, style in (("TRUE", "good"), ("FALSE", "warning")):
        rule = {"type": "cell", "criteria": "==", "value": value, "format": styles.over(style)}
        sheet.conditional_format(first, _VALUE, lines.row - 1, _VALUE, rule)
    lines.section(Bilingual("Sheets", "各表用途"))
    for title, text in SHEETS.items():
        sheet.write_url(lines.row, 1, f"internal:'{title}'!A1", styles("label", "left", "link"), title)
        lines.across(both(text), _VALUE, "box", "wrap")
    lines.section(Bilingual("Colours", "颜色"))
    for style, text in COLOURS.items():
        if style != "held":
            sheet.write_blank(lines.row, 1, None, styles("box", style))
            lines.across(both(text), _VALUE)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    titled_page(sheet, both(TITLE))
    sheet.fit_to_pages(1, 1)


def _entered(form: LookupForm) -> str:
    """For each row 1 where a system or a value stands, else 0."""
    return f"(1-ISBLANK({cells_of(form, 'system')})*ISBLANK({cells_of(form, 'value')}))"


def _counts(form: LookupForm) -> Iterator[_Line]:
    type_ = cells_of(form, "type")
    meaning = Bilingual("Rows with a system or a value", "已选分类体系或情形的行")
    yield _Line("entered", Bilingual("Rows entered", "已录入"), meaning, f"=SUMPRODUCT({_entered(form)})")
    typed = f"=ROWS({type_})-COUNTBLANK({type_})-SUMPRODUCT(ISERROR({type_})*1)"
    yield _Line("typed", Bilingual("With a type", "已分类"), Bilingual("", ""), typed)
    open_ = f"=SUMPRODUCT({_entered(form)}*(IFERROR(LEN({type_}),0)=0))"
    meaning = Bilingual("Rows entered that have no type: see their check", "已录入但未分类的行，见“数据检查”列")
    yield _Line("open", Bilingual("Without a type", "未分类"), meaning, open_)


def _checks(form: LookupForm, places: dict[str, str]) -> Iterator[_Line]:
    type_, check = cells_of(form, "type"), cells_of(form, "check")
    yield _Line(
        "check_rows", Bilingual("Every row", "逐行核对"),
        Bilingual("Every row entered has a type or is open", "每一录入行要么已分类，要么待处理"),
        f"={places['entered']}={places['typed']}+{places['open']}",
    )  # fmt: skip
    silent = f"{_entered(form)}*(IFERROR(LEN({type_}),0)=0)*(IFERROR(LEN({check}),0)=0)"
    yield _Line(
        "check_reasons", Bilingual("Every error", "错误说明"),
        Bilingual("Every row without a type says why", "每一未分类行均说明原因"), f"=SUMPRODUCT({silent})=0",
    )  # fmt: skip
    yield _Line(
        "check_policy", Bilingual("Policy versions", "制度版本"),
        Bilingual("Every system is used in the version named", "各分类体系所用制度即所列版本"),
        f"=SUMPRODUCT(({FOUND}<>{STAMPS})*1)=0",
    )  # fmt: skip
    yield _Line(
        "check_summary", Bilingual("Summary", "汇总核对"),
        Bilingual("The summary's counts add up to the rows with a type", "汇总各类型笔数之和等于已分类行数"),
        f"={total_of(form)}={places['typed']}",
    )  # fmt: skip
