"""``xlplugin rating form``: the form as workbook and PDF, the copy for the customer, and every refusal."""

from __future__ import annotations

import datetime
import zipfile

import pytest

from xlplugin.compliance import journal as journals
from xlplugin.hosts.calc import office as offices

TABLE = """客户编号,leverage,current_ratio,cash_content,sales_growth,loan_class,loss_periods
C1,55%,130%,85%,0%,normal,0
C2,95%,130%,85%,12%,正常,0
../x,50%,130%,85%,12%,normal,0
"""
AML = """客户编号,list_hit
K7,true
"""
TODAY = datetime.date.today()


@pytest.fixture
def at(run, tmp_path, monkeypatch):
    """Runs ``xlplugin rating`` as a user, against a journal in which C1 was rated."""
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path}/j.db"
    (tmp_path / "book.csv").write_text(TABLE, "utf-8")

    def rate(user: str, *arguments: object):
        monkeypatch.setattr(journals, "current_user", lambda: user)
        return run("rating", *arguments, "--journal", url)

    monkeypatch.setattr(journals, "current_user", lambda: "mary")
    assert run("grade", "credit_rating", "book.csv", "--as-of", TODAY, "--journal", url).status == 0
    for user, step in (("mary", "propose"), ("li", "review"), ("wang", "decide")):
        ran = rate(user, step, "C1")
        assert ran.status == 0, ran.err
    rate.url, rate.run, rate.folder = url, run, tmp_path
    return rate


def shown(path) -> str:
    with zipfile.ZipFile(path) as book:
        return book.read("xl/sharedStrings.xml").decode()


def test_the_form_is_written_beside(at):
    ran = at("mary", "form", "C1", "--name", "Example Machinery")
    assert ran.status == 0, ran.err
    assert "Written: rating-form-C1.xlsx" in ran.out
    said = shown(at.folder / "rating-form-C1.xlsx")
    for text in ("Example Machinery", "mary", "li", "wang", "credit_rating@2026.1", "Liabilities / assets"):
        assert text in said
    again = at("mary", "form", "C1", "--name", "Example Machinery", "-o", "second.xlsx", "--json")
    assert again.document["written"] == ["second.xlsx"] and again.document["basis"] == "confirmed"


def test_the_form_in_chinese(at):
    ran = at("mary", "form", "C1", "--language", "zh")
    assert ran.status == 0 and "已写入" in ran.out
    assert "资产负债率" in shown(at.folder / "rating-form-C1.xlsx")


def test_a_key_is_no_path(at):
    ran = at("mary", "form", "../x", "-o", at.folder)
    assert ran.status == 0, ran.err
    assert [path.name for path in at.folder.glob("rating-form*")] == ["rating-form-.._x-d6b96a97.xlsx"]


def test_no_form_takes_the_place_of_another_customers(at):
    """Numbers that a file's name cannot hold as they are: told apart, and short enough for every file system."""
    keys = ["a/b", "a_b", "a'b", "客" * 90]
    rows = "".join(f"{key},55%,130%,85%,0%,normal,0\n" for key in keys)
    (at.folder / "more.csv").write_text(TABLE.splitlines()[0] + "\n" + rows, "utf-8")
    assert at.run("grade", "credit_rating", "more.csv", "--as-of", TODAY, "--journal", at.url).status == 0
    for key in keys:
        ran = at("mary", "form", key)
        assert ran.status == 0, ran.err
    names = [path.name for path in at.folder.glob("rating-form*")]
    assert len(names) == 4 and "rating-form-a_b.xlsx" in names
    assert all(len(name.encode()) < 200 for name in names)


def test_name_and_parties_come_from_a_filled_form(at):
    from tests.compliance.grading import compiled
    from xlplugin.workbooks.forms.build import build

    row = {"customer_no": "C1", "customer_name": "Example Machinery", "branch": "Hangzhou"}
    build(compiled("credit_rating").policy, at.folder / "form.xlsx", rows=5, data=[row])
    assert at("mary", "form", "C1", "--book", "form.xlsx").status == 0
    said = shown(at.folder / "rating-form-C1.xlsx")
    assert "Example Machinery" in said and "Hangzhou" in said
    other = at("mary", "form", "C2", "--book", "form.xlsx")
    assert other.status == 0 and "has no customer C2" in other.err
    assert at("mary", "form", "C1", "--book", "form.xlsx", "-o", "form.xlsx").status == 2
    assert at("mary", "form", "C1", "--book", "book.csv").status == 2


def test_a_pdf_stands_beside_its_workbook(at):
    try:
        offices.find_office()
    except offices.OfficeError as error:
        pytest.skip(str(error))
    ran = at("mary", "form", "C1", "-o", "c1.pdf")
    assert ran.status == 0, ran.err
    assert (at.folder / "c1.pdf").read_bytes().startswith(b"%PDF") and (at.folder / "c1.xlsx").is_file()
    assert sorted(path.name for path in at.folder.iterdir() if path.name.startswith(".")) == []


def test_without_libreoffice_nothing_is_written(at, monkeypatch):
    monkeypatch.setenv("XLPLUGIN_SOFFICE", str(at.folder / "nowhere"))
    ran = at("mary", "form", "C1", "--pdf")
    assert ran.status == 2 and "install" in ran.err and "--pdf" in ran.err
    assert not list(at.folder.glob("rating-form*"))
    assert at("mary", "form", "C1").status == 0


def test_the_copy_for_the_customer(at):
    ran = at("mary", "form", "C1", "--customer-copy", "--contact", "Hangzhou branch")
    assert ran.status == 0 and "customer-copy-C1.xlsx" in ran.out
    said = shown(at.folder / "customer-copy-C1.xlsx")
    assert "Hangzhou branch" in said and "mary" not in said and "wang" not in said and "CR0" not in said


def test_texts_that_no_page_can_hold_are_cut(at):
    """A committee's name has no limit in the journal: the form must be printed all the same."""
    at("mary", "propose", "C2")
    at("li", "review", "C2", "--comment", "c" * 40_000)
    committee = "x" * 40_000
    ran = at("wang", "decide", "C2", "--committee", committee, "--minute", "1")
    if ran.status:  # a name that is refused when the rating is decided can stand in no form
        return
    for more in ([], ["--customer-copy", "--contact", committee]):
        ran = at("mary", "form", "C2", "--name", committee, "-o", "c2.xlsx", *more)
        assert ran.status == 0, ran.err
        assert "x" * 500 in shown(at.folder / "c2.xlsx") and "x" * 700 not in shown(at.folder / "c2.xlsx")


def test_no_copy_without_a_grade_in_force(at):
    ran = at("mary", "form", "C2", "--customer-copy")
    assert ran.status == 2 and "no confirmed grade of C2" in ran.err and not list(at.folder.glob("customer-copy*"))


def test_no_copy_for_money_laundering(at):
    (at.folder / "aml.csv").write_text(AML, "utf-8")
    ran = at.run("grade", "aml_pbc_2013", "aml.csv", "--as-of", TODAY, "--journal", at.url)
    if ran.status == 2:  # a table needs every column
        from tests.compliance.grading import compiled

        names = [item.name for item in compiled("aml_pbc_2013").cells if item.name != "list_hit"]
        (at.folder / "aml.csv").write_text(f"客户编号,list_hit,{','.join(names)}\nK7,true{',' * len(names)}\n", "utf-8")
        ran = at.run("grade", "aml_pbc_2013", "aml.csv", "--as-of", TODAY, "--journal", at.url)
    assert ran.status == 0, ran.err
    ran = at("mary", "form", "K7", "--customer-copy", "--language", "zh")
    assert ran.status == 2 and "不得告知客户" in ran.err and not list(at.folder.glob("customer-copy*"))
    assert at("mary", "form", "K7").status == 0


def test_no_copy_for_a_suspicion_of_fraud(at):
    from tests.compliance.grading import compiled

    names = ",".join(item.name for item in compiled("antifraud_risk").cells)
    values = "," * names.count(",")
    (at.folder / "fraud.csv").write_text(f"客户编号,{names}\nK8,{values}\n", "utf-8")
    ran = at.run("grade", "antifraud_risk", "fraud.csv", "--as-of", TODAY, "--journal", at.url)
    assert ran.status in (0, 1), ran.err
    for language, said in (("en", "risk of fraud"), ("zh", "欺诈风险等级，不得告知客户")):
        ran = at("mary", "form", "K8", "--customer-copy", "--language", language)
        assert ran.status == 2 and said in ran.err and not list(at.folder.glob("customer-copy*"))


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["C9"], "no entry of the customer C9"),
        (["C1", "--policy", "aml_pbc_2013"], "no grading of the customer C1 under aml_pbc_2013"),
        (["C1", "--as-of", "2020-01-01"], "up to 2020-01-01"),
        (["C1", "--as-of", "soon"], "write the date as"),
        (["C1", "-o", "form.docx"], "name the form .xlsx or .pdf"),
        (["C1", "-o", "no/such/form.xlsx"], "there is no folder"),
        (["C1", "--contact", "me"], "--customer-copy"),
    ],
)
def test_what_cannot_be_done_is_said(at, arguments, said):
    ran = at("mary", "form", *arguments)
    assert ran.status == 2 and said in ran.err
    assert not list(at.folder.glob("rating-form*"))
