"""Formulas as text: names of our functions in every stored form, what is refused, how far a tree may go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplugin.workbooks.errors import NotUnderstood
from xlplugin.workbooks.formulas import parse_formula
from xlplugin.workbooks.function_names import our_name
from xlplugin.workbooks.nodes import Binary, Call, Literal, Name, Reference, Unary, moved

OURS = {"GRADE", "SCORE"}

NAMES = [
    ("GRADE", "GRADE"),
    ("grade", "GRADE"),
    ("_xll.GRADE", "GRADE"),
    ("_XLL.Grade", "GRADE"),
    ("[1]!GRADE", "GRADE"),
    ("[23]!_xldudf_XLP_GRADE", "GRADE"),
    (r"'C:\x\demo.xlam'!GRADE", "GRADE"),
    (r"'C:\it''s here\[demo.xlam]'!SCORE", "SCORE"),
    ("demo.xlam!GRADE", "GRADE"),
    ("_xldudf_XLP_GRADE", "GRADE"),
    ("_xldudf_GRADE", "GRADE"),
    ("_xludf.GRADE", "GRADE"),
    ("_xlfn.GRADE", "GRADE"),
    ("_xlfn._xludf.GRADE", "GRADE"),
    ("UPGRADE", ""),
    ("GRADES", ""),
    ("GRADE.X", ""),
    ("SUM", ""),
    ("Sheet1!GRADE", ""),
    ("", ""),
]


@pytest.mark.parametrize(("stored", "name"), NAMES)
def test_stored_names_of_our_functions(stored: str, name: str) -> None:
    assert our_name(stored, OURS) == name
    if name:
        node = parse_formula(f"{stored}(A2:F2)", OURS).node
        assert isinstance(node, Call) and node.ours and node.name == name


REFUSED = [
    "",
    " ",
    "1+",
    "(1",
    "1)",
    "IF(1;2)",
    '"open',
    "'open",
    "A1 B2",
    "(A1) (B2)",
    "SUM((A1,B2))",
    "Sheet1!Table1[x]",
    "Table1[[x]",
    "[1]Sheet1!A1",
    "'[book.xlsx]Sheet1'!A1",
    "Sheet1:Sheet3!A1",
    "'Jan:Mar'!A1",
    "Sheet1!#REF!",
    "A1#",
    "@A1",
    "1_000",
    "{1,2;3}",
    "{A1}",
    "{1,{2}}",
    "{-TRUE}",
    "1E999",
    "A1:B2:C3",
    "A1:",
    "f(1,2",
    "_x0041_",
    "\t1",
    "1" + "+1" * 5000,
    "-" * 500 + "1",
    "(" * 500 + "1" + ")" * 500,
    "1" + "&1" * 400,
    "SUM(" * 300 + "1" + ")" * 300,
    "SUM(" + ",".join(["1"] * 300) + ")",
    "#SPILL!",
]


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:30])
def test_refused_formulas_say_why(text: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        parse_formula(text, OURS)
    assert caught.value.reason.en and caught.value.reason.zh


def test_long_formulas_of_usual_shape_pass() -> None:
    assert parse_formula("+".join(["A1"] * 150), OURS).node
    assert parse_formula("IF(A1=1," * 60 + "0" + ",1)" * 60, OURS).node


def reference(text: str) -> Reference:
    node = parse_formula(text, OURS).node
    assert isinstance(node, Reference)
    return node


def test_references() -> None:
    assert reference("A2") == Reference("", 2, 1, 2, 1, False, False, False, False)
    assert reference("$A2").left_fixed and not reference("$A2").top_fixed
    assert reference("A$2").fixed_rows and reference("A2:A2").is_cell
    assert reference("'O''Brien'!A1:B2").sheet == "O'Brien"
    assert reference("客户!A1").sheet == "客户"
    assert reference("xfd1048576") == Reference("", 1048576, 16384, 1048576, 16384, False, False, False, False)
    whole = reference("B:D")
    assert (whole.top, whole.left, whole.bottom, whole.right, whole.fixed_rows) == (1, 2, 1048576, 4, True)
    rows = reference("2:$5")
    assert (rows.left, rows.right, rows.top_fixed, rows.bottom_fixed) == (1, 16384, False, True)


@pytest.mark.parametrize("text", ["xfe1", "A1048577", "rate", "费率", "a.b", "nan", "Infinity", "R", "_x"])
def test_names_that_only_look_like_something_else(text: str) -> None:
    assert parse_formula(text, OURS).node == Name("", text)


def test_precedence() -> None:
    one, two, three = Literal(1.0), Literal(2.0), Literal(3.0)
    assert parse_formula("-1^2", OURS).node == Binary("^", Unary("-", one), two)
    assert parse_formula("1+2*3", OURS).node == Binary("+", one, Binary("*", two, three))
    assert parse_formula("1&2+3=2", OURS).node == Binary("=", Binary("&", one, Binary("+", two, three)), two)
    assert parse_formula("1-2-3", OURS).node == Binary("-", Binary("-", one, two), three)
    assert parse_formula("-1%", OURS).node == Unary("-", Unary("%", one))


def test_arguments_left_out() -> None:
    node = parse_formula('GRADE(A2:F2,,"score",)', OURS).node
    assert isinstance(node, Call)
    assert [argument == Literal(None) for argument in node.arguments] == [False, True, False, True]
    assert parse_formula("NOW( )", OURS).node == Call("NOW", ())
    assert parse_formula("IF(,,)", OURS).node == Call("IF", (Literal(None),) * 3)


ROW = st.integers(1, 1000)
CELLS = st.builds("{}{}{}{}".format, st.sampled_from(["", "$"]), st.sampled_from("ABZ"), st.sampled_from(["", "$"]), ROW)
SHAPES = st.sampled_from(
    ['GRADE({}:{},"A1 {}")', "IF({}>{},{},'S 1'!A1)", "{}+{}%*{}", "SUM({}:{},{})", "{}&\"%d\"&{}&{}", "rate2024.x+{}+{}+{}"]
)


@given(shape=SHAPES, cells=st.tuples(CELLS, CELLS, CELLS), rows=st.integers(0, 500))
def test_a_predicted_text_is_the_formula_filled_down(shape: str, cells: tuple[str, ...], rows: int) -> None:
    text = shape.format(*cells)
    formula = parse_formula(text, OURS)
    if not formula.pieces:
        return
    moving = [number + rows for number in formula.moving]
    predicted = "".join(piece + str(row) for piece, row in zip(formula.pieces, [*moving, ""], strict=True))
    assert parse_formula(predicted, OURS).node == moved(formula.node, rows, 0)


@given(st.text(alphabet="ABC123$:!,;()\"'{}[]#%&+-*/^=<>. IFSUMGRADE_x", max_size=60))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        parse_formula(text, OURS)
    except NotUnderstood as refusal:
        assert refusal.reason.zh
