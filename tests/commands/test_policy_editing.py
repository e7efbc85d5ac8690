"""``xlplugin policy edit`` and ``import``: files that are written, files that are spared, what is said."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]
CREDIT = ROOT / "policies" / "credit" / "credit_rating.yaml"


@pytest.fixture
def workbook(run, tmp_path, monkeypatch):
    """The editing workbook of the default policy, in the folder in which commands run."""
    monkeypatch.chdir(tmp_path)
    assert run("policy", "edit", "credit_rating", "-o", "x.xlsx").status == 0
    return tmp_path / "x.xlsx"


def change(path: Path, **cells: str) -> None:
    """Write into cells of the sheets Policy and Parameters, by their address."""
    book = openpyxl.load_workbook(path)
    for cell, text in cells.items():
        sheet = book["Policy 制度" if cell.startswith("p_") else "Parameters 参数"]
        sheet[cell.removeprefix("p_")] = text
    book.save(path)


def test_unchanged_it_gives_the_file_back(run, workbook):
    ran = run("policy", "import", "x.xlsx")
    assert ran.status == 0 and "The workbook changes nothing." in ran.out and "the same content" in ran.out
    assert Path("credit_rating@2026.1.yaml").read_bytes() == CREDIT.read_bytes()
    assert sorted(path.name for path in workbook.parent.glob("*.xlsx")) == ["x.xlsx"]


def test_the_draft_and_what_it_changes(run, workbook):
    change(workbook, p_C4="2026.2", p_C5="2026-07-01", C3="92")
    ran = run("policy", "import", "x.xlsx", "-o", "draft.yaml")
    assert ran.status == 1  # its own tests expect AAA from 90
    assert "Draft of credit_rating@2026.2: draft.yaml" in ran.out
    assert "'Tests 测试'!B6: error embedded-test: test AAA from 90: grade is AA, expected AAA" in ran.out
    assert "Against credit_rating@2026.1, in force:" in ran.out
    assert "92" in ran.out.partition("Against")[2] and "90" in ran.out.partition("Against")[2]
    assert "The findings beside their cells: x.findings.xlsx" in ran.out
    text = Path("draft.yaml").read_text("utf-8")
    wanted = CREDIT.read_text("utf-8").replace('"2026.1"', '"2026.2"').replace("2026-01-01", "2026-07-01", 1)
    assert text == wanted.replace("aaa_from: {value: 90", "aaa_from: {value: 92")


def test_in_chinese(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "编辑后运行" in run("policy", "edit", "credit_rating", "--language", "zh").out
    change(Path("credit_rating.edit.xlsx"), C3="九十")
    ran = run("policy", "import", "credit_rating.edit.xlsx", "--language", "zh")
    assert (
        ran.status == 1
        and "'Parameters 参数'!C3: 错误 shape: parameter aaa_from.value：九十 不是数字" in ran.out
    )
    beside = openpyxl.load_workbook("credit_rating.edit.findings.xlsx")["Parameters 参数"]
    assert any("错误 shape" in str(cell.value) for cell in beside[3])


def test_as_a_document(run, workbook):
    change(workbook, C3="91")
    document = run("policy", "import", "x.xlsx", "-o", "d.yaml", "--json").document
    assert document["base"] == document["policy"] == document["compared_with"] == "credit_rating@2026.1"
    assert (
        document["draft"] == "d.yaml"
        and document["changed"]
        and document["findings_workbook"] == "x.findings.xlsx"
    )
    stamp = next(one for one in document["findings"] if one["code"] == "same-stamp")
    assert (
        stamp["cell"] == "'Policy 制度'!C4"
        and stamp["severity"] == "error"
        and "new version" in stamp["mend"]
    )
    assert [(one["before"], one["after"]) for one in document["changes"]][:1] == [("90", "91")]
    assert run("policy", "edit", "credit_rating", "--json").document == {
        "policy": "credit_rating@2026.1",
        "workbook": "credit_rating.edit.xlsx",
    }


def test_without_a_draft_where_cells_leave_open_what_is_meant(run, workbook):
    change(workbook, C3="=1+1", B2="Nom")
    ran = run("policy", "import", "x.xlsx", "-o", "d.yaml", "--json")
    assert ran.status == 1 and ran.document["draft"] is None and ran.document["changes"] is None
    assert [one["cell"] for one in ran.document["findings"]] == [
        "'Parameters 参数'!B2",
        "'Parameters 参数'!C3",
    ]
    assert not Path("d.yaml").exists() and Path("x.findings.xlsx").exists()
    assert "No draft: mend the cells above first." in run("policy", "import", "x.xlsx").out


def test_no_file_is_replaced_that_may_hold_work(run, workbook):
    ran = run("policy", "edit", "credit_rating", "-o", "x.xlsx")
    assert ran.status == 2 and "may hold changes" in ran.err
    change(workbook, C3="91")
    Path("credit_rating@2026.1.yaml").write_text("mine")
    ran = run("policy", "import", "x.xlsx")
    assert ran.status == 2 and "name the draft with -o" in ran.err
    assert Path("credit_rating@2026.1.yaml").read_text() == "mine"
    for number in ("", "-2", "-3"):
        run("policy", "import", "x.xlsx", "-o", "d.yaml")
        assert Path(f"x.findings{number}.xlsx").exists()
    run("policy", "import", "x.findings-2.xlsx", "-o", "d.yaml")
    assert Path("x.findings-4.xlsx").exists()


def test_a_served_policy_is_not_replaced(run, workbook, tmp_path):
    folder = tmp_path / "bank"
    folder.mkdir()
    (folder / "credit_rating.yaml").write_bytes(CREDIT.read_bytes())
    change(workbook, C3="91")
    ran = run("policy", "import", "x.xlsx", "-o", folder / "credit_rating.yaml", "--policies", folder)
    assert ran.status == 2 and "policies are served" in ran.err
    assert (folder / "credit_rating.yaml").read_bytes() == CREDIT.read_bytes()


def test_a_draft_can_be_edited_again_by_its_file(run, workbook):
    change(workbook, p_C4="2026.2", C3="many")
    assert run("policy", "import", "x.xlsx").status == 1
    ran = run("policy", "edit", "credit_rating@2026.2.yaml", "-o", "again.xlsx")
    assert ran.status == 0 and "credit_rating@2026.2 → again.xlsx" in ran.out
    book = openpyxl.load_workbook("again.xlsx")
    assert book["Parameters 参数"]["C3"].value == "many"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["edit", "no_such_policy"], "there is no policy no_such_policy"),
        (["edit", "nothing.yaml"], "cannot be read"),
        (["import", "nothing.xlsx"], "there is no such file"),
        (["import", str(CREDIT)], "not a workbook"),
    ],
)
def test_mistakes(run, arguments, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = run("policy", *arguments)
    assert ran.status == 2 and words in ran.err
    assert list(tmp_path.iterdir()) == []
