"""A call never raises; PRO never loads; nothing of ours asks for it."""

from __future__ import annotations

import ast
import datetime
import logging
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("xlwings")

import xlplugin  # noqa: E402
from xlplugin.functions.context import Context  # noqa: E402
from xlplugin.functions.registry import FUNCTIONS  # noqa: E402
from xlplugin.functions.values import CellError  # noqa: E402
from xlplugin.hosts.excel.calling_workbook import context_of, file_of  # noqa: E402
from xlplugin.hosts.excel.calls import Calls  # noqa: E402
from xlplugin.hosts.excel.cells import Cells  # noqa: E402

SAID = ("Book1", False, -2146826259, -2146826259, -2146826259)
BASE = Context(lambda stamp, as_of: None, datetime.date(2026, 11, 20), "card", language="zh")


def test_a_defect_is_logged_and_shown_as_an_error(caplog):
    def broken(arguments, context):
        raise RuntimeError("AAA")

    log = logging.getLogger("excel")
    machine = SimpleNamespace(context=lambda said: BASE, log=log)
    with caplog.at_level(logging.ERROR, "excel"):
        answer = Calls(lambda: machine)(SimpleNamespace(name="GRADE", call=broken, says_why=False), [], SAID)
    assert answer is CellError.NULL
    assert "GRADE" in caplog.text and "RuntimeError" in caplog.text


def test_a_machine_that_cannot_be_opened_at_all_is_no_answer():
    def opened():
        raise OSError("no disk")

    assert Calls(opened)(FUNCTIONS["GRADE"], [[["x"]]], SAID) is CellError.NULL


def test_a_macro_that_calls_is_refused_in_words():
    context = context_of(None, BASE)
    assert FUNCTIONS["GRADE"].call([[[1.0]]], context) is CellError.REF
    assert "公式" in FUNCTIONS["CHECKROW"].call([[[1.0]]], context)


def test_names_that_are_not_there_leave_what_the_machine_says():
    context = context_of(SAID, BASE)
    assert (context.as_of, context.language, context.workbook_policy) == (BASE.as_of, "zh", None)


@pytest.mark.parametrize(
    ("name", "path"),
    [("Book1", None), ("https://bank.example/a.xlsx", None), ("/home/张三/a b.xlsx", "/home/张三/a b.xlsx"), (None, None)],
)
def test_the_file_of_a_workbook(name, path):
    found = file_of(name)
    assert (found and found.as_posix()) == path


@pytest.mark.parametrize(
    ("options", "value", "read"),
    [({"ndim": 2}, 5.0, ((5.0,),)), ({"ndim": 2}, None, ((None,),)), ({"ndim": 2}, (1.0, 2.0), ((1.0, 2.0),)),
     ({"ndim": 2}, ((1.0,), (2.0,)), ((1.0,), (2.0,))), ({}, ((1.0,),), 1.0), ({}, "", ""), ({}, (1.0,), 1.0),
     ({}, ((1.0, 2.0),), ((1.0, 2.0),))],
)  # fmt: skip
def test_arguments_keep_their_shape(options, value, read):
    call = SimpleNamespace(range=None, value=value)
    Cells.reader(options)(call)
    assert call.value == read


@pytest.mark.parametrize(
    ("answer", "written"),
    [("AAA", [["AAA"]]), (CellError.NA, [["#N/A"]]), ([["AAA"], [CellError.VALUE]], [["AAA"], ["#VALUE!"]])],
)
def test_answers_are_rows_without_objects_of_ours(answer, written):
    call = SimpleNamespace(range=None, value=answer)
    Cells.writer({})(call)
    assert call.value == written


IMPORT = (
    "import sys, xlplugin.hosts.excel.udfs, xlwings;"
    "print(xlwings.__pro__, [name for name, module in sys.modules.items() if name.startswith('xlwings.pro') and module])"
)


@pytest.mark.parametrize("key", ["", "noncommercial"])
def test_pro_is_never_loaded_even_where_there_is_a_key(key):
    environ = {**os.environ, "XLWINGS_LICENSE_KEY": key}
    run = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, env=environ, check=True)
    assert run.stdout.strip() == "False []"


def test_nothing_of_ours_imports_pro_or_what_needs_it():
    for file in Path(xlplugin.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.startswith(("xlwings.pro", "xlwings.server"))], file
