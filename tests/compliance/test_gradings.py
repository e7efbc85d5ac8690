"""Graded rows in the journal: the same by columns as row by row, and graded again the same."""

from __future__ import annotations

import datetime
import random

import pytest

from xlplugin.compliance import gradings
from xlplugin.compliance.errors import JournalError
from xlplugin.compliance.grading_columns import GradingColumns
from xlplugin.compliance.grading_fields import GradingFields
from xlplugin.compliance.gradings import Recording, basis, run_of
from xlplugin.compliance.replaying import replay
from xlplugin.compliance.verifying import verify
from xlplugin.scoring.result import Graded
from xlplugin.scoring.serving import Serving

from .grading import DAY, GOOD, POLICIES, book, compiled, credit

SERVING = Serving()
SHIPPED = SERVING.library.ids()


def rows_of(policy) -> list[list[object]]:
    """The rows of a policy's own tests, and those with a cell exchanged for a blank or something odd."""
    known = []
    for test in policy.policy.tests:
        for inputs in (test.inputs, *test.book):
            known.append([inputs.get(item.name) for item in policy.cells])
    chance = random.Random(policy.policy.id)
    odd = [None, "", "?", True, -0.5, 0, 1e300, 12345.678, "55%", float("nan"), datetime.date(2026, 1, 2)]
    varied = []
    for row in known * 3:
        row = list(row)
        row[chance.randrange(len(row))] = chance.choice([*odd, *chance.choice(known)])
        varied.append(row)
    return known + varied


def lines(policy, graded_rows):
    """What the journal would keep of some rows."""
    fields = GradingFields(policy)
    found = gradings._sealed(graded_rows, len(graded_rows.customers), fields, GradingColumns(policy))
    return [(customer, place, body) for batch in found for customer, place, body, _, _ in batch]


@pytest.mark.parametrize("name", SHIPPED)
def test_columns_say_what_rows_say(name, monkeypatch):
    policy = SERVING.compiled(name, DAY)
    given = book(policy, rows_of(policy))
    by_columns = lines(policy, given)
    monkeypatch.setattr(GradingColumns, "blanks", None)  # asked for by columns only
    one_by_one = []
    fields, whole = GradingFields(policy), policy.grade_columns(given.cells, len(given.customers), DAY)
    for row in range(len(given.customers)):
        customer, place, body, _, _ = gradings._by_row(given, row, gradings._row_fields(given, fields, whole, row))
        one_by_one.append((customer, place, body))
    assert by_columns == one_by_one
    assert isinstance(whole, Graded)


@pytest.fixture
def sqlite_journal(tmp_path):
    from xlplugin.compliance.journal import open_journal

    with open_journal(f"sqlite:///{tmp_path}/j.db", create=True, user="mary") as journal:
        yield journal


def test_every_policy_is_replayed_from_the_journal_alone(sqlite_journal):
    with Recording(sqlite_journal, "test", "tests") as run:
        for name in SHIPPED:
            policy = SERVING.compiled(name, DAY)
            run.add(book(policy, rows_of(policy)))
    assert verify(sqlite_journal).holds
    found = replay(sqlite_journal)
    assert found.differences == []
    assert found.gradings == found.same == run.rows > 3000


def test_an_entry_says_who_with_what_and_how(journal):
    with Recording(journal, "grade", "book.csv") as run:
        run.add(book(compiled("credit_rating"), [GOOD, [0.95, *GOOD[1:]], [0.55, None, *GOOD[2:]]]))
    good, capped, broken = journal.entries(kind="grading")
    assert (good.customer, good.place, good.policy, good.as_of) == ("C1", "Ledger!A1", "credit_rating@2026.1", DAY)
    assert good.fields["input.leverage"] == 0.55 and good.fields["input.loan_class"] == "normal"
    assert set(good.fields["outputs"]) == {"grade", "score"}
    assert set(good.fields["steps"]["points"]) and "rules" not in good.fields["steps"]
    rule = capped.fields["steps"]["rules"][0]
    assert set(rule) == {"code", "action", "to", "before", "after"}
    assert broken.fields["input.current_ratio"] == {"given": None} and "空" in broken.fields["error"]["zh"]
    began = run_of(journal, good)
    assert began.fields == {"source": "book.csv", "who": "mary"} and began.open["command"] == "grade"
    made_of = basis(journal, good)
    policy = compiled("credit_rating").policy
    assert (made_of["policy"], made_of["version"], made_of["hash"]) == (policy.id, policy.version, policy.digest)


def test_missing_and_default_values_are_marked(journal):
    for shipped in SHIPPED:
        policy = SERVING.compiled(shipped, DAY)
        names = {item.missing: item.name for item in policy.cells}
        if {"default", "stated"} <= names.keys():
            break
    blank = [[None if item.missing != "error" else _some(policy, item.name) for item in policy.cells]]
    with Recording(journal, "test") as run:
        run.add(book(policy, blank))
    entry = journal.last(kind="grading")
    default = next(item for item in policy.cells if item.missing == "default")
    assert set(entry.fields[f"input.{default.name}"]) == {"default"}
    assert entry.fields[f"input.{names['stated']}"] == {"missing": True}
    assert replay(journal).differences == []


def _some(policy, name):
    return next(test.inputs[name] for test in policy.policy.tests if test.inputs.get(name) is not None)


def test_a_ranked_book_is_replayed_as_a_whole(journal):
    policy = compiled("pareto")
    assert policy.ranks_within
    rows = [[_some(policy, item.name) for item in policy.cells] for _ in range(6)]
    number = next(i for i, item in enumerate(policy.cells) if item.type == "number")
    for place, row in enumerate(rows):
        row[number] = 100.0 * (place + 1)
    with Recording(journal, "test") as run:
        run.add(book(policy, rows))
        run.add(book(policy, rows[:3], first=50))
    assert [entry.kind for entry in journal.entries()].count("run") == 2
    assert replay(journal).same == 9
    assert replay(journal, customer="C2").gradings == 1


def test_texts_are_stored_once(journal):
    for _ in range(2):
        with Recording(journal, "test") as run:
            run.add(credit(3))
    with journal.reading() as connection:
        from sqlalchemy import func, select

        from xlplugin.compliance.tables import texts

        kinds = dict(connection.execute(select(texts.c.kind, func.count()).group_by(texts.c.kind)).all())
    assert kinds == {"policy": 1, "basis": 1}


def test_a_policy_that_changes_while_it_is_used(journal, tmp_path):
    text = (POLICIES / "lookup.yaml").read_text("utf-8")
    path = tmp_path / "own" / "lookup.yaml"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    policy = compiled("lookup", path.parent)
    path.write_text(text + "# changed\n", "utf-8")
    rows = [[_some(policy, item.name) for item in policy.cells]]
    with pytest.raises(JournalError) as refused, Recording(journal, "test") as run:
        run.add(book(policy, rows))
    assert refused.value.kind == "changed-policy"
    assert journal.head.seq == 0


def test_replay_needs_no_policy_files(journal, tmp_path):
    path = tmp_path / "own" / "lookup.yaml"
    path.parent.mkdir()
    path.write_bytes((POLICIES / "lookup.yaml").read_bytes())
    policy = compiled("lookup", path.parent)
    with Recording(journal, "test") as run:
        run.add(book(policy, [[_some(policy, item.name) for item in policy.cells]]))
    path.unlink()
    assert replay(journal).same == 1


def test_an_error_writes_nothing(journal):
    with pytest.raises(ZeroDivisionError), Recording(journal, "test") as run:
        run.add(credit(10))
        raise ZeroDivisionError
    assert journal.head.seq == 0


def test_an_empty_run_writes_nothing(journal):
    with Recording(journal, "test"):
        pass
    assert journal.head.seq == 0
