"""The measurement of Excel runs on a small size."""

from __future__ import annotations

import pytest

pytest.importorskip("xlwings")

from tests.benchmarks.excel import figures  # noqa: E402


def test_the_benchmark_of_excel_runs():
    found = figures(rows=60, rounds=1)
    assert [item.target for item in found] == [3.0, 3.0, 2.0, None, 2.0]
    assert all(item.ours > 0 and item.baseline > 0 for item in found)
