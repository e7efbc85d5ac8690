"""The forms and example books in workbook_templates: as they would be built now, and what they calculate to."""

from __future__ import annotations

import csv
import importlib.util
from collections import Counter
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from tests.workbooks.form_files import AS_OF, IDS, LIBRARY, formulas, packaged, shown, unlike
from xlplugin.functions.context import Context
from xlplugin.policy.locate import templates_folder
from xlplugin.scoring.compile import compile_policy
from xlplugin.workbooks.forms import build, listing, lookups
from xlplugin.workbooks.forms.grid import LEDGER, SUMMARY
from xlplugin.workbooks.recalc import recalculate

FORMS = templates_folder()
EXAMPLES = FORMS / "examples"
LOOKUPS = [policy for policy in IDS if lookups.is_lookup(packaged(policy))]
BOOKS = ("credit_book.xlsx", "card_holders.xlsx", "nine_box.xlsx")
pytestmark = pytest.mark.skipif(not (EXAMPLES / "build.py").is_file(), reason="only in a checkout")


@cache
def rebuilt(folder: Path) -> None:
    """The example books, built anew by the script beside them."""
    spec = importlib.util.spec_from_file_location("build_examples", EXAMPLES / "build.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert [path.name for path in script.build(folder)] == list(BOOKS)


@pytest.fixture(scope="module")
def calculated(tmp_path_factory):
    """The ledgers of the packaged example books after recalculation, by column heading."""
    folder = tmp_path_factory.mktemp("calculated")
    compiled = cache(lambda stamp: compile_policy(LIBRARY.get(stamp, AS_OF)))

    @cache
    def book(name: str) -> tuple[Path, object]:
        def context(names):
            return Context(
                lambda stamp, _: compiled(stamp), AS_OF, workbook_policy=names.policy, language=names.language
            )

        return folder / name, recalculate(EXAMPLES / name, folder / name, context_for=context)

    return book


def ledger(path: Path) -> list[dict[str, object]]:
    """The customers of a book by the English headings."""
    rows = openpyxl.load_workbook(path, data_only=True).worksheets[1].iter_rows(min_row=5, values_only=True)
    headings = [heading.split("\n")[0] for heading in next(rows)]
    return [dict(zip(headings, row, strict=True)) for row in rows]


def table(name: str) -> list[dict[str, str]]:
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_readme_lists_the_forms():
    page = (FORMS / "README.md").read_text("utf-8")
    said = "run: python -m xlplugin.workbooks.forms.listing"
    assert page == listing.with_table(page, [packaged(policy) for policy in IDS]), said


def test_the_table_names_title_family_inputs_and_grades():
    line = next(line for line in listing.table([packaged("nine_box")]).splitlines() if "nine_box" in line)
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells[0] == "[`nine_box`](nine_box.xlsx)" and cells[2:4] == ["sales", "3"]
    assert cells[4].startswith("A1, A2, B1")
    with pytest.raises(ValueError, match="the page has no"):
        listing.with_table("nothing", [])


def test_there_is_a_form_for_every_policy():
    wanted = {lookups.FORM if policy in LOOKUPS else policy for policy in IDS}
    assert {path.stem for path in FORMS.glob("*.xlsx")} == wanted
    assert sorted(path.name for path in EXAMPLES.glob("*.xlsx")) == sorted(BOOKS)


SAID = "run: xlplugin template build -o workbook_templates"


@pytest.mark.parametrize("policy", [policy for policy in IDS if policy not in LOOKUPS])
def test_the_form_is_the_one_that_the_policy_gives(policy, tmp_path):
    assert unlike(FORMS / f"{policy}.xlsx", build(packaged(policy), tmp_path / "form.xlsx")) == [], SAID


def test_the_lookup_form_is_the_one_that_its_policies_give(tmp_path):
    built = lookups.build([packaged(policy) for policy in LOOKUPS], tmp_path / "form.xlsx")
    assert unlike(FORMS / f"{lookups.FORM}.xlsx", built) == [], SAID


@pytest.mark.parametrize("name", BOOKS)
def test_the_book_is_the_one_that_its_script_gives(name, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "rebuilt"
    folder.mkdir(exist_ok=True)
    rebuilt(folder)
    assert unlike(EXAMPLES / name, folder / name) == [], "run: python workbook_templates/examples/build.py"
    assert (EXAMPLES / name).stat().st_size < 1_500_000


def test_the_credit_book(calculated):
    path, report = calculated("credit_book.xlsx")
    rows, given = ledger(path), table("credit_book.csv")
    assert [row["Customer no."] for row in rows] == [row["customer_no"] for row in given]
    policy = compile_policy(packaged("credit_rating"))
    wrong = [row for row in rows if str(row["Credit grade"]).startswith("#")]
    assert len(wrong) == 15 and all(row["Check of a row"] for row in wrong)
    named = {int(item.cell[1:]) for item in report.ungraded if item.sheet == LEDGER}
    assert named == {row["No."] + 5 for row in wrong}
    for row, texts in zip(rows, given, strict=True):
        result = policy.grade_row(
            [texts[item.name] or None for item in packaged("credit_rating").cells], AS_OF
        )
        if row not in wrong:
            assert (row["Credit grade"], row["Score"]) == (result.grade, result.score)


def test_the_plain_formula_of_the_readme(calculated):
    path, _ = calculated("credit_book.xlsx")
    assert formulas(path, "Simple 简单")["G2"] == "GRADE(A2:F2)"
    simple = shown(path, "Simple 简单")
    grades = [simple[f"G{row}"] for row in range(2, 22)]
    assert grades == [row["Credit grade"] for row in ledger(path)[:20]]


def test_the_card_holders(calculated):
    path, report = calculated("card_holders.xlsx")
    rows, given = ledger(path), table("card_holders.csv")
    assert len(rows) == 6000 and not report.ungraded
    assert [row["Defaulted"] for row in rows] == [int(row["default"]) for row in given]
    count = Counter(row["Card holder grade"] for row in rows)
    defaults = Counter(row["Card holder grade"] for row in rows if row["Defaulted"])
    summary = shown(path, SUMMARY)
    said = {summary[f"B{row}"]: [summary[f"{column}{row}"] for column in "DFG"] for row in range(5, 10)}
    assert said == {
        grade: [count[grade], defaults[grade], defaults[grade] / count[grade]] for grade in "ABCDE"
    }
    rates = [said[grade][2] for grade in "ABCDE"]
    assert rates == sorted(rates), "a worse grade defaults more often"


def test_the_nine_box_form(calculated):
    path, _ = calculated("nine_box.xlsx")
    found = shown(path)
    headings = [str(found[f"{column}5"]).split("\n")[1] for column in "ABCDEFGHIJ"]
    assert headings == [
        "序号", "医院", "科室", "姓名", "职称", "处方行为", "月均处方量 (支)", "潜力（已知时填）", "客户分级", "客户级别",
    ]  # fmt: skip
    assert [found[f"{column}{row}"] for row in (6, 7) for column in "FGIJ"] == [
        1,
        500,
        "A",
        "A1",
        1,
        800,
        "A",
        "A1",
    ]
    assert found["J8"] == ""
