"""Forms and the journal by commands: requests become proposals, ratings come back into the forms."""

from __future__ import annotations

import datetime
import json
import zipfile
from pathlib import Path

import pytest

from tests.workbooks.form_files import parts
from tests.workbooks.journalled import column, form, values_of
from tests.workbooks.test_full_forms import edited
from xlplugin.compliance import approvals
from xlplugin.compliance.journal import open_journal
from xlplugin.workbooks.forms.grid import REQUESTS

JULY = datetime.date(2026, 7, 1)
ASKED = [
    ("C1", "AA", "M04 adverse information", "=HYPERLINK(1) lawsuit", "Olga", JULY),
    ("C2", "AAA", "M09 other", "as graded", "Olga", JULY),
    ("C9", "AA", "M04 adverse information", "article", "Olga", JULY),
    ("C3", "AA", "M99 no such code", "article", "Olga", JULY),
    ("C4", "AA", None, "article", "Olga", JULY),
]


@pytest.fixture(autouse=True)
def approved(monkeypatch):
    """Every policy is approved."""
    state = approvals.Approval(state="approved", by="release")
    monkeypatch.setattr(approvals.Approvals, "state", lambda self, policy: state)


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'journal.db'}"


@pytest.fixture
def by(run, url, monkeypatch):
    """Runs a command of the journal as some user."""

    def run_by(user, *arguments):
        monkeypatch.setattr("xlplugin.compliance.journal.current_user", lambda: user)
        return run(*arguments, "--journal", url)

    return run_by


@pytest.fixture
def book(by, tmp_path) -> Path:
    """A form with requests, whose customers were graded into the journal."""
    asked = form(tmp_path / "ledger.xlsx", ASKED)
    made = asked.rename(tmp_path / "book.xlsx")
    ran = by("olga", "recalc", made, "-o", tmp_path / "graded")
    assert "5 gradings" in ran.out, ran
    return tmp_path / "graded" / "book.xlsx"


def proposed(url):
    with open_journal(url) as journal:
        return [(entry.customer, entry.fields, entry.open) for entry in journal.entries(kind="rating.proposed")]


def test_requests_become_proposals(by, book, url):
    ran = by("olga", "rating", "requests", book)
    assert ran.status == 1
    assert "2 proposed, 0 in the journal already, 3 refused" in ran.out
    for said in ("!F9", "reason code is blank", "!E7", "no entry of the customer C9", "!E8", "M99 is no reason code"):
        assert said in ran.out, said
    (first, fields, stated), (second, others, plain) = proposed(url)
    assert (first, fields["system_grade"], fields["proposed_grade"], stated["of"]) == ("C1", "AAA", "AA", "override")
    assert fields["output_override"] == {
        "before": "AAA", "after": "AA", "notches": -1, "code": "M04",
        "comment": "=HYPERLINK(1) lawsuit (requested by 申请人: Olga)", "evidence": ["=HYPERLINK(1) lawsuit"],
    }  # fmt: skip
    assert (fields["who"], fields["on"]) == ("olga", "2026-07-01")
    assert (second, others["proposed_grade"], plain["of"]) == ("C2", "AAA", "system")
    assert others["comment"] == "as graded (requested by 申请人: Olga)"


def test_a_request_is_proposed_once(by, book, url):
    by("olga", "rating", "requests", book)
    again = by("olga", "rating", "requests", book, "--json").document
    outcomes = {one["customer"]: one["outcome"] for one in again["books"][0]["requests"]}
    assert outcomes == {"C1": "known", "C2": "known", "C9": "refused", "C3": "refused", "C4": "refused"}
    assert len(proposed(url)) == 2 and again["status"] == 1
    known = next(one for one in again["books"][0]["requests"] if one["customer"] == "C1")
    assert known["cell"].endswith("!E5") and isinstance(known["entry"], int)


def test_a_decided_request_is_not_proposed_again(by, book, url):
    confirm(by, book)
    ran = by("olga", "rating", "requests", book)
    assert len(proposed(url)) == 2
    assert "in the journal already: in force" in ran.out and "in the journal already: withdrawn" in ran.out


def test_requests_of_somebody_without_the_role_are_refused(by, book, url, tmp_path, monkeypatch):
    config = tmp_path / "config.yaml"
    config.write_text("roles: {ada: [administrator], olga: [officer]}\n")
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(config))
    ran = by("ada", "rating", "requests", book)
    assert ran.status == 2 and "takes the role officer or approver" in ran.err and proposed(url) == []


def test_a_book_that_cannot_be_read_keeps_no_other(by, book, url, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    ran = by("olga", "rating", "requests", broken, book)
    assert ran.status == 2 and "broken.xlsx" in ran.err and len(proposed(url)) == 2


def confirm(by, book):
    """C1 and C2 on their way to a decision, C2 withdrawn after it."""
    by("olga", "rating", "requests", book)
    for customer in ("C1", "C2"):
        assert by("rita", "rating", "review", customer, "--on", "2026-07-02").status == 0
        decided = by("david", "rating", "decide", customer, "--on", "2026-07-03", "--minute", "17")
        assert decided.status == 0, decided
    ran = by("david", "rating", "withdraw", "C2", "--on", "2026-09-01", "--reason", "overdue", "--terms", "pay_first")
    assert ran.status == 0, ran


def test_ratings_come_back(by, book, tmp_path):
    confirm(by, book)
    ran = by("olga", "rating", "fill", book, "-o", tmp_path / "filled", "--as-of", "2026-11-20")
    assert ran.status == 0, ran
    assert "Customers filled: 5, with a grade in force: 1. Requests answered: 2, not in the journal: 2." in ran.out
    assert "the rating was withdrawn (2026-09-01)" in ran.out
    output = tmp_path / "filled" / "book.xlsx"
    found = values_of(output, "rating")
    assert found["confirmed_grade"][:5] == ["AA", None, None, None, None]
    assert column(output, "status")[:3] == [
        "confirmed (manual override until 2027-01-03)", "the rating was withdrawn (2026-09-01)", "system grade"
    ]  # fmt: skip
    decisions = values_of(output, "decision")
    assert decisions["decision"][:3] == ["approved", "approved; since then withdrawn", None]
    assert decisions["reviewer"][:2] == ["rita", "rita"] and decisions["approver"][:2] == ["david", "david"]
    assert values_of(output, "due")["as_of"] == [datetime.date(2026, 11, 20)]


def test_an_earlier_day_shows_what_counted_then(by, book, tmp_path):
    confirm(by, book)
    for day, grades in (("2026-08-31", ["AA", "AAA"]), ("2027-01-04", ["AAA", None]), ("2028-01-01", [None, None])):
        by("olga", "rating", "fill", book, "-o", tmp_path / day, "--as-of", day)
        assert values_of(tmp_path / day / "book.xlsx", "rating")["confirmed_grade"][:2] == grades, day


def test_a_form_is_not_filled_into_itself(by, book):
    before = book.read_bytes()
    for language, said in (("en", "leave -o out"), ("zh", "或不加 -o")):
        ran = by("olga", "--language", language, "rating", "fill", book, "-o", book.parent)
        assert ran.status == 2 and said in ran.err and "--in-place" not in ran.err, ran
    assert book.read_bytes() == before


def test_filled_twice_is_the_same_to_the_byte(by, book, tmp_path):
    confirm(by, book)
    first, second = tmp_path / "first", tmp_path / "second"
    by("olga", "rating", "fill", book, "-o", first, "--as-of", "2026-11-20")
    by("olga", "rating", "fill", first / "book.xlsx", "-o", second, "--as-of", "2026-11-20")
    assert (second / "book.xlsx").read_bytes() == (first / "book.xlsx").read_bytes()


def test_a_day_before_the_first_grading(by, book, tmp_path):
    ran = by("olga", "rating", "fill", book, "-o", tmp_path / "filled", "--as-of", "2020-01-01")
    assert "Not graded by this policy up to that day" in ran.out and "other policies" not in ran.out


def test_who_reads_chinese_is_told_in_chinese_why_no_grade_counts(by, book, tmp_path):
    confirm(by, book)
    ran = by("olga", "--language", "zh", "rating", "fill", book, "-o", tmp_path / "filled", "--as-of", "2026-11-20")
    assert "评级已撤回" in ran.out and "was withdrawn" not in ran.out
    assert "the rating was withdrawn (2026-09-01)" in column(tmp_path / "filled" / "book.xlsx", "status"), "the form's own"


def test_the_original_stays(by, book):
    before = book.read_bytes()
    ran = by("olga", "rating", "fill", book)
    assert book.read_bytes() == before and book.with_name("book.filled.xlsx").is_file() and ran.status == 0
    again = by("olga", "rating", "fill", book.parent, "--json").document
    assert [Path(one["book"]).name for one in again["books"]] == ["book.xlsx"], "results are no books"


def test_programs_are_told_all(by, book, tmp_path):
    confirm(by, book)
    strange = edited(book, {"B5": "C3"}, REQUESTS).rename(tmp_path / "strange.xlsx")
    said = by("olga", "rating", "fill", strange, "-o", tmp_path / "filled", "--as-of", "2026-11-20", "--json").document
    [one] = said["books"]
    assert (said["as_of"], one["customers"], one["confirmed"]) == ("2026-11-20", 5, 1)
    assert one["requests"] == {"answered": 1, "not_in_journal": 3}
    assert [item["customer"] for item in one["not_in_force"]] == ["C2"]
    assert one["recalculated"]["not_calculated"] == [] and one["due"]["listed"] <= 40
    assert json.dumps(said)


def test_customers_that_the_journal_does_not_know(by, run, book, tmp_path):
    strange = edited(book, {"B6": "X1"}).rename(tmp_path / "strange.xlsx")
    ran = by("olga", "rating", "fill", strange, "-o", tmp_path / "filled")
    assert ran.status == 0 and "X1" in ran.out and "Not known to the journal, left as it was" in ran.out
    chinese = by("olga", "--language", "zh", "rating", "fill", strange, "-o", tmp_path / "filled")
    assert "评级日志中没有的客户，保留原值" in chinese.out


def test_a_form_without_the_cells_is_refused_and_the_others_are_filled(by, book, tmp_path):
    older = tmp_path / "older.xlsx"
    with zipfile.ZipFile(older, "w") as file:
        for name, data in parts(book).items():
            file.writestr(name, data.replace(b"xlplugin_rating_entry", b"xlplugin_other"))
    ran = by("olga", "rating", "fill", older, book, "-o", tmp_path / "filled")
    assert ran.status == 2 and "xlplugin template build" in ran.err
    assert [path.name for path in (tmp_path / "filled").iterdir()] == ["book.xlsx"]


def test_without_a_journal_nothing_is_made(run, book, tmp_path):
    missing = f"sqlite:///{tmp_path / 'none.db'}"
    for command in (("fill", book, "-o", tmp_path / "filled"), ("requests", book)):
        ran = run("rating", *command, "--journal", missing)
        assert ran.status == 2 and "there is no journal" in ran.err
    assert not (tmp_path / "none.db").exists() and not (tmp_path / "filled").exists()
