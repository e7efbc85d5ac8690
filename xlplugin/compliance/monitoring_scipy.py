"""The optional library behind some figures of monitoring: where it is missing they say so, all others are there."""

from __future__ import annotations

from typing import Any

from xlplugin.policy.findings import Bilingual

NEEDED = Bilingual('needs pip install "xlplugin[monitoring]"', '需安装附加组件：pip install "xlplugin[monitoring]"')
"""What stands in the place of a figure that cannot be worked out without the library."""


def distributions() -> Any | None:
    """``scipy.stats``, or None where it is not installed."""
    try:
        from scipy import stats
    except ImportError:
        return None
    return stats
