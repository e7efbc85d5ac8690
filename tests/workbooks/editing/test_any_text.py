"""Whatever text stands in a cell comes back as exactly that text, and breaks out of nothing."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlplugin.policy.strict_yaml import ListNode, MapNode, Node, TextNode, parse
from xlplugin.policy.yaml_faults import hidden_character
from xlplugin.workbooks.editing import export_findings
from xlplugin.workbooks.editing.apply import apply
from xlplugin.workbooks.editing.fields import Field, Itself
from xlplugin.workbooks.editing.read import read_edited
from xlplugin.workbooks.editing.rewrite import rewrite

from .editor import FOR_TESTS, PACKAGED, Editor
from .test_rewrite import TEXTS

SMALL = {
    path.stem: path.read_bytes()
    for path in FOR_TESTS
    if path.stem in ("card@2026.1", "risk", "pareto", "lookup")
}
REAL = {path.stem: path.read_bytes() for path in PACKAGED}
MARKUP = st.sampled_from(
    [
        "<r>x</r>",
        "<r><t>x</t></r>",
        "_x0041_",
        "_x005F_",
        "x005F_",
        "&amp;",
        "]]>",
        "\n",
        "a\r\nb",
        "'",
        "=A1",
    ]
)
TEXT_COLUMNS = {
    "Policy": ("value", "text_en", "text_zh", "link"),
    "Parameters": ("name", "value", "unit", "title_en", "title_zh", "note_en"),
    "Inputs": ("name", "unit", "domain", "values_from", "title_en", "title_zh", "group_en", "note_zh"),
    "Words": ("word", "title_en", "title_zh", "number"),
    "Decisions": ("value", "title_en", "note_zh"),
    "Points": ("test", "points", "from", "weight", "code", "reason_en", "reason_zh", "of", "title_zh"),
    "Tables": ("then", "code", "reason_en", "refuse_en", "title_zh"),
    "Bands": ("test", "code", "reason_zh"),
    "Grades": ("title_en", "title_zh"),
    "Overrides": ("cap", "floor", "set", "code", "reason_en"),
    "Treatments": ("item", "value", "text_en", "text_zh"),
    "Results": ("output", "from"),
    "Tests": ("name",),
}
"""Columns whose cells are one text, by sheet."""


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_through_a_workbook(tmp_path_factory, data):
    name = data.draw(st.sampled_from(sorted(SMALL)))
    editor = Editor(SMALL[name])
    wanted = _fill(editor, data)
    folder = tmp_path_factory.mktemp("x")
    edited = read_edited(editor.save(folder / "x.xlsx"))
    assert edited.remarks == []
    _said(edited, wanted)


@given(st.data())
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_in_real_policies(tmp_path_factory, data):
    name = data.draw(st.sampled_from(sorted(REAL)))
    editor = Editor(REAL[name])
    wanted = _fill(editor, data)
    _said(read_edited(editor.save(tmp_path_factory.mktemp("x") / "x.xlsx")), wanted)


@given(
    st.text(max_size=30),
    st.sampled_from(["title_en", "note_en", "aliases", "missing_words", "name", "missing"]),
)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_text_whatever_is_lost_or_a_crash(tmp_path_factory, library, text, column):
    editor = Editor(SMALL["card@2026.1"])
    row = editor.row("Inputs", name="management")
    text = text.encode("utf-8", "replace").decode()
    editor.set("Inputs", row, column, text)
    folder = tmp_path_factory.mktemp("x")
    draft = editor.draft(folder, library)
    assert draft.data is not None or any(
        one.is_error and one.place.endswith(str(row)) for one in draft.remarks
    )
    if draft.remarks:
        export_findings(draft, folder / "copy.xlsx")


def _fill(editor: Editor, data: st.DataObject) -> set[str]:
    """Put texts into a few cells; gives them, without those that replaced one another."""
    put: dict[tuple[str, int, str], str] = {}
    for _ in range(data.draw(st.integers(1, 4))):
        sheet = data.draw(st.sampled_from(sorted(TEXT_COLUMNS)))
        tab = editor.tab(sheet)
        places = [
            (row, column)
            for row, kind in tab.kinds.items()
            for column in TEXT_COLUMNS[sheet]
            if (row, tab.places[column]) in tab.cells
            and type(kind.fields.get(column, Itself())) in (Field, Itself)
            and column in kind.columns
        ]
        if not places:
            continue
        row, column = data.draw(st.sampled_from(places))
        text = data.draw(st.one_of(TEXTS, MARKUP))
        if column in tab.kinds[row].names:
            text += f"{row}"  # no two records may have the same name
        if text.strip() and not hidden_character(text) and not _is_name(tab, row, column):
            editor.set(sheet, row, column, text)
            put[sheet, row, column] = text
    return set(put.values())


def _is_name(tab, row: int, column: str) -> bool:
    """Names of what other rows belong to would have to be changed there, too."""
    return column in tab.kinds[row].names and column not in ("test", "item", "output", "word")


def _said(edited, wanted: set[str]) -> None:
    applied = apply(edited.root, edited.pages)
    assert applied.remarks == []
    node = parse(rewrite(edited.root, edited.text).encode(), "x.yaml")
    assert wanted <= set(_texts(node))


def _texts(node: Node) -> list[str]:
    if isinstance(node, TextNode):
        return [node.text]
    if isinstance(node, ListNode):
        return [text for item in node.items for text in _texts(item)]
    assert isinstance(node, MapNode)
    return [text for key, value in node.items for text in (key.text, *_texts(value))]
