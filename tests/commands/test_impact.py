"""``xlplugin impact``: two policies or a what-if on tables and forms, as text, document and workbook."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "workbook_templates" / "examples"
CREDIT, HOLDERS = EXAMPLES / "credit_book.csv", EXAMPLES / "card_holders.xlsx"
CHANGES = ("--set", "parameters.aa_from.value=85", "--set", "grade.overrides.CO07.cap=AA")
AS_OF = ("--as-of", "2026-06-01")


@pytest.fixture
def what_if(run):
    """Asks what if ``credit_rating`` were changed in two places."""

    def what_if(*more: object):
        return run("impact", "credit_rating", CREDIT, *CHANGES, *AS_OF, *more)

    return what_if


def sheets(path: Path) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_the_terminal_says_who_moves_and_what_moved_them(what_if):
    ran = what_if("--show", 3)
    assert ran.status == 1, "fifteen customers of the book have no grade at all"
    assert "credit_rating@2026.1 → credit_rating@2026.1 (what if)" in ran.out
    assert "parameters.aa_from.value: 80 → 85" in ran.out
    assert "of 500 customers change grade" in ran.out and "15 under both" in ran.out
    assert re.search(r"before ↓ after →\s+AAA\s+AA", ran.out)
    assert "AA: [80..90) → [85..90); A: [70..80) → [70..85)" in ran.out
    assert "Moved alone: the policy before with this one change" in ran.out
    assert re.search(r"own tests expect something else", ran.out)
    assert re.search(r"S00006\s+AA → A\s+83.62 → 83.62\s+Credit grade \(cut-offs\)", ran.out)
    assert re.search(r"… and \d+ more: -o FILE.xlsx and --json have all", ran.out)


def test_the_terminal_speaks_chinese(what_if):
    out = what_if("--language", "zh", "--show", 1).out
    for said in ("等级变动", "变更前 ↓ 变更后 →", "单独影响", "信用等级（分数线）", "前后均无法评级 15 户", "假设"):
        assert said in out


def test_the_document_holds_all_of_it(what_if):
    found = what_if("--json").document
    counts = found["matrix"]["counts"]
    assert sum(map(sum, counts)) == found["customers"] == 500
    assert [sum(column) for column in zip(*counts, strict=True)][-1] == found["neither"] == 15
    assert found["matrix"]["after"][-1] is None
    assert len(found["changed_customers"]) == found["changed"] == found["better"] + found["worse"] > 40
    paths = [change["path"] for change in found["changes"]]
    assert paths == ["decisions.grade", "decisions.grade.overrides.CO07"]
    assert found["after"]["set"][0] == {"path": "parameters.aa_from.value", "before": "80", "after": "85"}
    assert found["before"]["digest"] != found["after"]["digest"]
    assert "embedded-test" in {finding["code"] for finding in found["findings"]}
    first = found["changed_customers"][0]
    assert (first["customer"], first["before"], first["after"], first["row"]) == ("S00006", "AA", "A", 7)
    assert first["alone"] == ["decisions.grade"]


def test_a_filled_form_is_a_book(run):
    ran = run("impact", "card_holder_default", HOLDERS, "--set", "parameters.a_from=558", "--json", *AS_OF)
    found = ran.document
    assert ran.status == 0 and found["customers"] == 6000 and found["changed"] == found["better"] > 0
    assert found["changed_customers"][0]["customer"].startswith("CH")


def test_a_policy_against_itself_has_no_impact(run):
    ran = run("impact", "credit_rating", "credit_rating@2026.1", CREDIT, "--json", *AS_OF)
    found = ran.document
    assert found["changed"] == found["only_before"] == found["only_after"] == 0
    assert found["changes"] == found["changed_customers"] == found["findings"] == []


def test_two_versions_are_compared(run, policies, tmp_path):
    book = tmp_path / "book.csv"
    book.write_text("客户,leverage,management,loss_years,audited,founded\n甲,50%,好,0,是,2010-01-01\n,,,,,\n", "utf-8")
    ran = run("impact", "card@2025.1", "card@2026.1", book, "--policies", policies, "--as-of", "2026-06-01", "--json")
    assert ran.status == 0 and ran.document["empty"] == 1
    assert [(one["customer"], one["before"], one["after"]) for one in ran.document["changed_customers"]] == [
        ("甲", "A", "AAA")
    ]


def test_a_row_that_one_policy_cannot_grade_says_why(run):
    ran = run("impact", "credit_rating", CREDIT, "--set", "inputs.leverage.domain=[0%..90%]", *AS_OF)
    assert ran.status == 1
    assert "Cannot be graded under the other" in ran.out
    assert re.search(r"→ –\s+Liabilities / assets: ", ran.out)


def test_the_workbook_has_a_heat_map_a_chart_and_every_customer(what_if, tmp_path):
    out = tmp_path / "impact.xlsx"
    ran = what_if("-o", out, "--json")
    found = sheets(out)
    assert list(found) == [
        "Overview 概览", "Grades 等级分布", "Changes 变更影响", "Customers 客户变动", "Policies 制度差异"
    ]  # fmt: skip
    customers = found["Customers 客户变动"][3:]
    assert [row[1] for row in customers] == [one["customer"] for one in ran.document["changed_customers"]]
    assert customers[0][:7] == [7, "S00006", "AA", "A", 1, pytest.approx(83.62, abs=0.01), pytest.approx(83.62, abs=0.01)]
    with zipfile.ZipFile(out) as archive:
        overview = archive.read("xl/worksheets/sheet1.xml").decode()
        assert overview.count("<colorScale>") == 2, "one scale for each direction"
        chart = archive.read("xl/charts/chart1.xml").decode()
        assert chart.count("<c:ser>") == 2
        assert all("<pageSetup " in archive.read(f"xl/worksheets/sheet{i}.xml").decode() for i in range(1, 6))
    (total,) = [row for row in found["Overview 概览"] if row[1] == "Total 合计"]
    assert total[2].startswith("=SUM(")


def test_more_customers_than_a_sheet_holds_go_on_the_next(what_if, tmp_path, monkeypatch):
    monkeypatch.setattr("xlplugin.workbooks.impact_customers.MOST_ROWS", 23)
    out = tmp_path / "impact.xlsx"
    changed = what_if("-o", out, "--json").document["changed_customers"]
    found = sheets(out)
    parts = [rows[3:] for name, rows in found.items() if name.startswith("Customers")]
    assert [name for name in found if name.startswith("Customers")][:2] == ["Customers 客户变动", "Customers 2 客户变动"]
    assert [row[1] for part in parts for row in part] == [one["customer"] for one in changed]


def test_a_draft_is_compared_with_the_version_in_force(run, tmp_path):
    shipped = Path(__file__).resolve().parents[2] / "policies" / "credit" / "credit_rating.yaml"
    text = shipped.read_text("utf-8").replace('version: "2026.1"', 'version: "2027.1"')
    text = text.replace("effective: 2026-01-01", "effective: 2027-01-01").replace("aa_from: {value: 80", "aa_from: {value: 85")
    draft = tmp_path / "credit_rating.yaml"
    draft.write_text(text, "utf-8")
    ran = run("impact", "credit_rating@2026.1", draft, CREDIT, *AS_OF, "--json")
    found = ran.document
    assert ran.status == 1 and found["after"] == {"policy": "credit_rating@2027.1", "digest": found["after"]["digest"], "set": []}
    assert found["changed"] == found["worse"] > 40
    assert "embedded-test" in {finding["code"] for finding in found["findings"]}


def test_the_same_workbook_twice(what_if, tmp_path):
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    assert what_if("-o", one).status == what_if("-o", two).status == 1
    assert one.read_bytes() == two.read_bytes()


def test_no_text_of_the_book_becomes_a_formula(run, tmp_path):
    book, out = tmp_path / "book.csv", tmp_path / "out.xlsx"
    names = ['=HYPERLINK("http://x.test","a")', "+1+1", "@SUM(A1)", "-2+3", "<r><t>x</t></r>", "x" * 40_000]
    with open(CREDIT, encoding="utf-8", newline="") as file:
        headings, *rows = csv.reader(file)
    moved = next(row for row in rows if row[0] == "S00006")
    with open(book, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *([name, *moved[1:]] for name in names)])
    run("impact", "credit_rating", book, *CHANGES, *AS_OF, "-o", out)
    sheet = openpyxl.load_workbook(out)["Customers 客户变动"]
    cells = [sheet.cell(row, 2) for row in range(4, 4 + len(names))]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert [cell.value for cell in cells][:4] == names[:4] and len(cells[5].value) == 200
    assert all(cell.number_format == "@" for cell in cells[:4])
    with zipfile.ZipFile(out) as archive:
        listed = archive.read("xl/worksheets/sheet4.xml").decode()
    assert "<f>" not in listed


def test_nothing_else_is_written(what_if, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    what_if()
    assert list(tmp_path.iterdir()) == []


def test_the_customers_column_can_be_named(run, tmp_path):
    found = run("impact", "credit_rating", CREDIT, *CHANGES, *AS_OF, "--key", "name", "--json").document
    assert found["changed_customers"][0]["customer"].startswith("Synthetic Borrower 006")
    ran = run("impact", "credit_rating", CREDIT, *CHANGES, *AS_OF, "--key", "nobody")
    assert ran.status == 2 and "no column is headed so" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("credit_rating", CREDIT), "give the policy before, the policy after and the book"),
        (("credit_rating", CREDIT, "--set", "grade.bands.AAAA=5"), "did you mean AAA?"),
        (("credit_rating", "card_holder_default", CREDIT), "no column is headed Education"),
        (("credit_rating", "credit_rating@1999", CREDIT), "has no version 1999"),
        (("credit_rating", CREDIT, "--set", "grade.bands.AAA=>= 88", "-o", "out.csv"), "name the output .xlsx"),
        (("credit_rating", "nowhere.csv", "--set", "grade.bands.AAA=>= 88"), "nowhere.csv"),
    ],
)
def test_wrong_usage_is_told(run, arguments, said):
    ran = run("impact", *arguments, *AS_OF)
    assert ran.status == 2 and said in ran.err


def test_what_the_checks_find_is_shown(run):
    ran = run("impact", "credit_rating", CREDIT, "--set", "grade.bands.AAA=>= 88", *AS_OF)
    assert ran.status == 1
    assert re.search(r"error overlap: grade: AAA and AA: \[88\.\.90\) is claimed here", ran.out)
