"""``--journal`` and ``xlplugin journal``: a book is graded, verified, replayed, shown, redacted, tampered with."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest

from xlplugin.commands.journal_option import without_value

EXAMPLES = Path(__file__).resolve().parents[2] / "workbook_templates" / "examples"
TABLE = """客户编号,leverage,current_ratio,cash_content,sales_growth,loan_class,loss_periods
C1,55%,130%,85%,12%,normal,0
C2,95%,130%,85%,12%,正常,0
C3,,130%,85%,12%,normal,0
,,,,,,
C4,50%,130%,85%,12%,normal,2
"""


@pytest.fixture
def url(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return f"sqlite:///{tmp_path}/j.db"


@pytest.fixture
def graded(run, tmp_path, url):
    """A table that was graded into the journal."""
    table = tmp_path / "book.csv"
    table.write_text(TABLE, "utf-8")
    ran = run("grade", "credit_rating", table, "--as-of", "2026-06-01", "--journal", url)
    assert ran.status == 1 and "Recorded: 4 gradings in sqlite:///" in ran.out
    return url


def test_a_table_is_recorded_and_replayed(run, graded):
    shown = run("journal", "show", "--journal", graded, "--kind", "grading", "--json").document
    assert [one["customer"] for one in shown] == ["C1", "C2", "C3", "C4"]
    assert [one["place"] for one in shown] == ["2", "3", "4", "6"]
    assert shown[0]["fields"]["input.leverage"] == 0.55 and shown[1]["fields"]["input.loan_class"] == "normal"
    assert "error" in shown[2]["fields"]
    verified = run("journal", "verify", "--journal", graded)
    assert verified.status == 0 and "5 entries" in verified.out
    replayed = run("journal", "replay", "--journal", graded, "--json")
    assert replayed.status == 0
    assert replayed.document == {"gradings": 4, "same": 4, "unreadable": 0, "differences": []}
    assert run("journal", "replay", 2, "--journal", graded, "--json").document["gradings"] == 1


def test_a_workbook_is_recorded_with_its_customers(run, tmp_path, url):
    ran = run("recalc", EXAMPLES / "credit_book.xlsx", "-o", tmp_path / "out", "--journal", url, "--json")
    document = ran.document
    graded = document["all"]["graded"] + document["all"]["not_graded"]
    assert document["recorded"] == graded > 500
    shown = run("journal", "show", "--journal", url, "--customer", "S00001", "--json").document
    assert len(shown) == 1 and shown[0]["place"] == "Ledger 客户台账!K6" and "grade" in shown[0]["fields"]["outputs"]
    entry = run("journal", "show", shown[0]["seq"], "--journal", url, "--json").document
    assert entry["basis"]["policy"] == "credit_rating" and entry["run_entry"]["open"]["command"] == "recalc"
    replayed = run("journal", "replay", "--journal", url, "--json").document
    assert replayed["same"] == graded


def test_what_the_workbook_shows_is_what_the_journal_has(run, tmp_path, url):
    run("recalc", EXAMPLES / "credit_book.xlsx", "-o", tmp_path / "out", "--journal", url)
    from openpyxl import load_workbook

    book = load_workbook(tmp_path / "out" / "credit_book.xlsx", data_only=True)
    sheet = book["Ledger 客户台账"]
    headings = {str(sheet.cell(5, column).value).split("\n")[0]: column for column in range(1, sheet.max_column + 1)}
    grade = next(column for text, column in headings.items() if "grade" in text.lower())
    shown = {sheet.cell(row, 2).value: sheet.cell(row, grade).value for row in range(6, 506)}
    kept = {}
    for one in run("journal", "show", "--journal", url, "--kind", "grading", "--limit", 1000, "--json").document:
        if one["customer"]:
            kept[one["customer"]] = one["fields"]["outputs"].get("grade")
    same = {key for key, value in kept.items() if value is not None}
    assert len(same) > 400 and {key: kept[key] for key in same} == {key: shown[key] for key in same}


def test_tampering_is_found(run, graded, tmp_path):
    anchor = tmp_path / "anchor.txt"
    assert run("journal", "anchor", "-o", anchor, "--journal", graded).status == 0
    assert run("journal", "verify", "--anchor", anchor, "--journal", graded).status == 0
    with sqlite3.connect(tmp_path / "j.db") as connection:
        connection.execute("DROP TRIGGER events_unchanged")
        connection.execute("UPDATE events SET body = replace(body, '0.95', '0.35') WHERE seq = 3")
    connection.close()
    ran = run("journal", "verify", "--anchor", anchor, "--journal", graded)
    assert ran.status == 1 and "entry 3 is not what was written" in ran.out
    assert "第 3 条与写入时不符" in run("journal", "verify", "--language", "zh", "--journal", graded).out
    assert run("journal", "verify", "--journal", graded, "--json").document["faults"][0]["first"] == 3
    ran = run("journal", "replay", "--journal", graded)
    assert ran.status == 1 and "outputs.grade" in ran.out


def test_redaction(run, graded):
    ran = run("journal", "redact", "--customer", "C2", "--field", "customer", "--field", "input",
              "--reason", "request", "--yes", "--journal", graded)  # fmt: skip
    assert ran.status == 0 and "told in entry 6" in ran.out
    shown = run("journal", "show", 3, "--journal", graded)
    assert "(redacted)" in shown.out and "grade" in shown.out and "0.95" not in shown.out
    assert "1 with redacted fields" in run("journal", "verify", "--journal", graded).out
    assert run("journal", "show", "--customer", "C2", "--journal", graded).status == 2


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["redact", "--field", "all", "--reason", "x", "--yes"], "say which entries"),
        (["redact", "2", "--customer", "C1", "--field", "all", "--reason", "x", "--yes"], "either numbers"),
        (["redact", "--until", "2099-01-01", "--field", "all", "--reason", "x", "--yes"], "future"),
        (["redact", "2", "--field", "all", "--reason", " ", "--yes"], "needs a reason"),
        (["show", "99"], "no entry 99"),
        (["show", "--customer", "C77"], "no entry of the customer C77"),
        (["replay", "1"], "no grading"),
        (["verify", "--anchor", "nonsense"], "no anchor"),
    ],
)
def test_what_is_refused(run, graded, arguments, said):
    ran = run("journal", *arguments, "--journal", graded)
    assert ran.status == 2 and said in ran.err
    assert run("journal", "verify", "--journal", graded).status == 0


def test_an_export_can_be_verified_by_anybody(run, graded, tmp_path):
    from hashlib import sha256

    out = tmp_path / "out.jsonl"
    assert run("journal", "export", "-o", out, "--journal", graded).status == 0
    assert os.name == "nt" or out.stat().st_mode & 0o077 == 0
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    for text in lines:
        if "text" in text:
            assert sha256(text["text"].encode()).hexdigest() == text["digest"]
    entries = [line for line in lines if "seq" in line]
    before = sha256(f"xlplugin journal {lines[-1]['anchor'].split()[1]}".encode()).digest()
    for entry in entries:
        said = entry["body"][1:-1].split(",\n")
        if entry["customer"] is not None:
            said.insert(0, '"customer":' + json.dumps(entry["customer"], ensure_ascii=False))
        salts = bytes.fromhex(entry["salts"])
        sealed = b"".join(sha256(salts[16 * i : 16 * i + 16] + one.encode()).digest() for i, one in enumerate(said))
        head = {name: entry[name] for name in ("as_of", "kind", "open", "policy", "refers", "run")}
        top = sha256(json.dumps(head, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()).digest()
        import datetime

        when = datetime.datetime.fromisoformat(entry["recorded"]) - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
        recorded = (when // datetime.timedelta(microseconds=1)).to_bytes(8, "big")
        place = (entry["place"] or "").encode()
        before = sha256(before + entry["seq"].to_bytes(8, "big") + recorded + top + sealed + place).digest()
        assert before.hex() == entry["hash"]
    assert lines[-1]["anchor"].split()[3] == before.hex()


def test_without_a_value_the_journal_is_the_users_own(run, tmp_path, url):
    table = tmp_path / "book.csv"
    table.write_text(TABLE, "utf-8")
    ran = run("grade", "--journal", "credit_rating", table)
    assert "Recorded: 4 gradings" in ran.out and str(tmp_path / "data" / "xlplugin" / "journal.db") in ran.out
    assert run("journal", "verify").status == 0


def test_nothing_is_graded_without_the_journal_that_was_asked_for(run, tmp_path):
    table = tmp_path / "book.csv"
    table.write_text(TABLE, "utf-8")
    blocked = tmp_path / "file"
    blocked.write_text("")
    for journal in (f"sqlite:///{blocked}/j.db", "postgresql://u:secret@127.0.0.1:1/x"):
        for ran in (
            run("grade", "credit_rating", table, "--journal", journal),
            run("recalc", EXAMPLES / "credit_book.xlsx", "-o", tmp_path / "out", "--journal", journal),
        ):
            assert ran.status == 2 and ran.err and "secret" not in ran.err
    assert not (tmp_path / "book-graded.csv").exists() and not list((tmp_path / "out").glob("*"))


@pytest.mark.parametrize(
    "given, made",
    [
        (["recalc", "--journal", "b.xlsx"], ["recalc", "--journal=", "b.xlsx"]),
        (["recalc", "b.xlsx", "--journal"], ["recalc", "b.xlsx", "--journal="]),
        (["recalc", "--journal", "sqlite:///j.db", "b.xlsx"], ["recalc", "--journal", "sqlite:///j.db", "b.xlsx"]),
        (["recalc", "--journal", "j.db"], ["recalc", "--journal", "j.db"]),
        (["recalc", "--journal", "--json"], ["recalc", "--journal=", "--json"]),
        (["grade", "--", "--journal"], ["grade", "--", "--journal"]),
    ],
)
def test_the_option_may_stand_without_a_value(given, made):
    assert without_value(given) == made
