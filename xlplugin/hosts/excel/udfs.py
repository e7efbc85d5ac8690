"""The functions as xlwings finds them: this module is what xlwings' setting UDF MODULES names."""

from __future__ import annotations

from xlplugin.functions.registry import FUNCTIONS
from xlplugin.policy.findings import PolicyError
from xlplugin.policy.settings import load_settings

from .calls import Calls
from .generating import udf


def _language() -> str:
    """That of the help in the Function Wizard. A configuration that cannot be read is told by the calls."""
    try:
        return load_settings().language
    except PolicyError:
        return "en"


_calls, _said_in = Calls(), _language()
globals().update({name: udf(function, _calls, _said_in) for name, function in FUNCTIONS.items()})
