"""Every benchmark runs on a small size, and what it measures gives the baseline's results."""

from __future__ import annotations

import pytest

from . import block, columns, forms, formualizer, journal, loading, one_row, recalculation, start
from .report import show
from .rounds import Figure


@pytest.mark.parametrize(
    ("figures", "sizes", "targets"),
    [
        (columns.figures, {"rows": 3000, "rounds": 1}, [1.5]),
        (one_row.figures, {"rows": 30, "rounds": 1}, [5.0]),
        (block.figures, {"rows": 400, "rounds": 1}, [2.0]),
        (start.figures, {"rounds": 1}, [3.0]),
        (loading.figures, {"rounds": 1}, [30.0]),
    ],
    ids=["columns", "row", "block", "start", "loading"],
)
def test_a_benchmark_runs_and_checks_its_results(figures, sizes, targets):
    found = figures(**sizes)
    assert [item.target for item in found if item.target is not None] == targets
    assert all(item.ours > 0 and item.baseline > 0 and item.ratio > 0 for item in found)


def test_recalculation_is_measured_in_time_and_memory():
    found = recalculation.figures(rounds=1, rows=60, small=20, books=2, large=True)
    times = [item for item in found if item.unit != "MB"]
    assert [item.target for item in times] == [3.0, 0.05, 8.0, 60.0, 12.0]
    assert [item.target for item in found if item.unit == "MB"] in ([4.0, 3.0], [])
    assert all(item.ours > 0 and item.baseline > 0 and item.ratio > 0 for item in found)


def test_a_book_through_formualizer():
    [found] = formualizer.figures(rows=30, rounds=1)
    assert found.target == 1.5 and found.ours > 0 and found.baseline > 0


def test_the_table_says_which_target_is_missed(capsys):
    wide = Figure("wide", "MB", 80.0, 20.0, 4.0)
    show([Figure("quick", "row", 1e-6, 1e-6, 1.0, 1.5), Figure("slow", "row", 3e-6, 1e-6, 3.0, 1.5), wide])
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "quick" in line and "holds" in line]
    assert [line for line in lines if "wide" in line and "80 MB" in line]
    assert [line for line in lines if "slow" in line and "MISSED" in line and "≤ 1.5" in line]


def test_a_form_is_built_and_saved_again():
    found = forms.figures(rounds=1, rows=5)
    assert len(found) == 2 and all(item.ours > 0 and item.baseline > 0 for item in found)


def test_the_journal_is_measured():
    found = journal.figures(rounds=1, rows=300, kills=2, sheet=60)
    assert [item.target for item in found] == [2.5, 1.0, 1.0, 0.0]
    assert found[-1].ours == 0.0 and found[-1].baseline > 0
