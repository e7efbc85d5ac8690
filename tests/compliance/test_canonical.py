"""The quick texts are the library's texts."""

from __future__ import annotations

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from xlplugin.compliance.canonical import canonical
from xlplugin.compliance.errors import JournalError

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.floats(-1000, 1000).map(lambda x: round(x, 4))
    | st.text(st.characters(exclude_categories=["Cs"]))
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_the_text_is_that_of_the_library(value):
    assert canonical(value) == rfc8785.dumps(value).decode()


@given(VALUES)
def test_a_text_is_one_line(value):
    assert "\n" not in canonical(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, object(), {1: "x"}, b"x"])
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises(JournalError) as refused:
        canonical(value)
    assert refused.value.kind == "value" and "无法写入" in refused.value.message.zh
