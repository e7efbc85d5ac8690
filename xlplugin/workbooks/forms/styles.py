"""The cell formats of a form, by name; each combination is made once per workbook."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from xlsxwriter.format import Format

from .book import Book

NAVY, GRID, ENTRY, INPUT_HEAD, RESULT_HEAD = "#1F3864", "#BFBFBF", "#FFFDE7", "#DDEBF7", "#E7E6E6"
WARNING, WARNING_TEXT, GOOD, QUIET_TEXT, HELD = "#FCE4D6", "#9C2A00", "#E2F0D9", "#595959", "#F2F2F2"

_BOX = {"border": 1, "border_color": GRID}
_HEADING = {**_BOX, "bold": True, "align": "center", "text_wrap": True}
_STYLES: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "plain": {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"},
        "title": {"font_size": 16, "bold": True, "font_color": NAVY},
        "section": {"font_size": 11, "bold": True, "font_color": NAVY, "bottom": 2, "bottom_color": NAVY},
        "quiet": {"font_color": QUIET_TEXT},
        "small": {"font_size": 8, "font_color": QUIET_TEXT, "text_wrap": True, "valign": "top"},
        "box": _BOX,
        "link": {"font_color": "#0563C1", "underline": 1},
        "fine": {"font_size": 9},
        "wrap": {"text_wrap": True},
        "top": {"valign": "top"},
        "bold": {"bold": True},
        "centre": {"align": "center"},
        "left": {"align": "left"},
        "right": {"align": "right"},
        "label": {**_BOX, "bold": True, "bg_color": "#F2F2F2", "text_wrap": True},
        "input_heading": {**_HEADING, "bg_color": INPUT_HEAD},
        "result_heading": {**_HEADING, "bg_color": RESULT_HEAD},
        "indent": {"indent": 1},
        "band": {"align": "left", "text_wrap": False, "left": 0, "right": 0},
        "band_end": {"right": 1},
        "entry": {**_BOX, "bg_color": ENTRY, "locked": False},
        "held": {**_BOX, "bg_color": HELD},
        "warning": {"bg_color": WARNING, "font_color": WARNING_TEXT},
        "aside": {"font_size": 8, "bold": False, "font_color": QUIET_TEXT, "align": "right"},
        "grade": {**_BOX, "font_size": 18, "bold": True, "align": "center", "top": 0, "bottom": 0},
        "above": {**_BOX, "bold": True, "align": "center", "bg_color": "#F2F2F2"},
        "below": {**_BOX, "font_size": 8, "align": "center", "font_color": QUIET_TEXT, "top": 0, "valign": "top"},
        "unseen": {"font_color": "#FFFFFF"},
        "good": {"bg_color": GOOD},
        "from_journal": {"bg_color": HELD},
    }
)


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._made: dict[tuple[object, ...], Format] = {}

    def __call__(self, *names: str, number_format: str = "", fill: str = "") -> Format:
        """The format that the named styles make together, later ones over earlier ones."""
        key = (*names, number_format, fill)
        if key not in self._made:
            properties: dict[str, object] = dict(_STYLES["plain"])
            for name in names:
                properties |= _STYLES[name]
            if number_format:
                properties["num_format"] = number_format
            if fill:
                properties["bg_color"] = fill
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    def over(self, name: str) -> Format:
        """A format for a rule that colours cells: nothing but what the style itself says."""
        key = ("over", name)
        if key not in self._made:
            self._made[key] = self._book.add_format(dict(_STYLES[name]))
        return self._made[key]

    def over_fill(self, colour: str) -> Format:
        """A format for a rule that only fills cells."""
        key = ("fill", colour)
        if key not in self._made:
            self._made[key] = self._book.add_format({"bg_color": colour})
        return self._made[key]
