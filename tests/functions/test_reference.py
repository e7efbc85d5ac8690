"""The reference page that is kept with the functions says what they declare."""

from __future__ import annotations

from xlplugin.functions.reference import PAGE, page
from xlplugin.functions.registry import FUNCTIONS
from xlplugin.functions.values import CellError


def test_the_kept_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m xlplugin.functions.reference"


def test_the_page_holds_every_function_in_both_languages() -> None:
    text = page()
    for function in FUNCTIONS.values():
        for language in ("en", "zh"):
            assert f"### {function.title.in_language(language)} `{function.name}(" in text
            for argument in function.arguments:
                assert argument.help.in_language(language) in text
    for error in (CellError.VALUE, CellError.NA, CellError.REF, CellError.NULL):
        assert text.count(f"`{error}`") >= 2
