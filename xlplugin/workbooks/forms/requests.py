"""The requests 调整申请 and the related parties 关联人: rows beside the ledger, filled in by hand.

A sheet only asks for another grade; what is decided comes from the journal, so its cells are locked.
"""

from __future__ import annotations

from collections.abc import Callable

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.process_wording import manual_text
from xlplugin.workbooks.journal_areas import DECISION as DECIDED
from xlplugin.workbooks.journal_areas import REQUEST as ASKED

from .book import Book
from .calls import literal
from .choices import Lists
from .columns import Column
from .entry_rules import grade_ids
from .form import Form
from .formats import DATE, TEXT
from .grid import RELATED, REQUESTS, Grid
from .styles import Styles
from .table_sheet import Field, write_table
from .wording import NO, YES, both

REQUEST_ROWS, RELATED_ROWS = 40, 40
REQUEST, DECISION = Bilingual("Request", "申请"), Bilingual("Decision: from the journal, locked", "审批：以评级日志为准，锁定")

_NO_OVERRIDES = Bilingual(
    "This policy states no manual overrides: another grade takes other data in the ledger or a change of the policy.",
    "本制度未规定人工调整：如需其他等级，须更正客户台账数据或修订制度。",
)
RELATIONS = (
    Bilingual("legal representative", "法定代表人"),
    Bilingual("actual controller", "实际控制人"),
    Bilingual("beneficial owner", "受益所有人"),
    Bilingual("shareholder", "股东"),
    Bilingual("agent", "代理人"),
    Bilingual("authorised person", "授权经办人"),
    Bilingual("family member or close associate", "亲属或密切关系人"),
)
NOT_IN_LEDGER = Bilingual("not in the ledger", "台账中无此客户")


def write_requests(book: Book, form: Form, styles: Styles, lists: Lists) -> None:
    """Add the sheet on which another grade is asked for."""
    manual = form.policy.manual_overrides
    reasons = manual.reasons.items() if manual is not None else ()
    codes = tuple(f"{code} {text.in_language(form.language)}" for code, text in reasons)
    grid = Grid(form)
    fields = (
        Field(Bilingual("No.", "序号"), 6, "number", group=REQUEST),
        Field(Bilingual("Customer no.", "客户编号"), 15, "choice", f"={_keys(grid)}", group=REQUEST, name=f"{ASKED}customer"),
        Field(Bilingual("Name", "客户名称"), 22, "formula", formula=_name(grid), group=REQUEST),
        Field(Bilingual("System grade", "系统初评"), 10, "formula", formula=_found(grid, grid.main), group=REQUEST),
        Field(Bilingual("Requested grade", "申请等级"), 11, "choice", grade_ids(form), group=REQUEST, name=f"{ASKED}grade"),
        Field(
            Bilingual("Reason code", "原因代码"), 26, "choice" if codes else "entry", codes, group=REQUEST,
            name=f"{ASKED}reason",
        ),
        Field(Bilingual("Basis and evidence", "调整依据及佐证材料"), 40, group=REQUEST, name=f"{ASKED}evidence"),
        Field(Bilingual("Requested by", "申请人"), 11, group=REQUEST, name=f"{ASKED}by"),
        Field(Bilingual("Requested on", "申请日期"), 12, "date", group=REQUEST, name=f"{ASKED}on"),
        Field(Bilingual("Reviewer", "复核人"), 11, "held", group=DECISION, name=f"{DECIDED}reviewer", number_format=TEXT),
        Field(Bilingual("Decision", "审批意见"), 16, "held", group=DECISION, name=f"{DECIDED}decision", number_format=TEXT),
        Field(Bilingual("Confirmed grade", "认定等级"), 11, "held", group=DECISION, name=f"{DECIDED}grade", number_format=TEXT),
        Field(Bilingual("Approver", "审批人"), 11, "held", group=DECISION, name=f"{DECIDED}approver", number_format=TEXT),
        Field(
            Bilingual("Decided on", "审批日期"), 12, "held", group=DECISION, name=f"{DECIDED}on", number_format=DATE
        ),
        Field(Bilingual("Journal entry", "日志编号"), 12, "held", group=DECISION, name=f"{DECIDED}entry", number_format="0"),
    )
    note = Bilingual(
        "A request changes no grade. Another person than the one who asks has to decide, and the grade that "
        "counts is the one in the journal.",
        "本表仅提出申请，不改变等级。申请人与审批人不得为同一人，最终等级以评级日志为准。",
    )
    rule = manual_text(form.policy)
    if manual is None:
        note = Bilingual(f"{note.en} {_NO_OVERRIDES.en}", note.zh + _NO_OVERRIDES.zh)
    else:
        note = Bilingual(f"{note.en} Manual overrides: {rule.en}.", f"{note.zh}人工调整：{rule.zh}。")
    title = Bilingual("Requests for another grade", "等级调整申请")
    write_table(book, form, styles, lists, REQUESTS, title, note, fields, REQUEST_ROWS)


def write_related(book: Book, form: Form, styles: Styles, lists: Lists) -> None:
    """Add the sheet of the persons behind each customer."""
    grid = Grid(form)
    relations = tuple(item.in_language(form.language) for item in RELATIONS)
    yes_no = tuple(item.in_language(form.language) for item in (YES, NO))
    fields = (
        Field(Bilingual("No.", "序号"), 6, "number"),
        Field(Bilingual("Customer no.", "客户编号"), 15, "choice", f"={_keys(grid)}"),
        Field(Bilingual("Customer", "客户名称"), 24, "formula", formula=_name(grid)),
        Field(Bilingual("Related party", "关联人名称"), 22),
        Field(Bilingual("Relation", "关系"), 22, "choice", relations),
        Field(Bilingual("ID type", "证件种类"), 14),
        Field(Bilingual("ID number", "证件号码"), 22),
        Field(Bilingual("Country or region", "国家或地区"), 16),
        Field(Bilingual("Share held (%)", "持股比例（%）"), 11),
        Field(Bilingual("Politically exposed", "是否政要"), 11, "choice", yes_no),
        Field(Bilingual("On a list", "是否名单命中"), 11, "choice", yes_no),
        Field(Bilingual("Checked on", "核查日期"), 12, "date"),
        Field(Bilingual("Remark", "备注"), 24),
    )
    note = Bilingual(
        "Owners, controllers and agents of the customers. A hit here has to be entered in the ledger too: "
        "the grade reads the ledger alone.",
        "登记客户的受益所有人、实际控制人、代理人等。名单命中情况须同时填入客户台账：等级仅按客户台账计算。",
    )
    write_table(
        book, form, styles, lists, RELATED, Bilingual("Related parties", "关联人"), note, fields, RELATED_ROWS
    )


def _keys(grid: Grid) -> str:
    assert grid.key is not None
    return grid.cells(grid.key)


def _name(grid: Grid) -> Callable[[str], str]:
    columns = grid.form.columns
    name = next((column for column in columns if column.key == "customer_name"), grid.key)
    assert name is not None
    return _found(grid, name)


def _found(grid: Grid, column: Column) -> Callable[[str], str]:
    """What a ledger column says of the customer whose number stands in a cell."""

    def formula(key: str) -> str:
        missing = literal(both(NOT_IN_LEDGER))
        place = f"MATCH({key},{_keys(grid)},0)"
        found = f'IFERROR(INDEX({grid.cells(column)},{place})&"","—")'
        return f'=IF(LEN({key})=0,"",IF(ISNUMBER({place}),{found},{missing}))'

    return formula
