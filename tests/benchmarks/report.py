"""The figures as a table: ours, the baseline, their ratio beside its target."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from .rounds import Figure


def show(figures: Iterable[Figure]) -> None:
    """Print the table."""
    table = Table(title="Ratios in one process, interleaved rounds, medians")
    table.add_column("measured")
    for heading in ("ours", "baseline", "ratio", "target", ""):
        table.add_column(heading, justify="right")
    for item in figures:
        target = "" if item.target is None else f"≤ {item.target:g}"
        verdict = "" if item.target is None else "holds" if item.holds else "MISSED"
        cells = (_amount(item.ours, item.unit), _amount(item.baseline, item.unit), f"{item.ratio:.2f}", target, verdict)
        table.add_row(item.what, *cells)
    Console(width=120).print(table)


def _amount(seconds: float, unit: str) -> str:
    if unit == "MB":
        return f"{seconds:.0f} MB"
    for size, name in ((1e-6, "ns"), (1e-3, "µs"), (1.0, "ms")):
        if seconds < size:
            return f"{seconds / size * 1000:.3g} {name}/{unit}"
    return f"{seconds:.3g} s/{unit}"
