"""A workbook that nobody changed gives the file back, byte for byte, whatever its style."""

from __future__ import annotations

import os
import shutil
import subprocess

import openpyxl
import pytest

from xlplugin.workbooks.editing import draft_of, export
from xlplugin.workbooks.editing.kinds import rows_of
from xlplugin.workbooks.editing.plan import plans
from xlplugin.workbooks.editing.rewrite import rewrite
from xlplugin.workbooks.editing.tree import Branch, Scalar, compose

from .editor import FOR_TESTS, PACKAGED, ROOT

OFFICE = shutil.which("soffice")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", PACKAGED + FOR_TESTS, ids=lambda path: path.stem)
def test_unchanged_it_is_the_file(path, language, tmp_path, library):
    data = path.read_bytes()
    export(data, f"{path.stem.partition('@')[0]}@2026.1", tmp_path / "x.xlsx", language)
    draft = draft_of(tmp_path / "x.xlsx", library)
    assert draft.data == data and not draft.is_changed
    assert draft.edited.carried.language == language
    assert not any(one.finding.code in ("row-moved", "heading-unknown") for one in draft.remarks)


@pytest.mark.parametrize("path", PACKAGED, ids=lambda path: path.stem)
def test_every_text_of_a_policy_is_on_a_sheet(path):
    root = compose(path.read_text("utf-8"))
    shown: set[Scalar] = set()
    for plan in plans(root):
        for row in rows_of(root, plan):
            found = [one.find(row.entry.value, row.kind.shape) for one in row.kind.fields.values()]
            shown |= {scalar for node in found if node is not None for scalar in _scalars(node)}
            assert set(row.cells) <= {column.id for column in plan.columns}
    assert [scalar.text for scalar in _scalars(root) if scalar not in shown] == []


@pytest.mark.parametrize("path", PACKAGED, ids=lambda path: path.stem)
def test_saved_by_another_program_it_is_the_file(path, tmp_path, library):
    data = path.read_bytes()
    book = openpyxl.load_workbook(export(data, f"{path.stem}@2026.1", tmp_path / "x.xlsx"))
    book.save(tmp_path / "again.xlsx")
    assert draft_of(tmp_path / "again.xlsx", library).data == data


VARIED = (
    "aml_pbc_2013", "annual_review_four_level", "antifraud_risk", "borrower_rating_100", "credit_rating", "customer_layers_5",
    "nine_box", "property_zyt_code", "rfm_grade", "weighted_customer_value",
)  # fmt: skip
"""Policies that between them use every part of the language."""


@pytest.mark.skipif(OFFICE is None and not os.environ.get("CI"), reason="LibreOffice is not installed")
def test_saved_by_libreoffice_it_is_the_file(tmp_path, library):
    saved = [path for path in PACKAGED if path.stem in VARIED]
    assert len(saved) == len(VARIED)
    for path in saved:
        export(path.read_bytes(), f"{path.stem}@2026.1", tmp_path / f"{path.stem}.xlsx", "zh")
    subprocess.run(
        [str(OFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "again"), *map(str, tmp_path.glob("*.xlsx"))],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    for path in saved:
        assert draft_of(tmp_path / "again" / f"{path.stem}.xlsx", library).data == path.read_bytes()


STYLES = {
    "four blanks, aligned, comments": (
        "policy:   x\nversion: '1'   # quoted\ninputs:\n"
        "    a:  {type: number,  unit: '%'}  # one\n\n    # two\n    b:  {type: text}\n"
    ),
    "windows line ends": "policy: x\r\nparameters:\r\n  a: {value: 1}\r\n  # note\r\n  b: {value: 2}\r\n",
    "byte order mark": "\ufeffpolicy: x\nowner: 行\n",
    "no line end at the end": "policy: x\nowner: y",
    "blocks": "policy: x\nnote:\n  en: >-\n    one two\n    three\n\n    four\n  zh: |\n    一\n      二\n# end\n",
    "lists at the margin": "policy: x\nreference:\n- title: a\n  href: b\n-   title: c\n    # inside\n    href: d\ntests: []\n",
    "flow over lines": "policy: x\nresult: {\n  grade: a,  # first\n  score: b\n}\ntests: [ ]\n",
    "empty values and keys in quotes": "policy: x\nowner:\ninputs:\n  \"a\":   \n    type: number\nresult: {'b': c, d: }\n",
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_any_style_is_kept(style, tmp_path, library):
    data = STYLES[style].encode()
    export(data, "x@1", tmp_path / "x.xlsx")
    assert draft_of(tmp_path / "x.xlsx", library).data == data
    text = data.decode("utf-8-sig")
    assert rewrite(compose(text), text) == text


def test_building_twice_gives_the_same_bytes(tmp_path):
    data = (ROOT / "policies" / "credit" / "credit_rating.yaml").read_bytes()
    one = export(data, "credit_rating@2026.1", tmp_path / "1.xlsx", "zh").read_bytes()
    assert one == export(data, "credit_rating@2026.1", tmp_path / "2.xlsx", "zh").read_bytes()


def _scalars(node: Scalar | Branch) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    return [scalar for entry in node.entries for scalar in _scalars(entry.value)]
