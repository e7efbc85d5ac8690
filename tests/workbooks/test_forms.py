"""Entry forms: what stands in the file, that it is the same every time, and that it calculates."""

from __future__ import annotations

import datetime
import re
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from tests.strategies import documents, policy_of
from tests.workbooks import form_policy
from tests.workbooks.form_files import (
    AS_OF,
    IDS,
    MAIN,
    at,
    cells,
    formulas,
    names,
    packaged,
    parts,
    sheet,
    shown,
    texts,
    workbook,
)
from xlplugin.functions.context import Context
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Grades, Policy
from xlplugin.scoring.compile import Compiled, compile_policy
from xlplugin.scoring.headings import positions
from xlplugin.scoring.problems import Problem
from xlplugin.scoring.values import converter
from xlplugin.workbooks.forms import Form, build, write
from xlplugin.workbooks.forms.calls import formula_for
from xlplugin.workbooks.forms.choices import words
from xlplugin.workbooks.forms.columns import IDENTITY, Column
from xlplugin.workbooks.forms.form import ranks
from xlplugin.workbooks.forms.grid import GUIDE, SUMMARY
from xlplugin.workbooks.forms.palette import colours
from xlplugin.workbooks.forms.text_width import display_width, line_count
from xlplugin.workbooks.names import WorkbookNames
from xlplugin.workbooks.recalc import recalculate
from xlplugin.workbooks.report import Report

CHECKS = {"check_rows", "check_reasons", "check_policy", "check_summary"}
FULL_CHECKS = CHECKS | {"check_frozen", "check_journal"}
AREAS = ("live", "frozen", "rating", "request", "decision", "due")
LANGUAGES = ("en", "zh")


@pytest.fixture(scope="session")
def form(tmp_path_factory):
    """Builds each form once."""
    folder = tmp_path_factory.mktemp("forms")

    @cache
    def built(policy: str, language: str = "en", layout: str = "rows", plain: bool = False) -> Path:
        target = folder / f"{policy}-{language}-{layout}-{plain}.xlsx"
        return build(packaged(policy), target, rows=8, language=language, layout=layout, plain=plain)

    return built


@pytest.fixture
def plain(form):
    """Builds each plain form once."""
    return lambda policy, language="en", layout="rows": form(policy, language, layout, True)


@cache
def compiled(stamp: str) -> Compiled:
    return compile_policy(packaged(stamp.partition("@")[0]))


def context(names: WorkbookNames) -> Context:
    """What a command makes of a workbook's names."""
    return Context(
        lambda stamp, as_of: compiled(stamp),
        AS_OF,
        workbook_policy=names.policy,
        language=names.language or "en",
    )


def recalculated(path: Path) -> tuple[Path, Report]:
    output = path.with_name(f"done-{path.name}")
    return output, recalculate(path, output, context_for=context)


def results(path: Path, column: str) -> list[object]:
    """The values of a ledger column, by what its heading says."""
    values = shown(path)
    letter = next(
        address[:-1] for address, text in values.items()
        if re.fullmatch("[A-Z]+5", address) and str(text).split("\n")[0] == column
    )  # fmt: skip
    return below(values, letter)


def below(values: dict[str, object], letter: str) -> list[object]:
    """The values of a ledger column below its heading."""
    found = [(int(m[1]), value) for a, value in values.items() if (m := re.fullmatch(f"{letter}([0-9]+)", a))]
    return [value for row, value in sorted(found) if row > 5]


def checks(path: Path) -> dict[str, object]:
    """What the check cells show."""
    named = {name: at(target) for name, target in names(path).items() if name.startswith("check_")}
    return {name: shown(path, title)[cell] for name, (title, cell) in named.items()}


# What stands in the file


@pytest.mark.parametrize("policy", IDS)
def test_equal_arguments_give_equal_bytes(policy, form, tmp_path):
    again = build(packaged(policy), tmp_path / "again.xlsx", rows=8)
    assert again.read_bytes() == form(policy).read_bytes()
    assert build(packaged(policy), again, rows=8, language="zh").read_bytes() != form(policy).read_bytes()


@pytest.mark.parametrize("policy", IDS)
def test_a_spreadsheet_program_keeps_the_cached_values(policy, form):
    properties = workbook(form(policy)).find(f"{MAIN}calcPr")
    assert properties.attrib == {"calcId": "191029"}


@pytest.mark.parametrize("policy", IDS)
def test_names(policy, form):
    found = names(form(policy))
    ours = {name for name in found if not name.startswith(("_xlnm.", *(f"xlplugin_{area}_" for area in AREAS)))}
    assert ours == {"xlplugin_policy", "xlplugin_as_of", "xlplugin_language", "xlplugin_form", *FULL_CHECKS}
    named = {name: at(found[name]) for name in ours - {"xlplugin_form"}}
    guide = shown(form(policy), GUIDE)
    assert all(title == GUIDE for title, _ in named.values())
    assert guide[named["xlplugin_policy"][1]] == packaged(policy).stamp
    assert guide[named["xlplugin_language"][1]] == "en"
    assert guide[named["xlplugin_as_of"][1]] is None


def test_the_as_of_date_is_a_date(tmp_path):
    path = write(Form(packaged("credit_rating"), as_of=AS_OF), tmp_path / "dated.xlsx")
    title, cell = at(names(path)["xlplugin_as_of"])
    assert openpyxl.load_workbook(path)[title][cell].value == datetime.datetime(2026, 6, 30)


def test_a_formula_per_row(plain):
    found = formulas(plain("credit_rating"))
    assert found["L6"] == "GRADE(D6:I6,xlplugin_policy,,D$5:I$5)"
    assert found["K13"] == "SCORE(D13:I13,xlplugin_policy,,D$5:I$5)"
    assert found["J7"] == "CHECKROW(D7:I7,xlplugin_policy,D$5:I$5)"
    assert found["M7"] == "REASONS(D7:I7,xlplugin_policy,,D$5:I$5)"
    assert len(found) == 1 + 4 * 8


def test_a_formula_for_a_whole_column(plain):
    path = plain("credit_rating", "en", "block")
    grade = cells(path)["L6"].find(f"{MAIN}f")
    assert grade.text == 'GRADE(D6:I13,xlplugin_policy,,D$5:I$5)&""', "Calc compares no other texts of an array"
    assert formulas(path)["K6"] == "SCORE(D6:I13,xlplugin_policy,,D$5:I$5)", "a number stays one"
    assert grade.attrib == {"t": "array", "ref": "L6:L13"}
    assert len(formulas(path)) == 1 + 4
    assert all(len(cells(path)[f"L{row}"]) == 0 for row in range(7, 14)), "nothing is cached in the spill"


def test_a_policy_that_ranks_is_graded_as_a_whole(plain):
    assert formulas(plain("value_pareto_abc"))["G6"] == 'GRADE(D6:D13,xlplugin_policy,,D$5)&""'


def test_a_risk_policy_uses_amltier_and_further_outputs_are_named(plain):
    found = set(formulas(plain("aml_customer_risk")).values())
    assert "AMLTIER(D6:J6,xlplugin_policy,D$5:J$5)" in found
    assert 'GRADE(D6:J6,xlplugin_policy,"internal_control",D$5:J$5)' in found


def test_formulas_are_quiet_until_they_are_calculated(plain):
    for layout in ("rows", "block"):
        for address, cell in cells(plain("credit_rating", "en", layout)).items():
            if cell.find(f"{MAIN}f") is not None and address != "A2":
                assert cell.get("t") == "str"
                assert cell.find(f"{MAIN}v").text is None


def test_formula_for_quotes_nothing_itself():
    assert formula_for("CHECKROW", values="A2", policy='"p"') == '=CHECKROW(A2,"p")'
    with pytest.raises(TypeError):
        formula_for("GRADE", value="A2")


@pytest.mark.parametrize("policy", IDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_functions_recognise_the_headings(policy, language, plain):
    items = packaged(policy).cells
    values = shown(plain(policy, language))
    row = {re.sub(r"\d", "", a): v for a, v in values.items() if re.fullmatch("[A-Z]+5", a)}
    headings = list(row.values())[3 : 3 + len(items)]
    assert positions(items, headings) == tuple(range(len(items)))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=documents())
def test_any_policy_has_a_form(document, tmp_path_factory):
    policy = policy_of(document)
    build(policy, tmp_path_factory.getbasetemp() / "whole.xlsx", rows=2)
    path = build(policy, tmp_path_factory.getbasetemp() / "any.xlsx", rows=2, plain=True)
    row = [v for a, v in shown(path).items() if re.fullmatch("[A-Z]+5", a)][3 : 3 + len(policy.cells)]
    assert positions(policy.cells, row) == tuple(range(len(policy.cells)))


VALIDATIONS = {
    "closed": ("decimal", "warning", "0", "3"),
    "open": ("custom", "warning", "IF(ISNUMBER(E6),AND(E6>0,E6<=1000),FALSE)", None),
    "half_open": ("custom", "warning", "IF(ISNUMBER(F6),AND(F6>=0,F6<5),FALSE)", None),
    "parted": (
        "custom",
        "warning",
        "IF(ISNUMBER(G6),AND(OR(AND(G6>=0,G6<=5),AND(G6>=10,G6<=20)),G6=INT(G6)),FALSE)",
        None,
    ),
    "special": ("custom", "warning", "IF(ISNUMBER(H6),OR(AND(H6>=0,H6<=100),H6=999),FALSE)", None),
    "worded": ("decimal", "warning", "0", "100"),
    "any_number": ("decimal", "warning", "-1000000000000000", "1000000000000000"),
    "whole": ("whole", "warning", "1", None),
    "day": ("date", "warning", "43832", "2958465"),
    "any_day": ("date", "warning", "2", "2958465"),
    "yes_no": ("list", "warning", '"yes,no"', None),
    "short": ("list", "warning", '"Good,Poor"', None),
    "comma": ("list", "warning", "'Lists 选项'!$A$1:$A$2", None),
    "alike": ("list", "warning", '"a,b"', None),
    "several": ("list", None, '"Cn,Fr"', None),
}


def test_what_may_be_entered(tmp_path):
    policy = form_policy.policy()
    path = build(policy, tmp_path / "kinds.xlsx", rows=3, plain=True)
    found = {item.get("sqref"): item for item in sheet(path).iter(f"{MAIN}dataValidation")}
    assert len(found) == len(VALIDATIONS)
    for place, item in enumerate(policy.cells):
        letter = openpyxl.utils.get_column_letter(4 + place)
        said = found.get(f"{letter}6:{letter}8")
        if item.name not in VALIDATIONS:
            assert said is None
            continue
        style = said.get("errorStyle", "stop") if said.get("showErrorMessage") else None
        ends = [said.findtext(f"{MAIN}formula{number}") for number in (1, 2)]
        assert (said.get("type"), style, *ends) == VALIDATIONS[item.name]
        assert said.get("prompt") and len(said.get("prompt")) <= 255
        assert said.get("error") or style is None


@pytest.mark.parametrize("policy", [*IDS, "random"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_is_accepted(policy, language):
    said = form_policy.policy() if policy == "random" else packaged(policy)
    offered = 0
    for item in said.cells:
        read = converter(item, said.lists)
        for word in words(item, said, language):
            assert not isinstance(read(word), Problem), word
            offered += 1
    assert offered or not any(item.type in ("category", "set", "boolean") for item in said.cells)


def test_the_choices_are_in_the_language_of_the_plain(plain):
    def lists(language: str) -> list[str]:
        rules = sheet(plain("credit_rating", language)).iter(f"{MAIN}dataValidation")
        return [rule.findtext(f"{MAIN}formula1") for rule in rules if rule.get("type") == "list"]

    assert lists("en") == ['"Normal,Special mention,Substandard,Doubtful,Loss,No loan yet"']
    assert lists("zh") == ['"正常,关注,次级,可疑,损失,无贷款"']


def test_long_lists_stand_on_a_hidden_sheet(form):
    path = form("aml_pbc_2013", "zh")
    hidden = [
        item.get("name") for item in workbook(path).iter(f"{MAIN}sheet") if item.get("state") == "hidden"
    ]
    assert hidden == ["Workings 计算", "Lists 选项"]
    assert "阿富汗" in shown(path, hidden[1]).values()


@pytest.mark.parametrize("policy", IDS)
def test_only_entry_cells_are_unlocked(policy, form):
    book = openpyxl.load_workbook(form(policy))
    for tab in book:
        assert tab.protection.sheet and tab.protection.password is None
    ledger = book.worksheets[1]
    assert (ledger.protection.autoFilter, ledger.protection.sort) == (False, False), "allowed"
    unlocked = {
        cell.column for row in ledger.iter_rows(min_row=6) for cell in row if not cell.protection.locked
    }
    columns = Form(packaged(policy)).columns
    entered = {place for place, column in enumerate(columns, 1) if column.role in ("entry", "input")}
    assert unlocked == entered
    assert all(cell.protection.locked for row in ledger.iter_rows(max_row=5) for cell in row)


def test_print_and_view(plain):
    root = sheet(plain("credit_rating"))
    setup = root.find(f"{MAIN}pageSetup").attrib
    assert setup == {"paperSize": "9", "orientation": "landscape", "fitToHeight": "0"}
    assert names(plain("credit_rating"))["_xlnm.Print_Titles"] == "'Ledger 客户台账'!$3:$5"
    pane = root.find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane").attrib
    assert (pane["topLeftCell"], pane["state"]) == ("D6", "frozen")
    assert root.find(f"{MAIN}autoFilter").get("ref") == "A5:M13"


def test_a_wide_ledger_prints_on_several_pages(plain):
    setup = sheet(plain("aml_pbc_2013")).find(f"{MAIN}pageSetup").attrib
    assert int(setup["fitToWidth"]) > 1
    assert (
        names(plain("aml_pbc_2013"))["_xlnm.Print_Titles"] == "'Ledger 客户台账'!$A:$C,'Ledger 客户台账'!$3:$5"
    )


@pytest.mark.parametrize("policy", IDS)
def test_every_grade_has_a_colour(policy, form):
    said = packaged(policy)
    grades = said.grades(said.result["grade"])
    rules = sheet(form(policy)).iter(f"{MAIN}cfRule")
    coloured = {rule.findtext(f"{MAIN}formula") for rule in rules if rule.get("type") == "cellIs"}
    assert {f'"{grade}"' for grade in grades.ids} <= coloured


def test_the_first_grade_is_green_and_the_last_red():
    grades = Grades(("A", "B", "C"), {})
    found = colours(grades, "risk")
    assert (found["A"], found["C"]) == ("#8FD19E", "#F49A94")
    assert len(set(found.values())) == 3
    assert len(set(colours(grades, "none").values())) == 1
    assert colours(Grades(("A",), {}), "value") == {"A": "#8FD19E"}


def test_widths_count_chinese_double():
    assert display_width("信用等级") == 8
    assert line_count("信用等级", 4) == 2
    assert line_count("Leverage\n资产负债率", 10) == 2
    assert line_count("Loss-making periods", 12) == 2
    assert line_count("", 10) == 1


# Data


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    said = ("=1+1", "+1", "-1", "@SUM(1)", "{=1}", "http://example.org", "=HYPERLINK(1)")
    data = [{"customer_no": text, "leverage": text, "loan_class": text} for text in said]
    path = build(packaged("credit_rating"), tmp_path / "risky.xlsx", data=data, rows=1, plain=True)
    found = cells(path)
    for row, text in enumerate(said, 6):
        for letter in "BDH":
            assert found[f"{letter}{row}"].get("t") == "s"
            assert shown(path)[f"{letter}{row}"] == text
    assert set(formulas(path)) == {"A2", *(f"{letter}{row}" for row in range(6, 13) for letter in "JKLM")}
    styles = openpyxl.load_workbook(path).worksheets[1]
    assert {styles[f"{letter}6"].number_format for letter in "BDH"} == {"@"}, "edited, it still stays text"


def test_text_that_looks_like_markup_stays_text(tmp_path):
    said = ["<r></r></si><si><t>other</t></r>", "<r>&</r>", "a\x00b", "]]>"]
    data = [{"customer_no": text, "leverage": text, "loan_class": text} for text in said]
    path = build(packaged("credit_rating"), tmp_path / "markup.xlsx", data=data, rows=1, plain=True)
    openpyxl.load_workbook(path)
    assert [str(shown(path)[f"B{row}"]).rstrip() for row in (6, 7, 9)] == [said[0], said[1], said[3]]
    assert "other" not in texts(path)


def test_a_header_has_at_most_255_characters(tmp_path):
    document = form_policy.document()
    document["title"] = {"en": "& " * 60, "zh": "标题" * 30}
    notice = Bilingual("&" * 300, "&" * 300)
    root = sheet(write(Form(policy_of(document), notice=notice), tmp_path / "long.xlsx"))
    for part in ("oddHeader", "oddFooter"):
        text = root.findtext(f"{MAIN}headerFooter/{MAIN}{part}")
        assert text and len(text) <= 255


def test_values_are_written_by_their_type(tmp_path):
    data = [
        {"closed": 0.5, "whole": 3, "day": datetime.date(2026, 3, 1), "yes_no": True, "short": "good"},
        {
            "closed": "50%",
            "whole": True,
            "day": "2026年3月1日",
            "yes_no": "是",
            "short": "好",
            "any_number": None,
        },
    ]
    path = build(form_policy.policy(), tmp_path / "typed.xlsx", data=data, language="zh", plain=True)
    ledger = openpyxl.load_workbook(path).worksheets[1]
    letters = {item.name: 4 + place for place, item in enumerate(form_policy.policy().cells)}
    rows = [{name: ledger.cell(row, at).value for name, at in letters.items()} for row in (6, 7)]
    given = {"closed": 0.5, "whole": 3, "day": datetime.datetime(2026, 3, 1), "yes_no": "是", "short": "好"}
    assert {name: value for name, value in rows[0].items() if value is not None} == given
    assert rows[1]["closed"] == "50%" and rows[1]["whole"] is True and rows[1]["any_number"] is None


@pytest.mark.parametrize("wrong", [{"levrage": 1}, {"GRADE": "AAA"}, {"serial": 1}])
def test_data_of_no_column_is_refused(wrong, tmp_path):
    with pytest.raises(ValueError, match=f"no entry column is called {next(iter(wrong))}; there are"):
        build(packaged("credit_rating"), tmp_path / "wrong.xlsx", data=[wrong])


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), [1], object(), "x" * 32768, datetime.date(1899, 12, 31)]
)
def test_what_a_cell_cannot_hold_is_refused(value, tmp_path):
    with pytest.raises(ValueError, match="a cell cannot hold"):
        build(packaged("credit_rating"), tmp_path / "wrong.xlsx", data=[{"leverage": value}])


@pytest.mark.parametrize("rows", [0, -1, 1_000_001])
def test_rows_have_bounds(rows, tmp_path):
    with pytest.raises(ValueError, match="a form has 1 to 1,000,000 rows"):
        build(packaged("credit_rating"), tmp_path / "wrong.xlsx", rows=rows)


def test_a_target_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(OSError):
        build(packaged("nine_box"), tmp_path / "missing" / "form.xlsx")
    folder = tmp_path / "taken.xlsx"
    folder.mkdir()
    with pytest.raises(OSError):
        build(packaged("nine_box"), folder)
    assert [path.name for path in tmp_path.iterdir()] == ["taken.xlsx"]


def test_an_input_called_like_an_own_column_takes_its_place(tmp_path):
    document = form_policy.document()
    document["inputs"]["customer_no"] = {"type": "text", "title": {"en": "Key", "zh": "键"}}
    path = build(policy_of(document), tmp_path / "own.xlsx", data=[{"customer_no": "7"}], plain=True)
    assert [str(shown(path)[f"{letter}5"]).split("\n")[0] for letter in "ABC"] == ["No.", "Name", "In closed"]


def test_own_columns_and_results(tmp_path):
    branch = Column("branch", Bilingual("Branch", "支行"), "entry", IDENTITY[0].group, "@", 12)
    form = Form(
        packaged("nine_box"),
        identity=(branch,),
        results=("letter", "grade"),
        data=[{"branch": "East"}],
        plain=True,
    )
    path = write(form, tmp_path / "own.xlsx")
    assert [str(shown(path)[f"{letter}5"]).split("\n")[0] for letter in "AEF"] == [
        "Branch", "Customer grading", "Customer level",
    ]  # fmt: skip
    assert shown(path)["A6"] == "East"
    assert set(names(path)) >= CHECKS - {"check_reasons"}
    with pytest.raises(ValueError, match="nine_box has no output colour; it gives grade, letter, zone"):
        Form(packaged("nine_box"), results=("colour",))


def test_titles_are_written_as_text_everywhere(tmp_path):
    document = form_policy.document()
    document["inputs"]["closed"]["title"] = {"en": "=1+1", "zh": "@甲"}
    path = build(policy_of(document), tmp_path / "titles.xlsx")
    assert "=1+1\n@甲 (%)" in texts(path)
    assert not [text for text in formulas(path, "Policy 政策").values()]


# Calculated


def case_rows(policy: Policy) -> list[tuple[dict[str, object], dict[str, object]]]:
    """The policy's own tests of single rows, as rows of a form and what is expected of them."""
    return [
        ({name: value for name, value in test.inputs.items() if name != "as_of"}, dict(test.expect))
        for test in policy.tests
        if not (test.book or test.parameters or policy.inputs.keys() & {"as_of"}) and test.inputs
    ]


@pytest.mark.parametrize("policy", [policy for policy in IDS if not ranks(packaged(policy))])
@pytest.mark.parametrize("layout", ["rows", "block"])
@pytest.mark.parametrize("plain", [True, False])
def test_a_filled_form_is_graded(policy, layout, plain, tmp_path):
    rows = case_rows(packaged(policy))
    path = build(
        packaged(policy), tmp_path / "filled.xlsx", data=[row for row, _ in rows], rows=3, layout=layout,
        plain=plain,
    )  # fmt: skip
    done, report = recalculated(path)
    assert checks(done) == dict.fromkeys(CHECKS if plain else FULL_CHECKS, True)
    assert not report.not_calculated
    said = packaged(policy)
    roles = [(column.role, column.key) for column in Form(said, plain=plain).columns]
    grades = below(shown(done), openpyxl.utils.get_column_letter(roles.index(("result", "grade")) + 1))
    assert len(grades) >= len(rows)
    for grade, (row, expected) in zip(grades, rows, strict=False):
        if "grade" in expected:
            wanted = expected["grade"]
            assert grade == ("; ".join(wanted) if isinstance(wanted, list | tuple) else str(wanted)), row
        elif "error" in expected:
            assert grade == {"value": "#VALUE!", "declined": "#N/A"}[expected["error"]], row
    named = {int(re.sub("[A-Z]", "", item.cell)) for item in report.ungraded}
    assert named >= {row for row, grade in enumerate(grades, 6) if str(grade).startswith("#")}


def test_a_book_that_is_ranked_is_graded(tmp_path):
    data = [{"value": value} for value in (500, 200, 100, 80, 40, 30, 20, 15, 10, 5)]
    done, _ = recalculated(build(packaged("value_pareto_abc"), tmp_path / "book.xlsx", data=data, rows=12))
    assert results(done, "Customer class") == ["A", "A", "A", "B", "B", "B", "C", "C", "C", "C", "", ""]
    assert checks(done) == dict.fromkeys(FULL_CHECKS, True)


@pytest.mark.parametrize("policy", IDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_form_stays_quiet(policy, language, form):
    done, report = recalculated(form(policy, language))
    assert checks(done) == dict.fromkeys(FULL_CHECKS, True)
    assert not report.ungraded and not report.grades and not report.not_calculated
    calculated = formulas(done)
    values = {
        value for address, value in shown(done).items() if address in calculated and address != "A2"
    }
    assert values <= {"", None}


def test_the_checks_notice_a_lost_grade(tmp_path):
    path = build(packaged("credit_rating"), tmp_path / "lost.xlsx", rows=2, data=[{"leverage": 0.5}], plain=True)
    held = parts(path)
    with zipfile.ZipFile(path, "w") as file:
        for name, data in held.items():
            file.writestr(name, re.sub(rb'(<c r="L6"[^>]*)>.*?</c>', rb"\1/>", data))
    done, _ = recalculated(path)
    assert checks(done) == dict.fromkeys(CHECKS, True) | {"check_rows": False}


def test_the_summary_counts_grades(tmp_path):
    rows = [{"quality_points": points} for points in (150, 160, 99, 10, "none")]
    done, _ = recalculated(build(packaged("dealer_quality_points_abc"), tmp_path / "sum.xlsx", data=rows))
    found = shown(done, SUMMARY)
    counted = {found[f"B{row}"]: found[f"D{row}"] for row in range(5, 9)}
    assert counted == {"A": 2, "B": 0, "C": 1, "below_c": 1}
    assert (found["D9"], found["E5"]) == (4, 0.5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_are_in_the_language_of_the_form(language, tmp_path):
    data = [{"quality_points": 99}]
    path = build(packaged("dealer_quality_points_abc"), tmp_path / "said.xlsx", data=data, language=language)
    done, _ = recalculated(path)
    said = {"en": "DQ02 Fewer than 100 quality points", "zh": "DQ02 质量等级分不足100分"}[language]
    assert said in shown(done).values()


def test_sheets_are_well_formed_for_other_readers(form):
    for policy in IDS:
        book = openpyxl.load_workbook(form(policy, "zh"))
        assert [name.split()[0] for name in book.sheetnames[:7]] == [
            "Guide", "Ledger", "Rating", "Requests", "Alerts", "Summary", "Policy",
        ]  # fmt: skip
        assert ("Related parties 关联人" in book.sheetnames) == (packaged(policy).family == "aml")
        assert all(name in parts(form(policy)) for name in ("xl/styles.xml", "docProps/core.xml"))
