"""``xlplugin review``: the list that is due, on the screen and in files; triggering and closing; exit statuses."""

from __future__ import annotations

import csv
import datetime
import json
import shutil

import openpyxl
import pytest

from tests.compliance.grading import POLICIES, compiled
from tests.compliance.rated import grade, rate, record
from xlplugin.compliance.due_item import TITLES
from xlplugin.compliance.events import Event
from xlplugin.compliance.journal import open_journal

FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def url(tmp_path):
    """A journal with an expired rating, a first rating that is late, a review to come and a name like a formula."""
    url = f"sqlite:///{tmp_path / 'journal.db'}"
    with open_journal(url, create=True, user="mary") as journal:
        grade(journal, {"C1": "A", "C2": "B", FORMULA: "A", "C4": "D"}, "2026-01-05")
        rate(journal, "C1", "2026-01-06", valid_until="2026-05-31")
        rate(journal, FORMULA, "2026-01-06", valid_until="2026-05-31")
        rate(journal, "C4", "2026-01-06")
        record(journal, compiled("risk"), ["K1"], [["CN; NO", "retail", 5, False]], "2026-01-05")
    return url


@pytest.fixture
def due(run, url):
    def due(*arguments, day="2026-06-15"):
        return run("review", "due", "--journal", url, "--policies", POLICIES, "--as-of", day, *arguments)

    return due


def test_the_list_on_the_screen(due):
    ran = due()
    assert ran.status == 1
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert lines[0] == "As of 2026-06-15: 3 tasks of 3 customers, 3 overdue"
    assert "Rating expired – overdue 2" in lines and "First rating – overdue 1" in lines
    assert "C1 reviewed 2026-05-31 15 the A of 2026-01-06 was valid until 2026-05-31" in lines
    assert "C2 reviewed 2026-01-19 147 B 10 working days after the first grading of 2026-01-05" in lines


def test_the_list_in_chinese(due):
    ran = due("--language", "zh", "--within", "30")
    assert "基准日 2026-06-15，截至 2026-07-15：4 户共 4 项，其中逾期 3 项" in ran.out
    assert "评级已到期 – 已逾期 2" in ran.out and "临时等级到期 – 待办 1" in ran.out


def test_nothing_is_overdue(due):
    ran = due(day="2026-01-07")
    assert (ran.status, ran.out.strip()) == (0, "As of 2026-01-07: 0 tasks of 0 customers, 0 overdue")
    ran = due("--within", "12", day="2026-01-07")
    assert ran.status == 0 and "First rating – due 1" in ran.out


def test_how_many_are_shown(due):
    ran = due("--show", "1")
    assert "… and 1 more: -o FILE has all" in ran.out
    assert "reviewed" not in due("--show", "0").out


def test_a_date_that_is_not_certain_is_marked(url, due, tmp_path):
    with open_journal(url, user="mary") as journal:
        grade(journal, {"N1": "B"}, "2090-12-28")
    ran = due("--language", "zh", day="2091-02-01")
    assert "≈2091-01-" in ran.out and "尚无 2090, 2091 年的放假及调休安排" in ran.out
    due("--language", "zh", "-o", tmp_path / "work.xlsx", day="2091-02-01")
    overview, sheet = openpyxl.load_workbook(tmp_path / "work.xlsx").worksheets
    row = next(row for row in sheet.iter_rows() if row[0].value == "N1")
    assert row[3].number_format == '"≈"yyyy-mm-dd' and "日期未定，见概览" in row[6].value
    assert any("尚无 2090, 2091 年" in str(cell.value) for cell in overview["B"])


def test_only_a_policy(due):
    assert "0 tasks" in due("--policy", "risk").out
    ran = due("--policy", "rusk")
    assert ran.status == 2 and "graded by: reviewed, risk" in ran.err


def test_without_a_fixed_day(due):
    assert "no fixed date (irregular)" not in due().out
    assert "no fixed date (irregular)" in due("--undated").out


def test_the_document(due):
    ran = due("--json")
    document = ran.document
    assert ran.status == 1
    assert (document["tasks"], document["overdue"], document["customers"]) == (3, 3, 3)
    first = document["due"][0]
    assert (first["customer"], first["what"], first["due"], first["overdue_days"]) == ("C2", "first_rating", "2026-01-19", 147)
    assert first["certain"] is True and first["note"] is None


def test_a_workbook_to_print(due, tmp_path):
    out = tmp_path / "work.xlsx"
    ran = due("--within", "30", "-o", out)
    assert ran.status == 1 and f"Written: {out}" in ran.out
    book = openpyxl.load_workbook(out)
    overview, sheet = book.worksheets
    assert (overview.title, sheet.title) == ("Overview 概览", "Work list 工作清单")
    assert [cell.value for cell in sheet[3]][:3] == ["Customer\n客户", "Policy\n制度", "Task\n事项"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=4) if row[3].value.year == 2026}
    assert rows["C1"][3].value == datetime.datetime(2026, 5, 31) and rows["C1"][4].value == 15
    assert rows["C1"][2].value == "Rating expired 评级已到期"
    named = next(cell for cell in sheet["A"] if cell.value == FORMULA)
    assert named.data_type == "s" and named.number_format == "@"
    assert sheet.auto_filter.ref == f"A3:I{sheet.max_row}"
    assert sheet.freeze_panes == "B4" and sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.orientation == "landscape" and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert list(sheet.conditional_formatting)
    counted = {row[1].value: row[2].value for row in overview.iter_rows() if isinstance(row[1].value, str)}
    assert counted["Rating expired 评级已到期"] == 2 and counted["All tasks 合计"] == 3


def test_an_empty_workbook(due, tmp_path):
    assert due("-o", tmp_path / "none.xlsx", day="2026-01-06").status == 0
    sheet = openpyxl.load_workbook(tmp_path / "none.xlsx").worksheets[1]
    assert sheet["A4"].value == "nothing is due 没有待办事项"


def test_a_table_and_a_document_as_files(due, tmp_path):
    due("-o", tmp_path / "work.csv", "--language", "zh")
    with open(tmp_path / "work.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:4] == ["客户", "制度", "事项", "截止日"]
    assert sorted(row[0] for row in rows[1:]) == sorted([f"'{FORMULA}", "C1", "C2"])
    due("-o", tmp_path / "work.json")
    assert json.loads((tmp_path / "work.json").read_text("utf-8"))["tasks"] == 3


def test_wrong_usage(run, due, tmp_path):
    for arguments, said in (
        (("-o", tmp_path / "work.pdf"), ".xlsx, .csv or .json"),
        (("-o", tmp_path / "no" / "work.csv"), "there is no folder"),
        (("--within", "-1"), "--within"),
    ):
        ran = due(*arguments)
        assert ran.status == 2 and said in ran.err
    assert due(day="soon").status == 2
    ran = run("review", "due", "--journal", f"sqlite:///{tmp_path / 'none.db'}")
    assert ran.status == 2 and "no journal" in ran.err


def test_a_calendar_that_there_is_not(due, tmp_path, monkeypatch):
    configuration = tmp_path / "config.yaml"
    configuration.write_text("calendar: XX\n", encoding="utf-8")
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(configuration))
    ran = due()
    assert ran.status == 2 and "no working-day calendar XX" in ran.err
    configuration.write_text(f"calendar: {tmp_path / 'bank.yaml'}\n", encoding="utf-8")
    (tmp_path / "bank.yaml").write_text("covers: [2026]\nholidays: [2026-02-30]\n", encoding="utf-8")
    ran = due()
    assert ran.status == 2 and "bank.yaml:2:12" in ran.err


def test_trigger_and_done(run, url):
    asked = ("review", "trigger", "C1", "C2", "--why", "judicial_inquiry", "--text", "an inquiry", "--journal", url)
    ran = run(*asked, "--on", "2025-03-03", "--within-days", "10", "--working-days")
    assert ran.status == 0
    assert "C1: review under reviewed triggered, due by 2025-03-17" in ran.out
    listed = run("review", "due", "--journal", url, "--as-of", "2025-03-20", "--policies", POLICIES)
    assert "Triggered review – overdue 2" in listed.out
    ran = run("review", "done", "C1", "--comment", "no change", "--on", "2025-03-20", "--journal", url, "--language", "zh")
    assert ran.status == 0 and "重评已办结，等级不变" in ran.out
    listed = run("review", "due", "--journal", url, "--as-of", "2025-03-20", "--policies", POLICIES, "--json")
    assert [one["customer"] for one in listed.document["due"] if one["what"] == "trigger"] == ["C2"]
    document = run("review", "done", "C2", "--comment", "x", "--on", "2025-03-20", "--journal", url, "--json").document
    assert document["done"][0]["outcome"] == "unchanged"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name the customers"),
        (("C1",), "--why"),
        (("C1", "--why", "rumour", "--text", "x"), "known: new_information"),
        (("C1", "--why", "media"), "needs a text"),
        (("C1", "--why", "media", "--text", "x", "--working-days"), "needs --within-days"),
        (("C1", "--why", "media", "--text", "x", "--on", "soon"), "--on soon"),
        (("C1", "--why", "media", "--text", "x", "--on", "9000-01-01"), "in the future"),
        (("C1", "--why", "media", "--text", "x", "--policy", "a", "--policy", "b"), "one policy only"),
        (("C9", "--why", "media", "--text", "x"), "C9"),
        (("C1", "--lists"), "leave out CUSTOMER"),
    ],
)
def test_triggers_that_are_refused(run, url, arguments, said):
    ran = run("review", "trigger", *arguments, "--journal", url)
    assert ran.status == 2 and said in ran.err
    with open_journal(url) as journal:
        assert journal.last(kind="review") is None


def test_changed_lists(run, url, tmp_path):
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder)
    lists = ("review", "trigger", "--lists", "--journal", url, "--policies", folder)
    ran = run(*lists)
    assert ran.status == 0 and "No list has changed" in ran.out
    path = folder / "lists" / "watched.yaml"
    path.write_text(path.read_text("utf-8").replace("MM: {en: Myanmar, zh: 缅甸}", "NO: {en: Norway, zh: 挪威}"), "utf-8")
    ran = run(*lists)
    assert "K1: review under risk triggered" in ran.out
    row = ["risk", "Watched", "2026-06-19", "→", "2026-06-19", "NO", "MM", "1"]
    assert row in [line.split() for line in ran.out.splitlines()]
    document = run(*lists, "--json").document
    assert document["triggered"] == [] and document["changes"][0]["added"] == ["NO"]


def test_a_policy_that_cannot_be_compared_is_named(run, url, tmp_path):
    ran = run("review", "trigger", "--lists", "--journal", url)
    assert ran.status == 1 and "risk: not compared" in ran.err and "No list" not in ran.out


def test_roles_are_asked_for(run, url, tmp_path, monkeypatch):
    configuration = tmp_path / "config.yaml"
    configuration.write_text("roles: {mary: [officer], adam: [administrator]}\n", encoding="utf-8")
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(configuration))
    for user, status in (("adam", 2), ("mary", 0)):
        monkeypatch.setattr("xlplugin.compliance.journal.current_user", lambda user=user: user)
        ran = run("review", "trigger", "C1", "--why", "media", "--text", "x", "--journal", url)
        assert ran.status == status


def test_titles_are_told_in_both_languages():
    assert all(title.en and title.zh and title.en != title.zh for title in TITLES.values())


def test_entries_of_other_kinds_are_no_reviews(url, due):
    with open_journal(url, user="mary") as journal, journal.writing() as writing:
        said = {"why": "other", "on": "2026-06-01"}
        writing.append(Event("review.triggered", {"text": "all policies"}, said, "C1"))
    ran = due("--policy", "risk")
    assert "Triggered review – overdue 1" in ran.out  # it concerns every policy


def test_the_last_days_that_there_are(url, due):
    with open_journal(url, user="mary") as journal:
        grade(journal, {"Z1": "B"}, "9999-12-30")
    ran = due("--within", "400", day="9999-12-31")
    assert ran.status == 1 and "Z1" in ran.out
