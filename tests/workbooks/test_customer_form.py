"""The rating form of one customer as a workbook: what stands in it, on how many pages, that it is safe."""

from __future__ import annotations

import dataclasses
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from tests.compliance.customer_cases import AML, CLEAN, WHY, Desk, compiled, day
from xlplugin.compliance.customer_copy import customer_copy
from xlplugin.policy.locate import policies_folder
from xlplugin.workbooks.customer_copy import write_customer_copy
from xlplugin.workbooks.customer_facts import PARTY, CustomerFacts, Party, facts_from_book
from xlplugin.workbooks.customer_form import write_customer_form
from xlplugin.workbooks.forms.build import build
from xlplugin.workbooks.forms.grid import RATING_FORM

from .form_files import MAIN, parts, sheet, texts

NAMED = CustomerFacts("Example Machinery 样例机械")
SHIPPED = sorted(path.stem for path in policies_folder().glob("*/*.yaml") if path.parent.name not in ("lists", "approvals"))


@pytest.fixture(autouse=True)
def own_folders(monkeypatch, tmp_path):
    """No configuration of this machine."""
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "no-configuration"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def desk(tmp_path):
    return Desk(f"sqlite:///{tmp_path / 'j.db'}")


@pytest.fixture
def rated(desk):
    """A customer with an earlier rating, and one with a manual override."""
    desk.grade("credit_rating", "C1", "2026-01-12", {**CLEAN, "leverage": 0.72, "loss_periods": 1})
    desk.rate("C1", "2026-01-14", minute="2026-3")
    desk.grade("credit_rating", "C1", "2026-05-04", CLEAN)
    desk.rate("C1", "2026-05-06", minute="2026-19", grade="AA", reason=WHY)
    return desk.record("C1", "credit_rating", "2026-06-01")


def values(path, title=RATING_FORM) -> list[str]:
    """What the cells show, row by row."""
    shared = texts(path)
    found = []
    for cell in sheet(path, title).iter(f"{MAIN}c"):
        value = cell.findtext(f"{MAIN}v")
        if value is not None:
            found.append(shared[int(value)] if cell.get("t") == "s" else value)
    return found


def test_the_page_says_all_of_it(rated, tmp_path):
    said = values(write_customer_form(tmp_path / "form.xlsx", rated, NAMED, "en"))
    for text in (
        "Rating form 评级表 – Corporate credit rating",
        "Example Machinery 样例机械",
        "zhang.wei · 2026-05-06",
        "wang.fang · 2026-05-06 · no. 纪要 2026-19",
        "CR02 Low current ratio",
        "missing 缺失",
        "1 notch better",
        "A → AA",
        "M02 Support by a parent or guarantor",
        "the parent guarantees all loans\nEvidence 依据: guarantee 2026-118; statements of the parent",
        "72% → 62%",
        "16.8 → 22.8",
        "superseded",
        "approved 已批准 · release",
        f"credit_rating@2026.1 · {compiled('credit_rating').policy.digest}",
    ):
        assert text in said, text
    assert any(f"rating 认定 {rated.rating.seq}" in text and rated.grading.entry.hash in text for text in said)
    assert any(rated.anchor.hash in text for text in said)
    chinese = values(write_customer_form(tmp_path / "zh.xlsx", rated, NAMED, "zh"))
    assert {"资产负债率", "CR02 流动比率偏低", "上调1级", "已被取代"} <= set(chinese)


def test_the_same_record_gives_the_same_bytes(rated, tmp_path):
    first = write_customer_form(tmp_path / "a.xlsx", rated, NAMED, "en").read_bytes()
    assert write_customer_form(tmp_path / "b.xlsx", rated, NAMED, "en").read_bytes() == first


def test_the_page_is_a4_upright_protected_and_has_no_formula(rated, tmp_path):
    root = sheet(write_customer_form(tmp_path / "form.xlsx", rated, NAMED, "en"), RATING_FORM)
    setup, fit = root.find(f"{MAIN}pageSetup"), root.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr")
    assert setup.get("paperSize") == "9" and setup.get("orientation") == "portrait"
    assert fit.get("fitToPage") == "1" and setup.get("fitToHeight", "1") == "1"
    assert root.find(f"{MAIN}sheetProtection").get("sheet") == "1"
    assert not list(root.iter(f"{MAIN}f")) and not list(root.iter(f"{MAIN}hyperlink"))


def test_the_same_comment_is_told_once(desk, tmp_path):
    desk.grade("credit_rating", "C1", "2026-05-04", CLEAN)
    desk.rate("C1", "2026-05-06", inputs={"sales_growth": "0%", "loan_class": "special_mention"}, reason=WHY)
    record = desk.record("C1", "credit_rating", "2026-06-01")
    said = values(write_customer_form(tmp_path / "form.xlsx", record, NAMED, "en"))
    assert {"Normal → Special mention (M)", "— → 0% (M)", "as above 同上", "see manual overrides 见人工调整"} <= set(said)
    assert sum(WHY.comment in text for text in said) == 1


def test_texts_from_outside_stay_texts(desk, tmp_path):
    desk.grade("credit_rating", "=1+1", "2026-05-04", CLEAN)
    desk.rate("=1+1", "2026-05-06", grade="AA", reason=WHY.__class__("M02", "=cmd|' /C calc'!A0", ("@x", "http://e.example")))
    record = desk.record("=1+1", "credit_rating", "2026-06-01")
    facts = CustomerFacts("+name", related=(Party({title.en: "=1" for title in PARTY}),))
    path = write_customer_form(tmp_path / "form.xlsx", record, facts, "en")
    said = values(path)
    assert {"=1+1", "+name"} <= set(said) and any(text.startswith("=cmd") for text in said)
    assert b"<f>" not in b"".join(parts(path).values())
    assert not any("hyperlink" in name.lower() or b"hyperlink" in part for name, part in parts(path).items())


def test_money_laundering_shows_direct_rules_and_who_stands_behind(desk, tmp_path):
    desk.grade("aml_pbc_2013", "K7", "2026-06-25", AML)
    record = desk.record("K7", "aml_pbc_2013", "2026-06-30")
    said = values(write_customer_form(tmp_path / "a.xlsx", record, CustomerFacts(), "en"))
    assert said.count("YES 是") == 2 and said.count("no 否") >= 4
    assert any("2026-06-19" in text for text in said) and any(text.startswith("not supplied") for text in said)
    assert "at least high: medium → high" in said
    party = Party(dict(zip((title.en for title in PARTY), ("陈样例", "beneficial owner", "330100", "CN"), strict=False)))
    facts = CustomerFacts("Example Trading", related=(party,), source="form.xlsx")
    said = values(write_customer_form(tmp_path / "b.xlsx", record, facts, "en"))
    assert {"陈样例", "beneficial owner"} <= set(said)


def test_a_form_workbook_gives_name_identity_and_related_parties(tmp_path):
    row = {"customer_no": "K7", "customer_name": "Example Trading", "branch": "Hangzhou", "credit_code": "91330100X"}
    path = build(compiled("aml_pbc_2013").policy, tmp_path / "form.xlsx", rows=5, data=[{"customer_no": "K1"}, row])
    facts = facts_from_book(path, "K7")
    assert facts.found and facts.name == "Example Trading" and facts.related == () and facts.source == "form.xlsx"
    assert {title.en: said for title, said in facts.facts}["Branch"] == "Hangzhou"
    assert not facts_from_book(path, "K8").found
    from openpyxl import load_workbook

    book = load_workbook(path)
    related = book["Related parties 关联人"]
    related["B5"], related["D5"], related["E5"], related["L5"] = "K7", "=陈样例", "beneficial owner", day("2026-05-10")
    related["D5"].data_type = "s"
    related["B6"], related["D6"] = "K1", "another"
    book.save(path)
    [party] = facts_from_book(path, "K7").related
    assert party.of(PARTY[0]) == "=陈样例" and party.of(PARTY[7]) == "2026-05-10"
    short = {name: row[name] for name in ("customer_no", "customer_name")}
    plain = build(compiled("credit_rating").policy, tmp_path / "plain.xlsx", rows=5, plain=True, data=[short])
    assert facts_from_book(plain, "K7").related is None and facts_from_book(plain, "K7").name == "Example Trading"


@pytest.mark.parametrize("fields", [["input.leverage"], ["outputs"], ["steps"], ["outputs", "steps", "error"]])
def test_redacted_fields_are_said_to_be(desk, tmp_path, fields):
    seq = desk.grade("credit_rating", "C1", "2026-05-04", {**CLEAN, "loss_periods": 1})
    desk.redact(seq, *fields)
    record = desk.record("C1", "credit_rating", "2026-06-01")
    said = values(write_customer_form(tmp_path / "form.xlsx", record, NAMED, "en"))
    assert any("redacted 已删除" in text or text == "—" for text in said)
    assert "Redacted(" not in " ".join(said)


def test_a_rating_whose_steps_were_redacted(desk, tmp_path):
    desk.grade("credit_rating", "C1", "2026-05-04", CLEAN)
    decision = desk.rate("C1", "2026-05-06", grade="AA", reason=WHY)
    proposal = desk.record("C1", "credit_rating", "2026-06-01").rating.seq
    desk.redact(proposal, "system_grade", "proposed_grade", "output_override", "comment", "who")
    desk.redact(decision, "confirmed_grade", "output_override", "comment", "who")
    record = desk.record("C1", "credit_rating", "2026-06-01")
    said = values(write_customer_form(tmp_path / "form.xlsx", record, NAMED, "en"))
    assert said.count("redacted 已删除") >= 4 and "the parent guarantees all loans" not in " ".join(said)


def test_a_row_without_a_grade_says_why(desk, tmp_path):
    desk.grade("credit_rating", "C1", "2026-05-04", {**CLEAN, "leverage": "lots", "cash_content": None})
    record = desk.record("C1", "credit_rating", "2026-06-01")
    said = values(write_customer_form(tmp_path / "form.xlsx", record, NAMED, "en"))
    assert "“lots” (wrong)" in said and any(record.grading.error.en in text for text in said)
    assert "Approver 审批人" in said, "there is room to sign"


@pytest.mark.parametrize("policy", SHIPPED)
def test_every_shipped_policy_has_a_page(policy, tmp_path):
    """What the first of its own tests enters, graded and written down."""
    desk = Desk(f"sqlite:///{tmp_path / 'j.db'}")
    test = compiled(policy).policy.tests[0]
    desk.grade(policy, "C1", "2026-06-01", test.inputs)
    record = desk.record("C1", policy, "2026-06-30")
    for language in ("en", "zh"):
        path = write_customer_form(tmp_path / f"{language}.xlsx", record, NAMED, language)
        ElementTree.fromstring(parts(path)["xl/worksheets/sheet1.xml"])
    assert len(record.grading.scored) >= len(record.policy.cells)


def pages(path, folder) -> int:
    """How many sheets of paper LibreOffice prints."""
    from xlplugin.hosts.calc.office import OfficeError, find_office
    from xlplugin.hosts.calc.pdf import printed

    try:
        office = find_office()
    except OfficeError as error:
        pytest.skip(str(error))
    return len(PdfReader(printed(office, path, folder)).pages)


def test_seventeen_inputs_fit_on_one_page(desk, rated, tmp_path):
    policy = compiled("borrower_rating_100").policy
    assert len(policy.cells) >= 17
    desk.grade("borrower_rating_100", "B2", "2026-05-04", policy.tests[0].inputs)
    desk.rate("B2", "2026-05-06")
    record = desk.record("B2", "borrower_rating_100", "2026-06-01")
    for language in ("en", "zh"):
        for number, one in enumerate((record, rated)):
            path = write_customer_form(tmp_path / f"{number}{language}.xlsx", one, NAMED, language)
            assert pages(path, tmp_path) == 1, (number, language)


def test_what_cannot_be_read_on_one_page_takes_two(desk, tmp_path):
    desk.grade("aml_pbc_2013", "K7", "2026-06-25", AML)
    record = desk.record("K7", "aml_pbc_2013", "2026-06-30")
    people = tuple(Party({title.en: f"{title.en} {number}" for title in PARTY}) for number in range(25))
    facts = dataclasses.replace(NAMED, related=people)
    path = write_customer_form(tmp_path / "form.xlsx", record, facts, "en")
    root = sheet(path, RATING_FORM)
    assert root.find(f"{MAIN}pageSetup").get("fitToHeight") == "0" and root.find(f"{MAIN}rowBreaks") is not None
    assert pages(path, tmp_path) == 2


def test_the_copy_for_the_customer_says_nothing_else(rated, tmp_path):
    path = write_customer_copy(tmp_path / "copy.xlsx", customer_copy(rated), NAMED.name, "Hangzhou branch, 0571-0000")
    said = values(path, "Customer copy 客户联")
    assert {"AA", "2026-05-06", "2027-05-06", "Hangzhou branch, 0571-0000"} <= set(said)
    assert "Sales grow slowly or shrink\n销售收入增长缓慢或下降" in said
    whole = " ".join(said) + " ".join(texts(path))
    for inner in ("CR0", "22.8", "79.05", "zhang", "wang.fang", "guarantee", "62%", "credit_rating@", "M02", "committee"):
        assert inner not in whole, inner
    core = parts(path)["docProps/core.xml"].decode() + parts(path)["docProps/app.xml"].decode()
    assert "credit_rating" not in core
    assert pages(path, tmp_path) == 1
