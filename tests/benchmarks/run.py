"""``python tests/benchmarks/run.py`` from anywhere is ``python -m tests.benchmarks`` from the checkout."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[2])
from tests.benchmarks.__main__ import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
