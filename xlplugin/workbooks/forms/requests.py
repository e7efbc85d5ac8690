"""The requests 调整申请 and the related parties 关联人: rows beside the ledger, filled in by hand.

A sheet only asks for another grade; what is decided comes from the journal, so its cells are locked.
"""

from __future__ import annotations

from collections.abc import Callable

from xlplugin.policy.findings import Bilingual

from .book import Book
from .calls import literal
from .choices import Lists
from .columns import Column
from .entry_rules import grade_ids
from .form import Form
from .grid import RELATED, REQUESTS, Grid
from .styles import Styles
from .table_sheet import Field, write_table
from .wording import NO, YES, both

REQUEST_ROWS, RELATED_ROWS = 40, 40
REQUEST, DECISION = Bilingual("Request", "申请"), Bilingual("Decision: from the journal, locked", "审批：以评级台账为准，锁定")

REASON_CODES = (
    Bilingual("M01 statements do not reflect the present position", "M01 报表未反映当前状况"),
    Bilingual("M02 support by a parent or guarantor", "M02 有母公司或担保人支持"),
    Bilingual("M03 material event after the statement date", "M03 报表日后发生重大事项"),
    Bilingual("M04 adverse information or litigation", "M04 负面信息或涉诉"),
    Bilingual("M05 information of the model incomplete or wrong", "M05 模型信息不完整或有误"),
    Bilingual("M06 new information from due diligence", "M06 尽职调查获得新信息"),
    Bilingual("M09 other, see evidence", "M09 其他，见依据"),
)
"""Why a person may ask for another grade; whoever confirms it decides."""

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
    codes = tuple(code.in_language(form.language) for code in REASON_CODES)
    grid = Grid(form)
    fields = (
        Field(Bilingual("No.", "序号"), 6, "number", group=REQUEST),
        Field(Bilingual("Customer no.", "客户编号"), 15, "choice", f"={_keys(grid)}", group=REQUEST),
        Field(Bilingual("Name", "客户名称"), 22, "formula", formula=_name(grid), group=REQUEST),
        Field(Bilingual("System grade", "系统初评"), 10, "formula", formula=_found(grid, grid.main), group=REQUEST),
        Field(Bilingual("Requested grade", "申请等级"), 11, "choice", grade_ids(form), group=REQUEST),
        Field(Bilingual("Reason code", "原因代码"), 26, "choice", codes, group=REQUEST),
        Field(Bilingual("Basis and evidence", "调整依据及佐证材料"), 40, group=REQUEST),
        Field(Bilingual("Requested by", "申请人"), 11, group=REQUEST),
        Field(Bilingual("Requested on", "申请日期"), 12, "date", group=REQUEST),
        Field(Bilingual("Reviewer", "复核人"), 11, "held", group=DECISION),
        Field(Bilingual("Decision", "审批意见"), 14, "held", group=DECISION),
        Field(Bilingual("Confirmed grade", "认定等级"), 11, "held", group=DECISION),
        Field(Bilingual("Approver", "审批人"), 11, "held", group=DECISION),
        Field(Bilingual("Decided on", "审批日期"), 12, "held", group=DECISION),
        Field(Bilingual("Journal entry", "台账编号"), 14, "held", group=DECISION),
    )
    note = Bilingual(
        "A request changes no grade. Another person than the one who asks has to decide, and the grade that "
        "counts is the one in the journal.",
        "本表仅提出申请，不改变等级。申请人与审批人不得为同一人，最终等级以评级台账认定为准。",
    )
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
