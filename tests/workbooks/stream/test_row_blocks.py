"""The blocks of a part are its bytes, cut between rows, however the bytes arrive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplugin.workbooks.stream.plain import NotPlain
from xlplugin.workbooks.stream.row_blocks import row_blocks

HEAD, TAIL = b"<worksheet><dimension/><sheetData>", b"</sheetData><pageMargins/></worksheet>"


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted({cut % len(data) for cut in cuts}), len(data)]
    return [data[start:stop] for start, stop in zip(edges, edges[1:], strict=False)]


@given(st.lists(st.integers(0, 60), max_size=30), st.lists(st.integers(0, 4000), max_size=12), st.integers(1, 400))
def test_nothing_is_lost(widths, cuts, size):
    rows = b"".join(b'<row r="%d">%s</row>' % (number, b"x" * width) for number, width in enumerate(widths, 1))
    data = HEAD + rows + TAIL
    head, *blocks, tail = row_blocks(pieces(data, cuts), size)
    assert (head, b"".join(blocks), tail) == (HEAD, rows, TAIL)
    assert all(block.startswith(b"<row ") and block.endswith(b"</row>") for block in blocks)


@given(st.lists(st.integers(0, 60), max_size=30), st.lists(st.integers(0, 4000), max_size=12), st.integers(1, 400))
def test_the_blocks_are_the_same_each_time(widths, cuts, size):
    rows = b"".join(b'<row r="%d">%s</row>' % (number, b"x" * width) for number, width in enumerate(widths, 1))
    found = pieces(HEAD + rows + TAIL, cuts)
    assert list(row_blocks(found, size)) == list(row_blocks(found, size))


@pytest.mark.parametrize("data", [b"", HEAD, HEAD[:-1] + b"/>" + TAIL, b"<worksheet/>", HEAD + b'<row r="1"/>'])
def test_without_rows_it_is_not_plain(data):
    with pytest.raises(NotPlain):
        list(row_blocks([data]))
