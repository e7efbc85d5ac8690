"""What a workbook says of itself reaches its calls, without Calc."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest

from xlplugin.functions.context import Context
from xlplugin.functions.registry import FUNCTIONS
from xlplugin.functions.values import CellError
from xlplugin.hosts.calc import documents
from xlplugin.hosts.calc.calls import file_of
from xlplugin.hosts.calc.documents import Documents, constant, settled
from xlplugin.workbooks.names import WorkbookNames

TODAY = datetime.date(2026, 11, 20)
BASE = Context(lambda stamp, as_of: None, TODAY, "card", language="zh")


@pytest.mark.parametrize(
    ("said", "as_of"),
    [(46082.0, "2026-03-01"), ("2026-03-01", "2026-03-01"), ("2026年3月1日", "2026-03-01"), (None, "2026-11-20"),
     ("", "2026-11-20"), (0.0, "2026-11-20")],
)  # fmt: skip
def test_the_as_of_date(said, as_of):
    assert settled(WorkbookNames(as_of=said), BASE).as_of == datetime.date.fromisoformat(as_of)


@pytest.mark.parametrize("said", ["soon", 60.0, True, False, CellError.NA, "TODAY()"])
def test_an_as_of_date_that_is_none_grades_nothing_by_another_date(said):
    context = settled(WorkbookNames(as_of=said), BASE)
    assert FUNCTIONS["GRADE"].call([[[1.0]]], context) is CellError.REF
    words = FUNCTIONS["CHECKROW"].call([[[1.0]]], context)
    assert "xlplugin_as_of" in words and str(said) in words


@pytest.mark.parametrize(
    ("said", "language"), [("en", "en"), (" EN ", "en"), ("zh", "zh"), (None, "zh"), ("fr", "zh"), (1.0, "zh")]
)
def test_the_language(said, language):
    assert settled(WorkbookNames(language=said), BASE).language == language


def test_the_policy():
    assert settled(WorkbookNames(policy=" risk@1 "), BASE).workbook_policy == "risk@1"
    assert settled(WorkbookNames(policy=""), BASE).workbook_policy is None
    wrong = settled(WorkbookNames(policy=CellError.NA), BASE)
    assert FUNCTIONS["GRADE"].call([[[1.0]]], wrong) is CellError.REF


@pytest.mark.parametrize(
    ("formula", "value"),
    [('"zh"', "zh"), ('="a ""b"""', 'a "b"'), ("46000", 46000.0), ("=46000", 46000.0), ("TODAY()", "TODAY()")],
)
def test_constants(formula, value):
    assert constant(formula) == value


@pytest.mark.parametrize(
    ("url", "path"),
    [("file:///tmp/a%20b.xlsx", "/tmp/a b.xlsx"), ("", None), ("private:factory/scalc", None),
     ("https://bank.example/a.xlsx", None), ("file://server/share/a.xlsx", None)],
)  # fmt: skip
def test_the_file_of_a_workbook(url, path):
    found = file_of(url)
    assert (found and found.as_posix()) == path


class Workbook(SimpleNamespace):
    """A workbook as far as it is asked: names that stand for constants, listeners, an address."""

    def __init__(self, **names):
        super().__init__(names=names, listeners=[], NullDate=SimpleNamespace(Year=1899), IsLoaded=True, reads=0)
        self.NamedRanges = self

    def __hash__(self):
        return id(self)

    def hasByName(self, name):
        self.reads += 1
        return name in self.names

    def getByName(self, name):
        content = self.names[name]
        return SimpleNamespace(getReferredCells=lambda: None, getContent=lambda: content)

    def addModifyListener(self, listener):
        self.listeners.append(listener)

    def getURL(self):
        return ""


def listener(modified, closed):
    return SimpleNamespace(modified=modified, closed=closed)


def test_a_workbook_is_read_once_until_it_is_modified_or_time_has_passed(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(documents.time, "monotonic", lambda: now[0])
    open_books, book = Documents(lambda url: BASE, listener), Workbook(xlplugin_language='"en"')
    assert open_books.find(book).context.language == "en"
    reads = book.reads
    assert open_books.find(book).context.language == "en" and book.reads == reads
    book.names["xlplugin_language"] = '"zh"'
    assert open_books.find(book).context.language == "en"
    book.listeners[0].modified()
    assert open_books.find(book).context.language == "zh"
    book.names["xlplugin_language"] = '"en"'
    now[0] += 2
    assert open_books.find(book).context.language == "en"


def test_each_workbook_has_its_own_and_a_closed_one_is_forgotten():
    open_books = Documents(lambda url: BASE, listener)
    first, second = Workbook(xlplugin_language='"en"'), Workbook(xlplugin_as_of="46082")
    assert open_books.find(first).context.language == "en"
    assert open_books.find(second).context.language == "zh"
    assert open_books.find(second).context.as_of == datetime.date(2026, 3, 1)
    first.listeners[0].closed()
    assert open_books.find(first) is not None and len(first.listeners) == 2


def test_the_date_of_a_command_goes_first():
    open_books = Documents(lambda url: BASE, listener, datetime.date(2026, 6, 30))
    assert open_books.find(Workbook(xlplugin_as_of='"soon"')).context.as_of == datetime.date(2026, 6, 30)


def test_another_date_system_is_refused_in_words():
    book = Workbook()
    book.NullDate.Year = 1904
    context = Documents(lambda url: BASE, listener).find(book).context
    assert FUNCTIONS["GRADE"].call([[[1.0]]], context) is CellError.REF
    assert "1899-12-30" in FUNCTIONS["CHECKROW"].call([[[1.0]]], context)
