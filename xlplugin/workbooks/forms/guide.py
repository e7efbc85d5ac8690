"""The guide 说明: three steps, what the workbook is calculated with, and its checks."""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks.names import AS_OF, LANGUAGE, POLICY

from .book import Book
from .calls import formula_for, literal
from .checks import checks, counts
from .form import Form
from .formats import CHECK, DATE
from .grid import ALERTS, GUIDE, LEDGER, RATING_FORM, RELATED, REQUESTS, SUMMARY
from .grid import POLICY as POLICY_SHEET
from .lines import Cell, Formula, Lines
from .page import page
from .styles import Styles
from .wording import both

_VALUE = 2
_WIDTHS = (2, 26, 40, 84)

STEPS = (
    Bilingual(
        "Enter one customer per row in the yellow cells of the ledger, or paste values there. "
        "Empty rows stay quiet.",
        "在“客户台账”的浅黄色单元格中逐行录入客户，或粘贴数值。空行不显示结果。",
    ),
    Bilingual(
        "With the plug-in the grades appear at once. Without it, save the file and run: "
        "xlplugin recalc FILE -o FOLDER",
        "已加载插件时结果即时显示；未加载时请保存文件并运行：xlplugin recalc 文件 -o 文件夹",
    ),
    Bilingual(
        "Read the check column first: it says what is wrong in a row and how to mend it. "
        "Then read grade and reasons.",
        "先看“数据检查”列：其中说明该行的问题和处理办法；再看等级和主要原因。",
    ),
)
SHEETS = {
    LEDGER: Bilingual("one customer per row, with grade, reasons and status", "每行一户：等级、原因、状态"),
    RATING_FORM: Bilingual(
        "one customer on one page: choose a customer number, print, sign", "一户一页：选择客户编号后打印、签字"
    ),
    REQUESTS: Bilingual("ask for another grade; decided elsewhere", "申请调整等级；在评级日志中审批"),
    ALERTS: Bilingual("customers that need attention, counted and listed", "需关注客户的计数与清单"),
    SUMMARY: Bilingual("customers per grade and how they moved", "各等级户数及等级迁徙"),
    POLICY_SHEET: Bilingual("weights, thresholds and rules, to be read and printed", "权重、阈值与规则，供查阅和打印"),
    RELATED: Bilingual("owners, controllers and agents of the customers", "客户的受益所有人、控制人和代理人"),
}
MANY_ROWS = 500
ADVICE = Bilingual(
    "This ledger has a formula per row and is long: grading is quicker with xlplugin recalc.",
    "本台账每行一个公式且行数较多：建议使用 xlplugin recalc 批量重算。",
)
NOT_YET = "Not calculated yet 尚未计算"
CALCULATED = "Calculated with xlplugin 已由 xlplugin 计算"
NOT_LOADED = "Plug-in not loaded, or policy not found 未加载插件，或找不到制度"


COLOURS = {
    "entry": Bilingual("To be filled in", "由录入人填写"),
    "box": Bilingual("Calculated; locked, without a password", "自动计算；已锁定，无密码"),
    "held": Bilingual(
        "Filled by xlplugin: frozen grade by recalc, confirmed grade and decisions from the journal by rating fill; locked",
        "由 xlplugin 填写：冻结等级由 recalc 填写，认定等级和审批结果由 rating fill 取自评级日志；已锁定",
    ),
    "warning": Bilingual("Cannot be graded: see the check column", "不能评级，见“数据检查”列"),
}


def write_guide(book: Book, form: Form, styles: Styles) -> None:
    """Add the guide sheet and the defined names."""
    guide = _Guide(book, form, styles)
    guide.write()


class _Guide:
    """The sheet while it is written."""

    def __init__(self, book: Book, form: Form, styles: Styles) -> None:
        self.book, self.form, self.styles = book, form, styles
        self.sheet = book.add_worksheet(GUIDE)
        self.lines = Lines(self.sheet, styles, _WIDTHS)

    def write(self) -> None:
        self.lines.title(both(self.form.policy.title))
        if self.form.notice.en:
            self.lines.across(both(self.form.notice), 1, "box", "warning", "bold", "wrap")
        self.steps()
        self.state()
        self.counts()
        self.sheets()
        self.legend()
        self.sheet.protect("", {"format_columns": True, "format_rows": True})
        page(self.sheet, self.form.policy)
        self.sheet.fit_to_pages(1, 1)

    def steps(self) -> None:
        self.lines.section(Bilingual("Three steps", "使用步骤"))
        for number, step in enumerate(STEPS, 1):
            self.sheet.write_number(self.lines.row, 1, number, self.styles("label", "centre"))
            self.lines.across(f"{step.en}\n{step.zh}", _VALUE, "box", "wrap")

    def state(self) -> None:
        """What the results depend on; the cells that our functions and commands look for get their names."""
        policy = self.form.policy
        self.lines.section(Bilingual("State", "状态"))
        version = formula_for("POLICYINFO", policy=POLICY, item=literal("version")).removeprefix("=")
        done, otherwise = literal(CALCULATED), literal(NOT_LOADED)
        status = f"=IFERROR(IF(LEN({version})>0,{done},{otherwise}),{otherwise})"
        self.line(Bilingual("Plug-in", "插件"), Formula(status, NOT_YET))
        superseded = Formula(formula_for("POLICYINFO", policy=POLICY))
        self.name(POLICY)
        self.line(Bilingual("Policy", "制度"), policy.stamp, superseded, style="bold")
        owner = f"Owner 主管部门: {both(policy.owner)}"
        self.line(Bilingual("In force from", "生效日"), policy.effective, owner, number_format=DATE)
        approval = Formula(formula_for("POLICYINFO", policy=POLICY, item=literal("approval")))
        self.line(Bilingual("Approval", "审批"), approval)
        self.as_of()
        self.language()

    def as_of(self) -> None:
        title = Bilingual("As-of date", "评级基准日")
        today = Bilingual("Blank: the day of calculation", "留空为计算当日")
        self.name(AS_OF)
        allowed = {"validate": "date", "criteria": "between", "minimum": 1, "maximum": 2958465}
        said = {"input_title": both(title), "input_message": f"2026-06-30\n{both(today)}"}
        self.sheet.data_validation(self.lines.row, _VALUE, self.lines.row, _VALUE, allowed | said)
        self.line(title, self.form.as_of, both(today), style="entry", number_format=DATE)

    def language(self) -> None:
        self.name(LANGUAGE)
        allowed = {"validate": "list", "source": ["en", "zh"]}
        self.sheet.data_validation(self.lines.row, _VALUE, self.lines.row, _VALUE, allowed)
        spoken = Bilingual("Of reasons and checks: en or zh", "主要原因和数据检查所用语言：en 或 zh")
        self.line(Bilingual("Language", "语言"), self.form.language, both(spoken), style="entry")

    def counts(self) -> None:
        """How many customers there are, and what has to be TRUE after every calculation."""
        self.lines.section(Bilingual("Counts and checks", "计数与核对"))
        places: dict[str, str] = {}
        for count in counts(self.form):
            places[count.name] = xl_rowcol_to_cell(self.lines.row, _VALUE, row_abs=True, col_abs=True)
            self.line(count.title, Formula(count.formula(places)), both(count.meaning))
        first = self.lines.row
        for check in checks(self.form):
            self.name(check.name)
            self.line(check.title, Formula(check.formula(places)), both(check.meaning), number_format=CHECK)
        for value, style in (("TRUE", "good"), ("FALSE", "warning")):
            rule = {"type": "cell", "criteria": "==", "value": value, "format": self.styles.over(style)}
            self.sheet.conditional_format(first, _VALUE, self.lines.row - 1, _VALUE, rule)

    def sheets(self) -> None:
        """What each further sheet is for, and advice for a long ledger."""
        if self.form.height > MANY_ROWS and not self.form.in_blocks:
            self.lines.row += 1
            self.lines.across(both(ADVICE), 1, "box", "warning", "wrap")
        if self.form.plain:
            return
        self.lines.section(Bilingual("Sheets", "各表用途"))
        for name, text in SHEETS.items():
            if name == RELATED and self.form.policy.family != "aml":
                continue
            self.sheet.write_url(
                self.lines.row, 1, f"internal:'{name}'!A1", self.styles("label", "left", "link"), name
            )
            self.lines.across(both(text), _VALUE, "box", "wrap")

    def legend(self) -> None:
        self.lines.section(Bilingual("Colours", "颜色"))
        for style, text in COLOURS.items():
            if style == "held" and self.form.plain:
                continue
            self.sheet.write_blank(self.lines.row, 1, None, self.styles("box", style))
            self.lines.across(both(text), _VALUE, "wrap")

    def line(
        self, title: Bilingual, value: Cell, remark: Cell = "", style: str = "box", number_format: str = ""
    ) -> None:
        self.lines.cells(
            (both(title), value, remark),
            self.styles("label"),
            self.styles("box", style, "left", number_format=number_format),
            self.styles("quiet", "wrap"),
        )

    def name(self, name: str) -> None:
        """The defined name of the value that is written next."""
        cell = xl_rowcol_to_cell(self.lines.row, _VALUE, row_abs=True, col_abs=True)
        self.book.define_name(name, f"='{GUIDE}'!{cell}")
