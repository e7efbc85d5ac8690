"""Tables fit the terminal whatever stands in them; JSON is JSON; nothing steers the terminal."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplugin.commands.printing import print_json
from xlplugin.commands.text_tables import table_lines, visible, width_of, wrapped

TEXTS = st.text(st.sampled_from("ab  1,.（）。中文字é\u0301"), max_size=40)


def test_a_table_is_laid_out_by_what_characters_show():
    rows = [["资产负债率", "85%"], ["x", "5%"]]
    assert list(table_lines(["Name", "Value"], rows, 80, numbers=(1,))) == [
        "Name        Value",
        "──────────  ─────",
        "资产负债率    85%",
        "x              5%",
    ]


def test_columns_that_hold_nothing_are_left_out():
    assert list(table_lines(["a", "b", "c"], [["1", "", "3"]], 80)) == ["a  c", "─  ─", "1  3"]


def test_without_headings_there_is_no_rule():
    assert list(table_lines(["", ""], [["a", "b"]], 80)) == ["a  b"]
    assert list(table_lines(["", ""], [], 80)) == []


def test_long_cells_are_wrapped_and_words_kept_whole():
    lines = list(table_lines(["name", "text"], [["identifier_of_it", "one two three four"]], 30))
    assert lines[2:] == ["identifier_of_it  one two", "                  three four"]


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=4), st.integers(40, 100))
def test_a_table_never_exceeds_its_width_and_loses_no_character(rows, most):
    lines = list(table_lines(["", "", ""], rows, most))
    assert all(width_of(line) <= most for line in lines)
    written = sorted("".join(lines).replace(" ", ""))
    assert written == sorted("".join(cell for row in rows for cell in row).replace(" ", ""))


@given(TEXTS, st.integers(4, 30))
def test_wrapping_loses_no_character(text, most):
    lines = wrapped(text, most)
    assert all(width_of(line) <= most for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_chinese_marks_do_not_begin_a_line():
    assert wrapped("资产负债率，过高", 10) == ["资产负债", "率，过高"]


@pytest.mark.parametrize("text", ["\x1b[2Jx", "a\x07b", "\x9b31m", "a\u202eb", "\x00"])
def test_characters_that_steer_a_terminal_are_shown_as_such(text):
    assert "�" in visible(text) and visible(text).replace("\n", "").isprintable()


def test_json_has_no_numbers_that_are_none(capsysbinary):
    print_json({"a": float("nan"), "b": [float("inf"), 1.5], "c": "中\udc80"})
    out = capsysbinary.readouterr().out
    assert json.loads(out.decode("utf-8"))["b"] == [None, 1.5]
    assert "中" in out.decode("utf-8")
