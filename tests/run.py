"""Sets up what the tests need and runs them: `python3 tests/run.py [pytest's arguments]`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

# By folder, not as xlplugin.environment: the package's own imports are not installed yet.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "xlplugin"))
from environment import PYTHON, ROOT, prepare, run  # noqa: E402
from install_libreoffice import install as install_libreoffice  # noqa: E402
from install_postgresql import install as install_postgresql  # noqa: E402


def main(arguments: list[str]) -> int:
    prepare("test")
    install_libreoffice()
    install_postgresql()
    workers = str(os.cpu_count() or 1)
    return run([PYTHON, "-m", "pytest", "-n", workers, "--dist", "loadscope", "-rfEs", *arguments], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
