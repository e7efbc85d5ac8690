"""``python -m xlplugin`` is the command ``xlplugin``."""

from __future__ import annotations

from .cli import main

if __name__ == "__main__":
    main()
