"""The rating form 评级表: one customer on one A4 page, with the explanation and room for three signatures."""

from __future__ import annotations

from collections.abc import Sequence

from xlplugin.functions.explaining import HEADINGS
from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks.names import POLICY

from .book import Book
from .calls import literal
from .columns import CHECK, REASONS, RULES, Column, grades_of
from .explanation_room import LEAST, Room, lines_needed
from .form import Form
from .grid import RATING_FORM, Grid
from .lines import LINE_HEIGHT
from .page import page
from .palette import colours
from .signers import signers, usual_signers
from .styles import Styles
from .text_width import line_count
from .wording import both, heading
from .workings import TABLE_WIDTH, Workings

_WIDTHS = (2, 24, 22, 26, 11, 11, 32)
_FIRST, _LAST = 1, 6
_PICK_ROW, _IDENTITY_ROW = 3, 5
_TALL = 60.0
_FINE, _FINE_HEIGHT = 10 / 9, 13.0
"""What more of the explanation's small type a column holds, and the height of a line of it."""
_BOOKED = Bilingual("Choose a customer", "选择客户")
_SIGNATURE = Bilingual("Signature and date", "签字及日期")


def write_rating_form(book: Book, form: Form, styles: Styles, workings: Workings) -> None:
    """Add the rating form."""
    sheet = _RatingForm(book, form, styles, workings)
    sheet.write()


class _RatingForm:
    """The sheet while it is written; ``row`` is the next one."""

    def __init__(self, book: Book, form: Form, styles: Styles, workings: Workings) -> None:
        self.form, self.styles, self.workings = form, styles, workings
        self.grid, self.row = Grid(form), 0
        self.sheet = book.add_worksheet(RATING_FORM)
        for place, width in enumerate(_WIDTHS):
            self.sheet.set_column(place, place, width)

    def write(self) -> None:
        self.head()
        self.row = _IDENTITY_ROW
        self.facts()
        self.explanation()
        self.opinions()
        self.sheet.protect("", {"format_columns": True, "format_rows": True})
        page(self.sheet, self.form.policy)
        self.sheet.set_portrait()
        self.sheet.fit_to_pages(1, 1)
        self.sheet.print_area(0, 0, self.row - 1, _LAST)

    def head(self) -> None:
        sheet, styles = self.sheet, self.styles
        title = f"{both(Bilingual('Rating form', '评级表'))} – {both(self.form.policy.title)}"
        sheet.merge_range(0, _FIRST, 0, _LAST, "", styles("title", "wrap"))
        sheet.write_string(0, _FIRST, title, styles("title", "wrap"))
        sheet.set_row(0, 26 * line_count(title, sum(_WIDTHS) / 1.7) + 4)
        sheet.write_formula(1, _FIRST, f"={POLICY}", styles("quiet", "left"), self.form.policy.stamp)
        shown = f"={self.workings.day}"
        sheet.merge_range(1, 5, 1, _LAST, "", styles("quiet", "right"))
        style = styles("quiet", "right", number_format='"As of 评级基准日 "yyyy-mm-dd')
        sheet.write_formula(1, 5, shown, style, "")
        key = self.grid.key
        assert key is not None
        sheet.write_string(_PICK_ROW, _FIRST, both(key.title), styles("label"))
        first = str(self.form.data[0].get(key.key, "")) if self.form.data else ""
        style = styles("entry", "bold", "left", number_format="@")
        if first:
            sheet.write_string(_PICK_ROW, 2, first, style)
        else:
            sheet.write_blank(_PICK_ROW, 2, None, style)
        rule = {"validate": "list", "source": f"={self.grid.cells(key)}", "error_type": "warning"}
        sheet.data_validation(_PICK_ROW, 2, _PICK_ROW, 2, rule | {"input_title": both(_BOOKED)})
        picked = self.workings.picked_row
        text = f'=IF(ISTEXT({picked}),{picked},"")'
        sheet.write_formula(_PICK_ROW, 3, text, styles("bold"), "")
        sheet.set_row(_PICK_ROW, 22)

    def facts(self) -> None:
        """Who the customer is, then the grades, two to a line; long texts have a line of their own."""
        grid = self.grid
        identity = [column for column in self.form.columns if column.role == "entry" and grid.own(column.key)]
        first = self.form.columns[grid.inputs[0]]
        places = self.form.columns.index
        who = [column for column in identity if column != grid.key and places(column) < places(first)]
        self.pairs(who)
        wanted: list[Column | None] = [grid.result("score"), grid.main]
        wanted += [grid.own(key) for key in ("previous_grade", "last_review", "next_review", "valid_until")]
        wanted += [grid.own(key) for key in ("proposed_grade", "confirmed_grade")]
        self.row += 1
        self.pairs([column for column in wanted if column is not None])
        for key, lines in ((CHECK, 2), (RULES, 1), (REASONS, 3)):
            column = grid.result(key)
            if column is not None:
                self.label(self.row, _FIRST, column)
                self.value(self.row, 2, _LAST, column, "wrap", "top")
                self.sheet.set_row(self.row, LINE_HEIGHT * lines + 5)
                self.row += 1

    def pairs(self, columns: Sequence[Column]) -> None:
        for number, column in enumerate(columns):
            left = number % 2 == 0
            self.label(self.row, _FIRST if left else 4, column, 0 if left else 1)
            last = 3 if left else _LAST
            self.value(self.row, 2 if left else _LAST, last, column, "left")
            if not left or number == len(columns) - 1:
                title = max(line_count(both(item.title), 22) for item in columns[number - (not left) : number + 1])
                self.sheet.set_row(self.row, LINE_HEIGHT * title + 5)
                self.row += 1

    def label(self, row: int, place: int, column: Column, more: int = 0) -> None:
        style, text = self.styles("label"), both(column.title)
        if more:
            self.sheet.merge_range(row, place, row, place + more, "", style)
        self.sheet.write_string(row, place, text, style)

    def value(self, row: int, first: int, last: int, column: Column, *shape: str) -> None:
        """What the ledger says of the picked customer."""
        picked = self.workings.picked_row
        found = f"INDEX({self.grid.cells(column)},{picked})"
        bold = ("bold",) if column.kind == "grade" or column == self.grid.main else ()
        style = self.styles("box", *shape, *bold, number_format=column.number_format if column.number_format != "@" else "")
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", style)
        formula = f'=IF(ISNUMBER({picked}),IFERROR(IF(LEN({found})=0,"",{found}),"—"),"")'
        self.sheet.write_formula(row, first, formula, style, "")
        grades = grades_of(self.form.policy, "grade") if bold else None
        for grade, fill in (colours(grades, self.form.policy.scale) if grades else {}).items():
            rule = {"type": "cell", "criteria": "==", "value": literal(grade)}
            self.sheet.conditional_format(row, first, row, first, rule | {"format": self.styles.over_fill(fill)})

    def explanation(self) -> None:
        """The table of the hidden sheet; what it does not fill stays empty."""
        if not self.workings.explains:
            return
        self.row += 1
        self.section(Bilingual("How the grade came about", "评级过程"))
        for place, title in enumerate(HEADINGS, _FIRST):
            self.sheet.write_string(self.row, place, both(title), self.styles("result_heading"))
        self.row += 1
        title, value, attribute, _, _, reason = (width * _FINE - 1 for width in _WIDTHS[_FIRST:])
        needed = lines_needed(self.form.policy, self.form.language, Room(title, value, attribute, reason))
        for line in range(1, self.workings.table_rows):
            for place in range(TABLE_WIDTH):
                cell = self.workings.table(line, place)
                shape = ("centre",) if place in (3, 4) else ("wrap",)
                style = self.styles("box", "fine", *shape, number_format="0.##" if place in (3, 4) else "")
                self.sheet.write_formula(self.row, _FIRST + place, f'=IFERROR(IF(LEN({cell})=0,"",{cell}),"")', style, "")
            lines = needed[line - 1] if line <= len(needed) else LEAST
            self.sheet.set_row(self.row, _FINE_HEIGHT * lines)
            self.row += 1

    def opinions(self) -> None:
        self.row += 1
        self.section(Bilingual("Opinions and signatures", "评级意见及签字"))
        for text in signers(self.form.policy) or usual_signers():
            self.sheet.write_string(self.row, _FIRST, text, self.styles("label"))
            style = self.styles("entry", "wrap", "top")
            self.sheet.merge_range(self.row, 2, self.row, 5, "", style)
            self.sheet.write_string(self.row, _LAST, heading(_SIGNATURE), self.styles("box", "quiet", "wrap", "top"))
            self.sheet.set_row(self.row, max(_TALL, LINE_HEIGHT * line_count(text, _WIDTHS[_FIRST] - 1) + 3))
            self.row += 1

    def section(self, title: Bilingual) -> None:
        for place in range(_FIRST, _LAST + 1):
            self.sheet.write_blank(self.row, place, None, self.styles("section"))
        self.sheet.write_string(self.row, _FIRST, both(title), self.styles("section"))
        self.sheet.set_row(self.row, 22)
        self.row += 1
