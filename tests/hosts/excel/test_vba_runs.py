"""The VBA module, compiled and run by LibreOffice's own VBA: what it makes of answers, and of a Python that is gone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.hosts.calc.conftest import office  # noqa: F401
from tests.hosts.calc.live import python_with_bridge
from xlplugin.functions.values import CellError
from xlplugin.hosts.excel.installing_addin import VBA_PART, standalone
from xlplugin.hosts.excel.vba_functions import NUMBERS, VBA_MODULE, vba_functions
from xlplugin.hosts.excel.vba_project import with_modules
from xlplugin.workbooks.archive import Archive

INSIDE = Path(__file__).with_name("vba_inside.py")
GONE = 'Attribute VB_Name = "xlwings"\nOption Explicit\nFunction XLPy()\n    Err.Raise 1000\nEnd Function\n'
"""xlwings' macros where Python cannot be reached."""
NOTHING = 'Attribute VB_Name = "Dictionary"\n'
CASES = {
    "a grade stays": ('WithErrors("AAA")', "AAA"),
    "a number stays": ("WithErrors(87.5)", 87.5),
    "an empty text stays": ('WithErrors("") & "|"', "|"),
    "a hash alone is no error": ('WithErrors("#1 customer")', "#1 customer"),
    **{
        f"{error.name}": (f'CStr(IsError(WithErrors("{error.value}")))', "True")
        for error in (CellError.NULL, CellError.VALUE, CellError.REF, CellError.NA, CellError.DIV0)
    },
    "no error": ('CStr(IsError(WithErrors("AAA")))', "False"),
    "a row": ('Row(Array("A", "#N/A", 3))', "A True 3"),
    "a block": ("Block()", "A True True 3"),
    "Python is gone": ('CStr(IsError(Answer("GRADE", Array(1))))', "True"),
    "Python is gone, no words": ('CStr(IsError(Answer("CHECKROW", Array(1))))', "True"),
    "a value is passed on": ("Given(5) + 1", 6),
}
HELPERS = """
Function Row(ByVal made As Variant) As String
    Dim got As Variant
    got = WithErrors(made)
    Row = got(0) & " " & CStr(IsError(got(1))) & " " & got(2)
End Function

Function Block() As String
    Dim made(1, 1) As Variant
    Dim got As Variant
    made(0, 0) = "A"
    made(0, 1) = "#VALUE!"
    made(1, 0) = "#REF!"
    made(1, 1) = 3
    got = WithErrors(made)
    Block = got(0, 0) & " " & CStr(IsError(got(0, 1))) & " " & CStr(IsError(got(1, 0))) & " " & got(1, 1)
End Function
"""


@pytest.fixture(scope="module")
def answers(office, tmp_path_factory):  # noqa: F811
    folder = tmp_path_factory.mktemp("vba")
    functions = "".join(
        f"\nFunction Case{number}() As Variant\n    Case{number} = {expression}\nEnd Function\n"
        for number, (expression, _) in enumerate(CASES.values())
    )
    ours = re.sub(r"\boutput\b", "output_", vba_functions())  # a keyword of LibreOffice's, a plain name in VBA
    sources = {VBA_MODULE: ours + HELPERS + functions, "xlwings": GONE, "Dictionary": NOTHING}
    book, template = folder / "book.xlsm", folder / "template.xlsm"
    template.write_bytes(standalone())
    made = BytesIO()
    with Archive(template) as archive:
        archive.write_copy(made, {VBA_PART: with_modules(archive.read(VBA_PART), sources)})
    book.write_bytes(made.getvalue())
    assert zipfile.is_zipfile(book)
    pipe = f"xlplugin-vba-{os.getpid()}"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office.program, profile, "--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"]
    program = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        names = [f"Case{number}" for number in range(len(CASES))]
        ask = [python_with_bridge(office), INSIDE, pipe, book, VBA_MODULE, *names]
        ran = subprocess.run(ask, capture_output=True, text=True, encoding="utf-8", timeout=120)
        assert ran.returncode == 0, ran.stderr
        return dict(zip(CASES, json.loads(ran.stdout), strict=True))
    finally:
        program.terminate()
        program.wait(30)


@pytest.mark.parametrize("case", CASES)
def test_what_vba_makes_of_an_answer(answers, case):
    assert answers[case] == CASES[case][1]


def test_the_numbers_of_the_errors_are_excel_s():
    assert NUMBERS[CellError.NULL] == 2000 and NUMBERS[CellError.NA] == 2042 and NUMBERS[CellError.VALUE] == 2015
