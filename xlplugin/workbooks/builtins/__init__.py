"""The built-in functions that the native engine knows exactly; it refuses all others."""

from . import aggregates, arithmetic, conditional, days, logic, lookups, texts
from .declare import BUILT_INS, BuiltIn

__all__ = [
    "BUILT_INS",
    "BuiltIn",
    "aggregates",
    "arithmetic",
    "conditional",
    "days",
    "logic",
    "lookups",
    "texts",
]
