"""Starting the program and explaining one row, against starting Python with numpy and yaml."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from .rounds import Figure, Times, figure

ROOT = Path(__file__).resolve().parents[2]
EXPLAIN = (
    "-m", "xlplugin", "explain", "credit_rating", "leverage=55%", "current_ratio=130%", "cash_content=85%",
    "sales_growth=12%", "loan_class=normal", "loss_periods=0",
)  # fmt: skip
BASELINE = ("-c", "import numpy, yaml")


def figures(rounds: int = 11) -> list[Figure]:
    """Whole processes, from the call to the end."""
    assert "AAA" in explained()
    times: Times = {"ours": [], "python": []}
    for _ in range(rounds + 1):
        times["ours"].append(seconds(EXPLAIN))
        times["python"].append(seconds(BASELINE))
    times = {name: taken[1:] for name, taken in times.items()}
    return [figure("start: xlplugin explain credit_rating …", "run", times, "ours", "python", 3.0)]


def explained() -> str:
    """What the command prints."""
    done = subprocess.run([sys.executable, *EXPLAIN], cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    return done.stdout


def seconds(arguments: tuple[str, ...]) -> float:
    """How long a process takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start
