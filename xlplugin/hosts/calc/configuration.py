"""What Calc's Function Wizard shows, and under which names formulas are found: the CalcAddIns configuration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from xlplugin.policy.findings import Bilingual

from .methods import METHODS, SERVICE, Method, parameter

LANGUAGES = {"en": "en", "zh": "zh-CN"}
"""Our languages and their names in the configuration."""

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMES = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'


def add_ins() -> str:
    """The configuration file of the add-in."""
    whole = f'<oor:component-data {_NAMES} oor:name="CalcAddIns" oor:package="org.openoffice.Office">\n'
    return _XML + whole + _node("AddInInfo", [_service()]) + "</oor:component-data>\n"


def _service() -> str:
    return _node(SERVICE, [_node("AddInFunctions", map(_function, METHODS))], "replace")


def _function(method: Method) -> str:
    function = method.function
    parameters = (
        _node(
            parameter(argument),
            [_localised("DisplayName", argument.title), _localised("Description", argument.help)],
            "replace",
        )
        for argument in function.arguments
    )
    return _node(
        method.name,
        [
            _localised("DisplayName", Bilingual(method.stored, method.stored)),
            _localised("Description", function.help),
            _property("Category", "<value>Add-In</value>"),
            _property("CompatibilityName", f'<value xml:lang="en">{escape(method.stored)}</value>'),
            _node("Parameters", parameters),
        ],
        "replace",
    )


def _localised(name: str, text: Bilingual) -> str:
    values = (
        f'<value xml:lang="{tag}">{escape(text.in_language(language))}</value>' for language, tag in LANGUAGES.items()
    )
    return _property(name, "".join(values))


def _property(name: str, values: str) -> str:
    return f'<prop oor:name="{name}">{values}</prop>\n'


def _node(name: str, content: Iterable[str], change: str = "") -> str:
    operation = f' oor:op="{change}"' if change else ""
    return f"<node oor:name={quoteattr(name)}{operation}>\n{''.join(content)}</node>\n"


def items(settings: Mapping[str, Mapping[str, int | bool]]) -> str:
    """The configuration of a fresh profile: the settings, and the add-in."""
    content = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{_value(value)}</value></prop></item>\n'
        for path, properties in settings.items()
        for name, value in properties.items()
    )
    add_in = f'<item oor:path="/org.openoffice.Office.CalcAddIns/AddInInfo">\n{_service()}</item>\n'
    return f"{_XML}<oor:items {_NAMES}>\n{content}{add_in}</oor:items>\n"


def _value(value: int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
