"""The order of result and journal: the file is safe first, then what was graded is recorded, then it has its name."""

from __future__ import annotations

import zipfile

import pytest

from tests.workbooks.form_files import parts
from tests.workbooks.journalled import form
from tests.workbooks.test_full_forms import context
from xlplugin.workbooks import output as files
from xlplugin.workbooks.recalc import recalculate


class Refused(Exception):
    """The journal takes nothing."""


@pytest.fixture
def book(tmp_path):
    """A form that is not calculated yet, in a folder of its own."""
    (tmp_path / "books").mkdir()
    return form(tmp_path / "books" / "book.xlsx")


def unfinished(folder):
    return [path for path in folder.iterdir() if path.name.endswith(files.UNFINISHED)]


def refuse(rows):
    list(rows)
    raise Refused


def test_the_result_is_whole_when_it_is_recorded(book, tmp_path):
    seen, target = [], tmp_path / "out.xlsx"

    def record(rows):
        [temporary] = unfinished(tmp_path)
        seen.append((sum(len(one.customers) for one in rows), target.exists(), temporary.read_bytes()))

    recalculate(book, target, context_for=context, record=record)
    assert seen == [(5, False, target.read_bytes())] and not unfinished(tmp_path)


def test_what_is_not_recorded_has_no_result(book, tmp_path):
    with pytest.raises(Refused):
        recalculate(book, tmp_path / "out.xlsx", context_for=context, record=refuse)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["books"]


def test_in_place_nothing_is_left_behind(book):
    before = book.read_bytes()
    with pytest.raises(Refused):
        recalculate(book, in_place=True, context_for=context, record=refuse)
    assert book.read_bytes() == before and list(book.parent.iterdir()) == [book]


def test_a_disk_that_is_full_records_nothing(book, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    recorded = []
    with pytest.raises(files.WorkbookError):
        recalculate(book, tmp_path / "out.xlsx", context_for=context, record=recorded.append)
    assert recorded == []


def test_a_book_held_open_is_recorded_once(book, monkeypatch):
    replace, count = files.os.replace, []

    def held(source, target):
        if str(target) == str(book):
            raise PermissionError(13, "held open")
        replace(source, target)

    monkeypatch.setattr(files.os, "replace", held)
    report = recalculate(book, in_place=True, context_for=context, record=lambda rows: count.append(len(list(rows))))
    assert count == [1] and report.output.name == "book.recalculated.xlsx"
    assert [path.name for path in book.parent.iterdir() if ".bak" in path.name] == []


@pytest.mark.parametrize("options", [{"changed_only": True}, {"in_place": True}])
def test_what_changes_nothing_is_recorded_all_the_same(book, tmp_path, options):
    done = tmp_path / "done.xlsx"
    recalculate(book, done, context_for=context)
    count = []
    record = {"context_for": context, "record": lambda rows: count.append(len(list(rows)))}
    report = recalculate(done, None if "in_place" in options else tmp_path / "again.xlsx", **options, **record)
    assert count == [1] and not report.changed


def test_a_dry_run_records_nothing(book):
    count = []
    recalculate(book, dry_run=True, context_for=context, record=count.append)
    assert count == []


def test_the_parts_are_those_without_a_journal(book, tmp_path):
    recalculate(book, tmp_path / "one.xlsx", context_for=context, record=lambda rows: list(rows))
    recalculate(book, tmp_path / "two.xlsx", context_for=context)
    assert parts(tmp_path / "one.xlsx") == parts(tmp_path / "two.xlsx")
    with zipfile.ZipFile(tmp_path / "one.xlsx") as file:
        assert file.testzip() is None
