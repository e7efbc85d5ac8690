"""Starting the program and explaining one row, against starting Python with numpy and yaml."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
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
    times: Times = {"ours": [], "python": []}
    with tempfile.TemporaryDirectory() as compiled:
        # as installed: all modules compiled, whatever this machine says about keeping that
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = compiled
        assert "AAA" in output(EXPLAIN, environment)
        output(BASELINE, environment)
        for _ in range(rounds):
            for name, arguments in (("ours", EXPLAIN), ("python", BASELINE)):
                start = time.perf_counter()
                output(arguments, environment)
                times[name].append(time.perf_counter() - start)
    return [figure("start: xlplugin explain credit_rating …", "run", times, "ours", "python", 3.0)]


def output(arguments: tuple[str, ...], environment: dict[str, str]) -> str:
    """What a Python process prints."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, encoding="utf-8")
    return done.stdout
