"""Entry forms for the add-in and with macros: what is in the files, and that the engines still read them."""

from __future__ import annotations

import datetime
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

pytest.importorskip("xlwings")

from xlplugin.cli import app  # noqa: E402
from xlplugin.functions.registry import FUNCTIONS  # noqa: E402
from xlplugin.hosts.excel.form_files import (  # noqa: E402
    LINK,
    LINK_RELATIONS,
    RELATIONS,
    TYPES,
    VBA,
    WORKBOOK,
    for_add_in,
    with_macros,
)
from xlplugin.hosts.excel.vba_functions import VBA_MODULE, vba_functions  # noqa: E402
from xlplugin.hosts.excel.vba_project import read_project  # noqa: E402
from xlplugin.scoring.serving import Serving  # noqa: E402
from xlplugin.workbooks.forms import build  # noqa: E402
from xlplugin.workbooks.function_names import SPELLINGS, our_name  # noqa: E402
from xlplugin.workbooks.host_formulas import formula_for  # noqa: E402

ROW = {
    "customer_no": "C1", "customer_name": "A", "leverage": 0.5, "current_ratio": 1.4, "cash_content": 0.9,
    "sales_growth": 0.12, "loan_class": "normal", "loss_periods": 0,
}  # fmt: skip


@pytest.fixture(scope="module")
def form(tmp_path_factory) -> Path:
    policy = Serving().open("credit_rating", datetime.date(2026, 6, 30)).policy
    return build(policy, tmp_path_factory.mktemp("form") / "form.xlsx", rows=3, data=[ROW])


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def formulas(path: Path) -> dict[tuple[str, str], object]:
    book = load_workbook(path, keep_vba=True, keep_links=True)
    return {
        (sheet.title, cell.coordinate): getattr(cell.value, "text", cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


@pytest.mark.parametrize("make", [for_add_in, with_macros])
def test_the_same_form_gives_the_same_bytes_and_whole_xml(form, tmp_path, make):
    one, two = make(form, tmp_path / "one"), make(form, tmp_path / "two")
    assert one.read_bytes() == two.read_bytes()
    for name, content in parts(one).items():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(content)
    assert not list(tmp_path.glob(".*"))


def test_for_the_add_in_every_call_of_ours_goes_through_the_link(form, tmp_path):
    made = for_add_in(form, tmp_path / "made.xlsx")
    before, after = formulas(form), formulas(made)
    assert after == {place: formula_for("excel", text, FUNCTIONS, link=1) for place, text in before.items()}
    texts = " ".join(map(str, after.values()))
    used = set(re.findall(r"\[1\]!([A-Z]+)\(", texts))
    assert "GRADE" in used and not re.search(rf"(?<![!\w])({'|'.join(FUNCTIONS)})\(", re.sub(r'"[^"]*"', "", texts))
    found = parts(made)
    names = {node.get("name") for node in ET.fromstring(found[LINK]).iter() if node.tag.endswith("}definedName")}
    assert names == used
    assert b'Target="xlplugin.xlam"' in found[LINK_RELATIONS] and b"xlStartup" in found[LINK_RELATIONS]
    assert b'Target="externalLinks/externalLink1.xml"' in found[RELATIONS] and LINK.encode() in found[TYPES]
    order = [node.tag.partition("}")[2] for node in ET.fromstring(found[WORKBOOK])]
    assert order.index("sheets") < order.index("externalReferences") < order.index("definedNames")


def test_with_macros_the_functions_are_inside_and_the_rest_is_as_it_was(form, tmp_path):
    made = with_macros(form, tmp_path / "made.xlsm")
    assert formulas(made) == formulas(form)
    found, before = parts(made), parts(form)
    assert read_project(found[VBA]).modules[VBA_MODULE].replace("\r\n", "\n") == vba_functions()
    assert b"sheet.macroEnabled.main+xml" in found[TYPES] and b"spreadsheetml.sheet.main+xml" not in found[TYPES]
    assert b'codeName="ThisWorkbook"' in found[WORKBOOK]
    sheets = [name for name in found if name.startswith("xl/worksheets/sheet")]
    names = [re.findall(rb'codeName="(\w+)"', found[name]) for name in sheets]
    assert names == [[Path(name).stem.capitalize().encode()] for name in sheets]
    assert set(before) - set(found) == set() and set(found) - set(before) == {VBA}


@pytest.mark.parametrize(("host", "suffix"), [("excel", ".xlsx"), ("standalone", ".xlsm"), ("file", ".xlsx"), ("calc", ".xlsx")])
def test_the_command_builds_for_each_host_and_the_form_is_recalculated(tmp_path, host, suffix):
    in_use = tmp_path / "credit_rating.xlsx"
    if host == "standalone":
        in_use.write_bytes(b"a form that somebody fills in")
    run = CliRunner().invoke(app, ["template", "build", "credit_rating", "-o", str(tmp_path), "--host", host, "--rows", "2"])
    assert run.exit_code == 0, run.output
    made = tmp_path / f"credit_rating{suffix}"
    assert made.is_file()
    if host == "standalone":
        assert in_use.read_bytes() == b"a form that somebody fills in"
    run = CliRunner().invoke(app, ["recalc", str(made), "-o", str(tmp_path / "out"), "--as-of", "2026-06-30"])
    assert run.exit_code == 0, run.output


def test_another_host_is_refused():
    run = CliRunner().invoke(app, ["template", "build", "credit_rating", "--host", "lotus"])
    assert run.exit_code == 2 and "excel, standalone" in run.output


@pytest.mark.parametrize("host", SPELLINGS)
def test_a_formula_of_any_host_is_that_of_any_other(host):
    plain = 'IF(GRADE($A2:F2,"a (b)")="GRADE(",SCORE(\'My GRADE(x)\'!A1:F1),UPGRADE(1))'
    stored = formula_for(host, plain, FUNCTIONS, link=2)
    assert formula_for("file", stored, FUNCTIONS) == plain
    names = re.findall(r"[^\s(,=]+(?=\(\$A2|\('My)", stored)
    assert [our_name(name, FUNCTIONS) for name in names] == ["GRADE", "SCORE"]
