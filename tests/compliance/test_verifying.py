"""Whatever is done to a journal behind its back is found, and named."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from xlplugin.compliance.events import Event
from xlplugin.compliance.gradings import Recording
from xlplugin.compliance.redacting import redact
from xlplugin.compliance.replaying import replay
from xlplugin.compliance.verifying import verify

from .grading import credit

COLUMNS = "kind, run, refers, policy, as_of, place, customer, recorded, open, body, salts, hash"
"""All but the number."""


@pytest.fixture
def filled(journal):
    """A run, twenty gradings, then ten other events; the guards against accidents are gone, as a forger would."""
    with Recording(journal, "test", "book") as run:
        run.add(credit(20))
    for number in range(10):
        with journal.writing() as writing:
            writing.append(Event("note", {"text": f"note {number}"}, customer="C1"))
    sqlite = journal.file is not None
    with journal.engine.begin() as connection:
        for table in ("events", "texts"):
            for name in ("stay", "unchanged"):
                connection.execute(text(f"DROP TRIGGER {table}_{name}" + ("" if sqlite else f" ON {table}")))
    assert verify(journal, [journal.head]).holds
    return journal


def exchange(first, second):
    return [f"UPDATE events SET seq = -1 WHERE seq = {first}", f"UPDATE events SET seq = {first} WHERE seq = {second}",
            f"UPDATE events SET seq = {second} WHERE seq = -1"]  # fmt: skip


def shift(start, end, by):
    """Renumber entries, one after another so that no number is taken twice."""
    order = range(start, end + 1) if by < 0 else range(end, start - 1, -1)
    return [f"UPDATE events SET seq = {seq + by} WHERE seq = {seq}" for seq in order]


HEAD = "UPDATE head SET seq = (SELECT max(seq) FROM events), hash = (SELECT hash FROM events ORDER BY seq DESC LIMIT 1)"

FORGERIES = {
    "a grade changed": (["UPDATE events SET body = replace(body, '\"AA', '\"AAA') WHERE seq = 7"], {("changed", 7, 7)}),
    "a customer changed": (["UPDATE events SET customer = 'C99' WHERE seq = 7"], {("changed", 7, 7)}),
    "a customer hidden": (["UPDATE events SET customer = NULL WHERE seq = 7"], {("changed", 7, 7)}),
    "a place changed": (["UPDATE events SET place = 'x' WHERE seq = 7"], {("changed", 7, 7)}),
    "a time changed": (["UPDATE events SET recorded = recorded + 1 WHERE seq = 7"], {("changed", 7, 7)}),
    "a policy changed": (["UPDATE events SET policy = 'x@1' WHERE seq = 7"], {("changed", 7, 7)}),
    "a hash changed": (["UPDATE events SET hash = salts WHERE seq = 7"], {("changed", 7, 7), ("changed", 8, 8)}),
    "salts damaged": (["UPDATE events SET salts = hash WHERE seq = 7"], {("changed", 7, 7)}),
    "the last changed": (["UPDATE events SET body = '{}' WHERE seq = 31"], {("changed", 31, 31)}),
    "one removed": (["DELETE FROM events WHERE seq = 7"], {("missing", 7, 7)}),
    "several removed": (["DELETE FROM events WHERE seq BETWEEN 7 AND 9"], {("missing", 7, 9)}),
    "the first removed": (["DELETE FROM events WHERE seq = 1"], {("missing", 1, 1), ("run", 2, 2)}),
    "one removed, the rest renumbered": (
        ["DELETE FROM events WHERE seq = 27", *shift(28, 31, -1), HEAD], {("changed", 27, 27), ("moved", 28, 30)},
    ),
    "one inserted": (
        [*shift(26, 31, 1), f"INSERT INTO events SELECT 26, {COLUMNS} FROM events WHERE seq = 24", HEAD],
        {("moved", 26, 26), ("moved", 27, 32)},
    ),
    "one forged and inserted": (
        [*shift(26, 31, 1), f"INSERT INTO events SELECT 26, {COLUMNS} FROM events WHERE seq = 3", HEAD],
        {("changed", 26, 26), ("moved", 27, 32)},
    ),
    "two exchanged": (exchange(7, 8), {("moved", 7, 7), ("moved", 8, 8)}),
    "the end cut off": (["DELETE FROM events WHERE seq > 28"], {("truncated", 29, 31)}),
    "one added": (
        [f"INSERT INTO events SELECT 32, {COLUMNS} FROM events WHERE seq = 31"], {("added", 32, 32), ("moved", 32, 32)},
    ),
    "a text changed": (["UPDATE texts SET text = text || ' ' WHERE kind = 'policy'"], {("text", 0, 0)}),
    "the texts removed": (["DELETE FROM texts"], {("text", 1, 1)}),
    "the head changed": (["UPDATE head SET hash = (SELECT hash FROM events WHERE seq = 3)"], {("changed", 31, 31)}),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_found(filled, name):
    statements, expected = FORGERIES[name]
    with filled.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    found = verify(filled)
    assert {(fault.kind, fault.first, fault.last) for fault in found.faults} == expected
    assert all(fault.message.en and fault.message.zh for fault in found.faults)


def test_an_end_cut_off_with_the_head_is_found_by_the_anchor(filled):
    anchor = filled.head
    with filled.engine.begin() as connection:
        connection.execute(text("DELETE FROM events WHERE seq > 28"))
        connection.execute(text(HEAD))
    assert verify(filled).holds  # the journal alone cannot know
    assert [(fault.kind, fault.first, fault.last) for fault in verify(filled, [anchor]).faults] == [("truncated", 29, 31)]


def test_a_chain_written_anew_is_found_by_the_anchor(filled, tmp_path):
    from xlplugin.compliance.journal import open_journal

    anchor = filled.head
    with open_journal(f"sqlite:///{tmp_path}/other.db", create=True) as other:
        with Recording(other, "test", "book") as run:
            run.add(credit(40))
        assert [fault.kind for fault in verify(other, [anchor]).faults] == ["anchor"]
        with other.engine.begin() as connection:
            connection.execute(text(f"UPDATE journal SET uuid = '{anchor.journal}'"))
        assert "anchor" in [fault.kind for fault in verify(other, [anchor]).faults]


def test_redaction_is_lawful_only_where_it_is_told(filled):
    anchor = filled.head
    seq, count = redact(filled, [7, 8], ["customer", "input"], "request of 2026-06-03")
    assert (seq, count) == (32, 2)
    assert filled.entry(7).customer is None and "input.leverage" in filled.entry(7).redacted
    assert filled.entry(7).fields["outputs"]
    assert filled.entry(seq).fields == {"reason": "request of 2026-06-03", "who": "mary"}
    found = verify(filled, [anchor])
    assert found.holds and found.redacted == 2
    again = replay(filled)
    assert (again.gradings, again.same, again.unreadable) == (20, 18, 2)
    with filled.engine.begin() as connection:  # someone redacts another entry by hand, correctly
        from xlplugin.compliance.sealing import redact as without

        row = connection.execute(text("SELECT customer, body, salts FROM events WHERE seq = 9")).one()
        customer, body, salts, _ = without(row.customer, row.body, bytes(row.salts), ["outputs"])
        connection.execute(text("UPDATE events SET body = :body, salts = :salts WHERE seq = 9"), {"body": body, "salts": salts})
    assert [(fault.kind, fault.first) for fault in verify(filled).faults] == [("redacted", 9)]


def test_what_was_redacted_is_not_in_the_file_any_more(tmp_path):
    from xlplugin.compliance.journal import open_journal

    with open_journal(f"sqlite:///{tmp_path}/j.db", create=True) as journal:
        with journal.writing() as writing:
            writing.append(Event("note", {"text": "a most peculiar secret"}, customer="VERY-SPECIAL-KEY"))
        redact(journal, [1], ["all"], "request")
        assert verify(journal).holds
        left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"peculiar" not in left and b"VERY-SPECIAL" not in left


@pytest.mark.parametrize(
    "entries, names, reason", [([7], ["input"], " "), ([7], ["nothing"], "law"), ([99], ["input"], "law")]
)
def test_redactions_that_are_refused(filled, entries, names, reason):
    from xlplugin.compliance.errors import JournalError

    with pytest.raises(JournalError):
        redact(filled, entries, names, reason)
    assert filled.head.seq == 31


def test_a_changed_result_is_told_by_replay(filled):
    with filled.engine.begin() as connection:
        row = connection.execute(text("SELECT body FROM events WHERE seq = 7")).one()
        grade = filled.entry(7).fields["outputs"]["grade"]
        forged = row.body.replace(f'"grade":"{grade}"', '"grade":"D"')
        connection.execute(text("UPDATE events SET body = :body WHERE seq = 7"), {"body": forged})
    (difference,) = replay(filled).differences
    assert (difference.seq, difference.field, difference.kept, difference.now) == (7, "outputs.grade", '"D"', f'"{grade}"')
    assert len(replay(filled, seq=7).differences) == 1
