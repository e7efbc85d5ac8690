"""What Excel gets: the VBA that xlwings writes, the VBA that we write, the help of the Function Wizard."""

from __future__ import annotations

import doctest
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from xlplugin.functions.declaration import LONGEST_HELP
from xlplugin.functions.registry import FUNCTIONS
from xlplugin.functions.values import COM_ERRORS

GOLDEN = Path(__file__).with_name("golden")
LONGEST_LINE, LONGEST_EVALUATED = 1023, 255
"""Of a line of VBA, and of a formula that ``Evaluate`` takes."""


@pytest.fixture(scope="module")
def excel():
    """The modules that need xlwings."""
    pytest.importorskip("xlwings")
    from xlplugin.hosts.excel import calling_workbook, parameters, udfs, vba_functions

    return {"calling": calling_workbook, "parameters": parameters, "udfs": udfs, "vba": vba_functions}


def test_the_text_that_xlwings_writes(server):
    text = server.ask("import_udfs", workbook="book.xlsm")["text"]
    assert text == GOLDEN.joinpath("import_udfs.bas").read_text("ascii")
    add_in = server.ask("import_udfs", workbook="xlplugin.xlam")["text"]
    assert add_in == text.replace("ThisWorkbook", "ActiveWorkbook")


def test_the_text_that_we_write(excel):
    text = excel["vba"].vba_functions()
    assert text == GOLDEN.joinpath("vba_functions.bas").read_text("ascii")


@pytest.mark.parametrize("name", ["import_udfs.bas", "vba_functions.bas"])
def test_every_function_is_declared_as_in_the_registry_in_lines_that_vba_takes(excel, name):
    text = GOLDEN.joinpath(name).read_text("ascii")
    assert max(map(len, text.splitlines())) <= LONGEST_LINE
    declared = dict(re.findall(r"^Function (\w+)\((.*)\)$", text, re.MULTILINE))
    assert set(declared) == set(FUNCTIONS)
    for function in FUNCTIONS.values():
        wanted = [
            ("" if one.required else "Optional ") + excel["parameters"].parameter(one) for one in function.arguments
        ]
        assert declared[function.name].split(", ") == wanted
    for formula in re.findall(r'Evaluate\("((?:[^"]|"")*)"\)', text):
        assert len(formula.replace('""', '"')) <= LONGEST_EVALUATED


def test_no_failure_is_shown_by_its_words(excel):
    text = excel["vba"].vba_functions()
    assert "Err.Description" not in text
    assert set(re.findall(r'Case "(.*)": OneWithError = CVErr\((\d+)\)', text)) == {
        (error.value, str(number + 2146828288)) for number, error in COM_ERRORS.items()
    }


def test_no_parameter_respells_a_function(excel):
    names = {excel["parameters"].parameter(one).upper() for item in FUNCTIONS.values() for one in item.arguments}
    assert not names & set(FUNCTIONS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_help_of_the_function_wizard(start, environ, tmp_path, language):
    config = tmp_path / "config.yaml"
    config.write_text(f"language: {language}\n", "utf-8")
    server = start({**environ, "XLPLUGIN_CONFIG": str(config)})
    options = server.ask("import_udfs", workbook="book.xlsm")["options"]
    server.end()
    assert set(options) == set(FUNCTIONS)
    for function in FUNCTIONS.values():
        said = options[function.name]
        assert said["Category"] == "xlplugin"
        assert said["Description"] == function.help.in_language(language)
        assert said["ArgumentDescriptions"] == [one.help.in_language(language) for one in function.arguments]
        assert all(len(text) <= LONGEST_HELP for text in (said["Description"], *said["ArgumentDescriptions"]))


def test_the_functions_of_the_module_are_made_from_the_registry(excel):
    for function in FUNCTIONS.values():
        made = getattr(excel["udfs"], function.name)
        *shown, hidden = inspect.signature(made).parameters
        assert hidden == "workbook" and len(shown) == len(function.arguments)
    assert "def " not in inspect.getsource(excel["udfs"]).replace("def _language", "")


def test_examples_in_docstrings(excel):
    for module in excel.values():
        assert doctest.testmod(module).failed == 0


def test_the_vba_needs_no_xlwings():
    source = "import sys, xlplugin.hosts.excel.vba_functions; print('xlwings' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True).stdout == "False\n"
