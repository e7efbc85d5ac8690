"""The names of the functions' parameters in VBA."""

from __future__ import annotations

from xlplugin.functions.declaration import Argument
from xlplugin.functions.registry import FUNCTIONS


def parameter(argument: Argument) -> str:
    """The name of a parameter. VBA knows no case: a parameter named like a function would respell it.

    >>> [parameter(one) for one in FUNCTIONS["NEXTREVIEW"].arguments]
    ['grade_', 'last_review', 'policy']
    """
    return f"{argument.name}_" if argument.name.upper() in FUNCTIONS else argument.name
