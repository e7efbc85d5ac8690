"""Several texts in one cell: what is joined comes apart again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplugin.workbooks.editing.items import (
    ANY_COMMA,
    SEMICOLONS,
    Unreadable,
    join_items,
    join_pairs,
    split_items,
    split_pairs,
)


@given(
    st.lists(st.text(st.characters(exclude_characters="\r"), max_size=8)),
    st.sampled_from([SEMICOLONS, ANY_COMMA]),
)
def test_items_come_apart_as_they_were(items, separators):
    assert list(split_items(join_items(items, separators), separators)) == items


@pytest.mark.parametrize(
    ("text", "separators", "items"),
    [
        ("CN；IR ;; KP\n", SEMICOLONS, ["CN", "IR", "KP"]),
        ("a, b", SEMICOLONS, ["a, b"]),
        ("CR01, CR02、CR03，CR04", ANY_COMMA, ["CR01", "CR02", "CR03", "CR04"]),
        ('"A; B"; "say ""so"""', SEMICOLONS, ["A; B", 'say "so"']),
        ("[]", SEMICOLONS, []),
        ('5" pipe', SEMICOLONS, ['5" pipe']),
    ],
)
def test_items_as_people_write_them(text, separators, items):
    assert list(split_items(text, separators)) == items


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("leverage: > 80%\n\n rank：A, B ", [("leverage", "> 80%"), ("rank", "A, B")]),
        ("a:b", [("a", "b")]),
        ("at: 12:30", [("at", "12:30")]),
        ("a:", [("a", "")]),
        ("{}", []),
    ],
)
def test_pairs_as_people_write_them(text, pairs):
    assert list(split_pairs(text)) == pairs
    assert list(split_pairs(join_pairs(pairs))) == pairs


@pytest.mark.parametrize(
    ("split", "text"), [(split_items, '"A; B'), (split_items, '"A" B'), (split_pairs, "leverage > 3")]
)
def test_what_cannot_be_read_says_how_to_write_it(split, text):
    with pytest.raises(Unreadable) as caught:
        split(text)
    assert "write" in caught.value.mend.en and "写成" in caught.value.mend.zh
