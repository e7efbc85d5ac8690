"""Runs the benchmarks and prints the table; exit status 1 where a target is missed."""

from __future__ import annotations

import argparse
import sys

from . import block, calc, columns, excel, forms, formualizer, journal, loading, one_row, recalculation, start
from .report import show

BENCHMARKS = {
    "columns": columns, "row": one_row, "block": block, "start": start, "loading": loading, "forms": forms,
    "calc": calc, "excel": excel, "recalculation": recalculation, "formualizer": formualizer, "journal": journal,
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run all, or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all without any")
    parser.add_argument("--rounds", type=int, help="rounds of each, at least 7 for figures worth quoting")
    parser.add_argument("--large", action="store_true", help="recalculate a book of a million rows, too (minutes)")
    given = parser.parse_args(arguments)
    if unknown := set(given.names) - BENCHMARKS.keys():
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    settings = {} if given.rounds is None else {"rounds": given.rounds}
    figures = []
    for name in given.names or BENCHMARKS:
        further = {"large": True} if given.large and name == "recalculation" else {}
        figures += BENCHMARKS[name].figures(**settings, **further)
    show(figures)
    return 0 if all(item.holds for item in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
