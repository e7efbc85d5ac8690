"""Numbers read from bytes are the very floats that ``float()`` reads from the text."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplugin.workbooks.stream.numbers import read_numbers

WRITTEN = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.floats(-1e6, 1e6).map(lambda number: f"{number:.16G}"),
    st.integers(-(10**18), 10**18).map(str),
    st.decimals(-(10**9), 10**9, places=6).map(str),
    st.from_regex(r"-?[0-9]{1,20}(\.[0-9]{0,20})?", fullmatch=True),
)


def read(texts: list[str]) -> list[float]:
    data = ",".join(texts).encode()
    buffer = np.zeros(len(data) + 32, dtype=np.uint8)
    buffer[: len(data)] = np.frombuffer(data, dtype=np.uint8)
    lengths = np.array([len(text.encode()) for text in texts])
    ends = np.cumsum(lengths + 1) - 1
    return read_numbers(buffer, ends - lengths, ends).tolist()


@given(st.lists(WRITTEN, min_size=1, max_size=30))
def test_they_are_those_of_python(texts):
    assert [struct.pack("d", number) for number in read(texts)] == [struct.pack("d", float(text)) for text in texts]


@pytest.mark.parametrize("text", ["", "-", ".", "1_0", "nan", "inf", "1e", "0x1", "1,2", "--1", "1-1", "1.2.3", "TRUE", "１"])
def test_anything_else_is_refused(text):
    with pytest.raises((ValueError, UnicodeDecodeError)):
        read(["1", text, "2"])
