"""Grades customers by policies: ``xlplugin.load("credit_rating").grade(frame)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .policy.findings import PolicyError, UnknownPolicy
    from .scoring.api import GradingPolicy, load
    from .scoring.headings import HeadingError

__version__ = "0.1.0"
__all__ = ["GradingPolicy", "HeadingError", "PolicyError", "UnknownPolicy", "__version__", "load"]

# Looked up when first asked for, so that `import xlplugin` itself costs a spreadsheet's start nothing.
_PLACES = {
    "GradingPolicy": "scoring.api",
    "HeadingError": "scoring.headings",
    "PolicyError": "policy.findings",
    "UnknownPolicy": "policy.findings",
    "load": "scoring.api",
}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_PLACES})
