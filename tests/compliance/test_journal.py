"""Events of several kinds in one chain: written whole or not at all, and found again."""

from __future__ import annotations

import datetime
import os

import pytest
from sqlalchemy import text

from xlplugin.compliance import database, network, schema
from xlplugin.compliance.anchors import read_anchor
from xlplugin.compliance.errors import JournalError
from xlplugin.compliance.events import Event
from xlplugin.compliance.journal import open_journal
from xlplugin.compliance.network import share_of
from xlplugin.compliance.verifying import verify

from .conftest import NOON

DAY = datetime.date(2026, 6, 1)


def proposal(customer="C1", grade="AA", **more):
    return Event("rating.proposed", {"grade": grade}, {"valid_until": "2027-06-01"}, customer, "card@2026.1", DAY, **more)


def test_an_event_comes_back_as_it_was_written(journal):
    with journal.writing() as writing:
        seq = writing.append(proposal())
    entry = journal.entry(seq)
    assert (entry.seq, entry.kind, entry.customer, entry.policy, entry.as_of) == (1, "rating.proposed", "C1", "card@2026.1", DAY)
    assert entry.fields == {"grade": "AA", "who": "mary"}
    assert entry.open == {"valid_until": "2027-06-01"}
    assert entry.recorded == NOON + datetime.timedelta(seconds=2)
    assert journal.head.seq == 1 and journal.head.hash == entry.hash
    assert verify(journal).holds


def test_nothing_of_a_failed_transaction_is_written(journal):
    with pytest.raises(ZeroDivisionError), journal.writing() as writing:
        writing.append(proposal())
        raise ZeroDivisionError
    assert journal.head.seq == 0 and journal.last() is None


def test_what_is_decided_is_read_under_the_lock(journal):
    with journal.writing() as writing:
        writing.append(proposal(grade="A"))
        assert writing.last(kind="rating", customer="C1").fields["grade"] == "A"
        writing.append(proposal(grade="B", refers=1))
        assert writing.anchor.seq == 2
    assert [entry.fields["grade"] for entry in journal.entries(refers=1)] == ["B"]


@pytest.fixture
def filled(journal):
    """Seven events, a minute apart."""
    for number, (kind, customer, policy) in enumerate(
        [
            ("rating.proposed", "C1", "card@2026.1"), ("rating.decided", "C1", "card@2026.1"),
            ("rating.proposed", "C2", "card@2026.2"), ("ratings", "C2", "card@2026.2"),
            ("grading", "C1", "card_b@1"), ("grading", "客户三", "card@2026.2"), ("review.done", None, ""),
        ]
    ):  # fmt: skip
        journal.clock.now = NOON + datetime.timedelta(minutes=number)
        with journal.writing() as writing:
            writing.append(Event(kind, {"n": number}, customer=customer, policy=policy))
    return journal


@pytest.mark.parametrize(
    "asked, found",
    [
        ({}, [1, 2, 3, 4, 5, 6, 7]),
        ({"kind": "rating"}, [1, 2, 3]),
        ({"kind": "rating.decided"}, [2]),
        ({"kind": "grading"}, [5, 6]),
        ({"kind": "rat_ng"}, []),
        ({"customer": "C1"}, [1, 2, 5]),
        ({"customer": "客户三"}, [6]),
        ({"customer": "c1"}, []),
        ({"policy": "card"}, [1, 2, 3, 4, 6]),
        ({"policy": "card@2026.2"}, [3, 4, 6]),
        ({"policy": "car_"}, []),
        ({"after": 5}, [6, 7]),
        ({"newest_first": True, "limit": 2}, [7, 6]),
        ({"since": NOON + datetime.timedelta(minutes=2)}, [3, 4, 5, 6, 7]),
        ({"until": NOON + datetime.timedelta(minutes=2, seconds=1)}, [1, 2, 3]),
        ({"until": NOON - datetime.timedelta(minutes=2)}, []),
        ({"since": NOON + datetime.timedelta(days=2)}, []),
        ({"customer": "C1'; DROP TABLE events; --"}, []),
    ],
)
def test_events_are_found(filled, asked, found):
    assert [entry.seq for entry in filled.entries(**asked)] == found


def test_customers(filled):
    assert filled.customers() == ["C1", "C2", "客户三"]


@pytest.mark.parametrize(
    "kind, ask",
    [
        ("unknown-entry", lambda journal: journal.entry(99)),
        ("unknown-customer", lambda journal: journal.known_customer("C9")),
        ("unknown-entry", lambda journal: write(journal, proposal(refers=7))),
        ("value", lambda journal: write(journal, Event("x", {"customer": "C1"}))),
        ("value", lambda journal: write(journal, Event("x", {"y": float("nan")}))),
    ],
)
def test_what_is_refused(journal, kind, ask):
    with pytest.raises(JournalError) as refused:
        ask(journal)
    assert refused.value.kind == kind and refused.value.message.zh != refused.value.message.en
    assert journal.head.seq == 0


def write(journal, event):
    with journal.writing() as writing:
        writing.append(event)


def test_a_clock_that_runs_backwards(journal, clock):
    write(journal, proposal())
    clock.now -= datetime.timedelta(seconds=4)  # machines of a team may differ that much
    write(journal, proposal())
    first, second = journal.entries()
    assert second.recorded == first.recorded
    clock.now -= datetime.timedelta(hours=1)
    with pytest.raises(JournalError) as refused:
        write(journal, proposal())
    assert refused.value.kind == "clock" and "时钟" in refused.value.message.zh
    assert journal.head.seq == 2


def test_a_locked_journal(url, journal):
    with open_journal(url, wait=0.3) as second, journal.writing() as writing:
        writing.append(proposal())
        with pytest.raises(JournalError) as refused:
            write(second, proposal())
        assert refused.value.kind == "locked" and "另" not in refused.value.message.en
        assert second.head.seq == 0
    assert journal.head.seq == 1 and verify(journal).holds


def test_a_journal_of_a_newer_schema(url, journal):
    with journal.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for create in (True, False):
        with pytest.raises(JournalError) as refused:
            open_journal(url, create=create)
        assert refused.value.kind == "newer" and "9999" in refused.value.message.zh


def test_the_tables_are_those_of_the_migrations(journal):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from xlplugin.compliance.tables import metadata

    with journal.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert schema.revision(connection) == schema.REVISIONS[-1]


def test_a_database_of_something_else(url, tmp_path):
    engine = database.open_engine(database.address(url), True)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE events (x int)"))
    with pytest.raises(JournalError) as refused:
        open_journal(url, create=True)
    assert refused.value.kind == "not-a-journal"
    engine.dispose()


def test_a_file_that_is_no_database(tmp_path):
    path = tmp_path / "x.db"
    path.write_bytes(b"customers,grades\n" * 1000)
    with pytest.raises(JournalError) as refused:
        open_journal(f"sqlite:///{path}", create=True)
    assert refused.value.kind == "not-a-journal"
    assert path.read_bytes() == b"customers,grades\n" * 1000


@pytest.mark.parametrize("where", ["sqlite:///{}/none.db", "default"])
def test_no_journal(tmp_path, where):
    with pytest.raises(JournalError) as refused:
        open_journal(None if where == "default" else where.format(tmp_path))
    assert refused.value.kind == "absent"
    assert not list(tmp_path.rglob("*.db"))


def test_the_journal_of_the_user(tmp_path):
    with open_journal(create=True) as journal:
        assert journal.file == tmp_path / "data" / "xlplugin" / "journal.db"


@pytest.mark.parametrize("statement", ["DELETE FROM events", "UPDATE events SET kind = 'x'", "DELETE FROM texts"])
def test_nothing_is_deleted_by_accident(journal, statement):
    write(journal, proposal())
    with journal.writing() as writing:
        writing.connection.execute(
            text("INSERT INTO texts VALUES ('0', 'policy', 'x', '1', 'x')")
        )
    with pytest.raises(JournalError) as refused, journal.writing() as writing:
        writing.connection.execute(text(statement))
    assert refused.value.kind == "broken" and "append-only" in refused.value.message.en


def test_writing_after_a_broken_end_is_refused(journal):
    write(journal, proposal())
    with journal.engine.begin() as connection:
        connection.execute(text("UPDATE head SET seq = 5"))
    with pytest.raises(JournalError) as refused:
        write(journal, proposal())
    assert refused.value.kind == "broken"


@pytest.mark.parametrize(
    "said, shown",
    [
        ("postgresql://u:top%40secret@db/journal?x=1", "postgresql://u:***@db/journal?x=1"),
        ("postgresql://u@db/journal?password=topsecret", "postgresql://u@db/journal?password=***"),
    ],
)
def test_passwords_are_masked(said, shown):
    assert database.masked(database.address(said)) == shown


@pytest.mark.parametrize(
    "said",
    ["journal.db", "sqlite://", "sqlite:///:memory:", "mysql://u:secret@h/d", "sqlite://host/x.db",
     "postgresql://u:secret@h", "postgresql://u:se/sec@secret@h/d", "postgresql:u:secret@h/d", "host=h password=secret", "://"],
)
def test_no_address(said):
    with pytest.raises(JournalError) as refused:
        database.address(said)
    assert refused.value.kind == "address" and "secret" not in str(refused.value)


def test_an_unreachable_server_shows_no_password():
    with pytest.raises(JournalError) as refused:
        open_journal("postgresql://u:topsecret@127.0.0.1:1/journal", create=True)
    assert refused.value.kind == "unreachable"
    assert "topsecret" not in refused.value.message.en + refused.value.message.zh
    assert refused.value.__cause__ is None


MOUNTS = """/dev/sda1 / ext4 rw 0 0
server:/bank /mnt/bank\\040share nfs4 rw 0 0
//filer/x /mnt/cifs cifs rw 0 0
/dev/sdb1 /mnt/cifs/local ext4 rw 0 0
ann@host: /mnt/ssh fuse.sshfs rw 0 0"""


@pytest.mark.parametrize(
    "path, share",
    [
        ("/home/ann/journal.db", None), ("/mnt/bank share/a/journal.db", "nfs4"), ("/mnt/bank", None),
        ("/mnt/cifs/journal.db", "cifs"), ("/mnt/cifs/local/journal.db", None), ("/mnt/ssh/j.db", "fuse.sshfs"),
    ],
)  # fmt: skip
def test_network_shares(path, share):
    from pathlib import Path

    assert share_of(Path(path), MOUNTS) == share


def test_a_network_share_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(network, "_mounts", lambda: f"server:/x {tmp_path} nfs rw 0 0")
    with pytest.raises(JournalError) as refused:
        open_journal(f"sqlite:///{tmp_path}/journal.db", create=True)
    assert refused.value.kind == "network" and "postgresql://" in refused.value.message.zh
    assert list(tmp_path.iterdir()) == []


def test_sqlite_is_durable(tmp_path):
    with open_journal(f"sqlite:///{tmp_path}/j.db", create=True) as journal, journal.reading() as connection:
        said = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")}
    assert said == {"journal_mode": "wal", "synchronous": 2}


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_nobody_else_reads_a_new_journal(tmp_path):
    with open_journal(f"sqlite:///{tmp_path}/j.db", create=True) as journal:
        write(journal, proposal())
        assert {path.stat().st_mode & 0o077 for path in tmp_path.glob("j.db*")} == {0}


def test_an_anchor_is_read_from_its_line_or_file(journal, tmp_path):
    write(journal, proposal())
    anchor = journal.head
    path = tmp_path / "anchors.txt"
    path.write_text(f"kept by compliance:\n{anchor}\n")
    assert read_anchor(str(anchor)) == read_anchor(str(path)) == anchor
    with pytest.raises(JournalError):
        read_anchor("no such file")


@pytest.mark.parametrize("create", [False, True])
def test_a_folder_is_no_journal(tmp_path, create):
    with pytest.raises(JournalError) as refused:
        open_journal(f"sqlite:///{tmp_path}", create=create)
    assert "is a folder" in refused.value.message.en and "是文件夹" in refused.value.message.zh
