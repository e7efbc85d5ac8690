"""LibreOffice is started so that it finds its own Python, whatever else is in front of it."""

from __future__ import annotations

import os

import pytest
from openpyxl import Workbook, load_workbook

from xlplugin.hosts.calc.converting import converted


@pytest.mark.skipif(os.name != "posix", reason="elsewhere LibreOffice brings its own Python")
def test_another_python_before_the_systems_is_no_matter(office, environ, tmp_path):
    """LibreOffice's Python takes its library from beside the first python3 of PATH, whichever that is."""
    other = tmp_path / "bin" / "python3"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    (tmp_path / "lib" / "python{}.{}".format(*office.python)).mkdir(parents=True)
    (tmp_path / "lib" / "python{}.{}".format(*office.python) / "os.py").write_text("raise ImportError\n")
    book = Workbook()
    book.active["A1"] = '=POLICYINFO("card","title")'
    book.save(tmp_path / "book.xlsx")
    path = {"PATH": os.pathsep.join((str(other.parent), environ["PATH"])), "PYTHONHOME": str(tmp_path)}
    [done] = converted(office, [tmp_path / "book.xlsx"], tmp_path / "out", environ=environ | path)
    assert load_workbook(done, data_only=True).active["A1"].value == "Test card"
