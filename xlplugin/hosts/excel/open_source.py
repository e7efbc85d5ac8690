"""xlwings without its PRO part, which is not open source: it stays out, whatever licence key a machine has."""

from __future__ import annotations

import sys
from types import ModuleType

PRO = "xlwings.pro"


def open_source_xlwings() -> ModuleType:
    """xlwings, with PRO kept from loading.

    Where xlwings was imported before, as the server that Excel starts does, it has tried PRO itself by then and,
    without a key, gone on without; from here on nothing else of PRO is loaded.
    """
    sys.modules.setdefault(PRO, None)  # type: ignore[arg-type]
    import xlwings

    return xlwings
