"""``xlplugin report`` on the real card holders: figures, workbook, document, what is recorded, what is refused."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "workbook_templates" / "examples"
HOLDERS = EXAMPLES / "card_holders.csv"
POLICY = "card_holder_default"
OUTCOMES = ("--outcomes", HOLDERS, "--outcome", "default", "--outcome-from", "2026-03-31", "--outcome-until", "2026-04-30")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Where the journal of all card holders is kept between tests."""
    return tmp_path_factory.mktemp("holders") / "journal.db"


@pytest.fixture
def journal(run, whole, tmp_path) -> str:
    """A journal of all card holders, graded twice: at the end of March, and of June with other limits."""
    if not whole.exists():
        later = tmp_path / "june.csv"
        with HOLDERS.open(newline="") as source, later.open("w", newline="") as target:
            rows = csv.DictReader(source)
            writer = csv.DictWriter(target, rows.fieldnames)
            writer.writeheader()
            for number, row in enumerate(rows):
                if number % 3 == 0:
                    row["LIMIT_BAL"] = str(float(row["LIMIT_BAL"]) * 0.7)
                writer.writerow(row)
        for table, day in ((HOLDERS, "2026-03-31"), (later, "2026-06-30")):
            ran = run("grade", POLICY, table, "-o", tmp_path / "out.csv", "--as-of", day, "--journal", f"sqlite:///{whole}")
            assert ran.status == 0, ran.err
    copy = tmp_path / "journal.db"
    with sqlite3.connect(whole) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    return f"sqlite:///{copy}"


@pytest.fixture
def report(run, journal, tmp_path):
    """Reports on the card holders."""

    def report(*more: object, out: str = "report.xlsx"):
        return run("report", "--journal", journal, "-o", tmp_path / out, *more)

    return report


def test_the_real_card_holders(report):
    ran = report("--as-of", "2026-03-31", *OUTCOMES)
    assert ran.status == 0, ran.err
    assert "6,000 customers, 1,345 defaulted" in ran.out
    assert re.search(r"Score +0\.633 +0\.266 +0\.233–0\.299 +0\.196 +<0\.0001", ran.out)
    assert re.search(r"System grade +0\.626 +0\.252 +0\.221–0\.284 +0\.185", ran.out)
    assert re.search(r"E +928 +336 +36\.2% +33\.1% +39\.4% +36\.2% +1\.0000", ran.out)
    assert "recorded after the window began" in ran.out


def test_the_same_figures_by_another_way(report):
    """Every figure of the outcomes again, from the graded table with nothing but scipy."""
    from scipy import stats

    found = report("--as-of", "2026-03-31", *OUTCOMES, "--json").document["outcomes"]
    import xlplugin

    with HOLDERS.open(newline="") as file:
        rows = list(csv.DictReader(file))
    policy = xlplugin.load(POLICY)
    graded = [policy.grade_row([row["EDUCATION"], float(row["LIMIT_BAL"]), float(row["BILL_AMT1"])]) for row in rows]
    bad = [one.score for one, row in zip(graded, rows, strict=True) if row["default"] == "1"]
    good = [one.score for one, row in zip(graded, rows, strict=True) if row["default"] == "0"]
    score = found["discrimination"][0]
    lower = stats.mannwhitneyu(good, bad).statistic / (len(good) * len(bad))
    assert score["auc"] == pytest.approx(lower) and score["gini"] == pytest.approx(2 * lower - 1)
    assert score["ks"] == pytest.approx(stats.ks_2samp(bad, good).statistic)
    for one in found["calibration"][0]["grades"]:
        outcomes = [row["default"] == "1" for got, row in zip(graded, rows, strict=True) if got.grade == one["grade"]]
        assert (one["customers"], one["defaulted"]) == (len(outcomes), sum(outcomes))
        bad, good = sum(outcomes), len(outcomes) - sum(outcomes)
        bounds = [stats.beta.ppf(0.025, bad, good + 1), stats.beta.ppf(0.975, bad + 1, good)]
        assert one["rate_95"] == pytest.approx(bounds)


def test_migration_and_stability(report):
    found = report("--as-of", "2026-06-30", "--since", "2026-03-31", "--json").document
    moves = found["migration_system"]
    assert moves["up"] + moves["down"] + moves["unchanged"] == 6000 and moves["down"] > moves["up"] > 0
    figures = {one["figure"]: one for one in found["stability"]}
    assert list(figures) == ["score", "education", "limit_bal", "bill_amt1"]
    assert figures["education"]["psi"] == figures["bill_amt1"]["psi"] == 0 < figures["limit_bal"]["psi"]
    assert found["reference"] == "2026-03-31" and found["grades_in_force"]["graded"] == 0


def test_the_document_and_the_workbook_say_the_same(report, tmp_path):
    ran = report("--as-of", "2026-03-31", *OUTCOMES, "--json")
    found = ran.document
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    rows = {row[1]: row for row in book["Distribution 分布"].iter_rows(values_only=True) if row[1]}
    assert {grade: rows[grade][3] for grade in "ABCDE"} == found["system_grades"]["grades"]
    assert found["outcomes"]["digest"] == sha256(HOLDERS.read_bytes()).hexdigest()


def test_it_is_recorded_with_the_outcomes(report, run, journal, tmp_path):
    first = report("--as-of", "2026-03-31", *OUTCOMES, "--json").document
    second = report("--as-of", "2026-03-31", *OUTCOMES, "--json", out="again.xlsx").document
    assert len(first["recorded"]) == len(second["recorded"]) == 2 and first["recorded"][0] == second["recorded"][0]
    assert first["anchor"] == second["anchor"]
    made = run("journal", "show", first["recorded"][1], "--journal", journal, "--json").document
    assert made["kind"] == "report.made"
    digest = sha256((tmp_path / "report.xlsx").read_bytes()).hexdigest()
    assert digest == sha256((tmp_path / "again.xlsx").read_bytes()).hexdigest()
    assert digest in json.dumps(made) and "2026-03-31" in json.dumps(made)
    outcome = json.dumps(run("journal", "show", first["recorded"][0], "--journal", journal, "--json").document)
    assert "outcome.recorded" in outcome and "card_holders.csv" in outcome and "CH0001" not in outcome
    assert run("journal", "verify", "--journal", journal).status == 0


def test_no_record_writes_nothing(report, run, journal):
    before = run("journal", "anchor", "--journal", journal).out
    ran = report("--no-record")
    assert ran.status == 0 and "Recorded" not in ran.out
    assert run("journal", "anchor", "--journal", journal).out == before


def test_chinese(report, tmp_path):
    out = report("--as-of", "2026-03-31", *OUTCOMES, "--language", "zh").out
    for said in ("信用卡持卡人违约评分", "系统等级", "95%区间（DeLong）", "已写入", "违约率"):
        assert said in out


def test_unknown_customers_are_named(report, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("客户,违约\nCH0001,1\nNOBODY,0\n=1+1,1\nCH0002,\n", "utf-8")
    found = report("--outcomes", table, "--as-of", "2026-06-30", "--json").document["outcomes"]
    assert found["without_grading"] == ["=1+1", "NOBODY"] and found["customers"] == 1 and found["without_outcome"] == 1
    assert found["not_in_table"] == 5999 and "one class only" in found["discrimination"][0]["why"]
    assert found["discrimination"][0]["gini"] is None


def test_outcomes_in_a_workbook(report, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Key", "90+"])
    for number in range(1, 101):
        book.active.append([f"CH{number:04}", number % 5 == 0])
    book.save(tmp_path / "t.xlsx")
    ran = report("--outcomes", tmp_path / "t.xlsx", "--outcome", "90+", "--customer", "Key", "--as-of", "2026-06-30", "--json")
    assert ran.document["outcomes"]["defaulted"] == 20 and ran.document["outcomes"]["definition"] == "90+"


def test_a_definition_is_a_short_line_or_the_heading(report, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("客户,违约\nCH0001,1\n", "utf-8")
    asked = ("--outcomes", table, "--as-of", "2026-06-30", "--no-record")
    assert report(*asked, "--json").document["outcomes"]["definition"] == "违约"
    said = report(*asked, "--definition", " 90\ndays \t past due ", "--json").document["outcomes"]
    assert said["definition"] == "90 days past due"
    ran = report(*asked, "--definition", "x" * 301)
    assert ran.status == 2 and "300" in ran.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,default\nCH0001,1\nCH0002,0\nCH0001,0\n", "CH0001 (rows 2 and 4)"),
        ("id,default\nCH0001,9\n", "mend rows 2 (9)"),
        ("id,late\nCH0001,1\n", "no column is headed so in t.csv; there are: id, late"),
        ("default\n1\n", "--customer"),
    ],
)
def test_tables_that_are_refused_leave_nothing(report, run, journal, tmp_path, text, said):
    (tmp_path / "t.csv").write_text(text)
    before = run("journal", "anchor", "--journal", journal).out
    ran = report("--outcomes", tmp_path / "t.csv")
    assert ran.status == 2 and said in ran.err
    assert not (tmp_path / "report.xlsx").exists() and run("journal", "anchor", "--journal", journal).out == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--since", "2026-07-01", "--as-of", "2026-06-30"), "is not before the day"),
        (("--as-of", "yesterday"), "--as-of yesterday: write the date as 2026-01-31"),
        (("--reference", "soon"), "or the number of a run"),
        (("--reference", "3"), "is no run"),
        (("--reference", "999999"), "no entry 999999"),
        (("--policy", "nobody"), "nothing was graded by nobody"),
        (("--policy", "card_holder_default@2026.1"), "give the id alone"),
        (("--outcome", "default"), "name the table"),
        (("-o", "report.pdf"), "name the output .xlsx"),
        (("-o", "nowhere/report.xlsx"), "there is no folder"),
        ((*OUTCOMES, "--outcome-until", "2026-01-01"), "before it begins"),
    ],
)
def test_what_is_refused(report, arguments, said):
    ran = report(*arguments)
    assert ran.status == 2 and said in ran.err


def test_two_policies_have_to_be_told_apart(report, run, journal, tmp_path):
    run("grade", "credit_rating", EXAMPLES / "credit_book.csv", "-o", tmp_path / "c.csv", "--journal", journal)
    ran = report()
    assert ran.status == 2 and "card_holder_default, credit_rating" in ran.err
    assert report("--policy", POLICY).status == 0


def test_a_run_as_the_reference(report):
    found = report("--as-of", "2026-06-30", "--reference", "1", "--json").document
    assert found["reference"] == 1 and found["stability"][0]["reference"] == 6000 and found["stability"][0]["psi"] > 0


def test_an_officer_may_report_but_not_record_outcomes(report, monkeypatch, tmp_path):
    config = tmp_path / "config.yaml"
    from xlplugin.compliance.user import current_user

    config.write_text(f"roles: {{{current_user()}: [officer]}}\n")
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(config))
    assert report().status == 0
    refused = report(*OUTCOMES, out="other.xlsx")
    assert refused.status == 2 and "outcomes recorded takes the role" in refused.err and not (tmp_path / "other.xlsx").exists()
    assert report(*OUTCOMES, "--no-record", out="other.xlsx").status == 0


def test_without_scipy_everything_else_works(report, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "scipy", None)
    ran = report("--as-of", "2026-06-30", "--since", "2026-03-31", *OUTCOMES)
    assert ran.status == 0 and 'pip install "xlplugin[monitoring]"' in ran.out and re.search(r"Score +0\.633 +0\.266", ran.out)


def test_without_an_output_it_is_named_by_policy_and_day(run, journal, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("report", "--journal", journal, "--as-of", "2026-06-30").status == 0
    assert (tmp_path / "card_holder_default-report-2026-06-30.xlsx").is_file()


def test_no_journal_is_told(run, tmp_path):
    ran = run("report", "--journal", f"sqlite:///{tmp_path / 'none.db'}")
    assert ran.status == 2 and "there is no journal" in ran.err
