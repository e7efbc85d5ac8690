"""The measurement of Calc runs on a small size."""

from __future__ import annotations

from tests.benchmarks.calc import figures


def test_the_benchmark_of_calc_runs(office):
    found = figures(rows=100, rounds=1)
    assert [item.target for item in found] == [1.3, 3.0, 0.2, None]
    assert all(item.ours > 0 and item.baseline > 0 for item in found)
