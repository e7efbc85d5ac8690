"""Where everything stands in a form, so that sheets can refer to each other."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from .columns import Column
from .form import Form

GUIDE, LEDGER, SUMMARY, POLICY = "Guide 说明", "Ledger 客户台账", "Summary 汇总", "Policy 政策"
RATING_FORM, REQUESTS, ALERTS, RELATED = "Rating form 评级表", "Requests 调整申请", "Alerts 预警", "Related parties 关联人"
WORKINGS = "Workings 计算"
"""The hidden sheet of what other sheets are worked out from."""

TITLE_ROW, NOTICE_ROW, GROUP_ROW, NOTE_ROW, HEADING_ROW, FIRST_ROW = range(6)
"""Rows of the ledger, from 0; customers begin at FIRST_ROW."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The addresses of a form's ledger. Rows count from 0."""

    form: Form

    @property
    def last_row(self) -> int:
        """The row of the last customer."""
        return FIRST_ROW + self.form.height - 1

    def own(self, key: str) -> Column | None:
        """A column of the form's own by its key: an entry that is no input, or one after the results."""
        roles = ("entry", "formula", "held", "copy")
        columns = self.form.columns
        return next((column for column in columns if column.role in roles and column.key == key), None)

    @property
    def key(self) -> Column | None:
        """The column that tells customers apart: the first that is filled in and no input."""
        return next((column for column in self.form.columns if column.role == "entry"), None)

    @property
    def frozen_columns(self) -> int:
        """How many columns stay in view and repeat on each page."""
        first = self.inputs[0]
        if self.form.plain:
            return first
        keys = [column.key for column in self.form.columns[:first]]
        return keys.index("customer_name") + 1 if "customer_name" in keys else min(first, 3)

    @property
    def shown(self) -> int:
        """How many columns are in view: all but the hidden copies on the right."""
        return sum(column.role != "copy" for column in self.form.columns)

    def result(self, key: str) -> Column | None:
        """The result column of a key, or None where the form does not show it."""
        columns = self.form.columns
        return next((column for column in columns if column.role == "result" and column.key == key), None)

    def entry(self, key: str) -> Column:
        """The column of a key that is filled in. Raises KeyError."""
        for column in self.form.columns:
            if column.role in ("entry", "input") and column.key == key:
                return column
        raise KeyError(key)

    @property
    def inputs(self) -> tuple[int, int]:
        """The positions of the first and the last input, which stand side by side."""
        places = [place for place, column in enumerate(self.form.columns) if column.role == "input"]
        return places[0], places[-1]

    def values(self, row: int) -> str:
        """The inputs of a customer, or of all customers where one formula fills a column."""
        first, last = (xl_col_to_name(place) for place in self.inputs)
        bottom = self.last_row if self.form.in_blocks else row
        return _area(f"{first}{row + 1}", f"{last}{bottom + 1}")

    def row_of_inputs(self, row: int) -> str:
        """The inputs of a customer, with their columns fixed."""
        first, last = (f"${xl_col_to_name(place)}{row + 1}" for place in self.inputs)
        return f"{first}:{last}"

    @property
    def headings(self) -> str:
        """The headings above the inputs."""
        first, last = (xl_col_to_name(place) for place in self.inputs)
        return _area(f"{first}${HEADING_ROW + 1}", f"{last}${HEADING_ROW + 1}")

    @property
    def main(self) -> Column:
        """The column of the main result: the grade, else the first output that is shown."""
        results = [column for column in self.form.columns if column.role == "result"]
        outputs = [column for column in results if column.key in self.form.policy.result]
        return next((column for column in outputs if column.key == "grade"), (outputs or results)[0])

    def cells(self, column: Column) -> str:
        """All cells of a column, as another sheet refers to them."""
        return self.area(column, column)

    def area(self, first: Column, last: Column) -> str:
        """All cells of neighbouring columns, as another sheet refers to them."""
        left, right = (xl_col_to_name(self.form.columns.index(column)) for column in (first, last))
        return f"'{LEDGER}'!${left}${FIRST_ROW + 1}:${right}${self.last_row + 1}"

    def at(self, column: Column, row: int, whole: bool = False) -> str:
        """A customer's cell of a column on the ledger itself, or all of them where one formula fills a column."""
        name = xl_col_to_name(self.form.columns.index(column))
        bottom = self.last_row if whole else row
        return _area(f"{name}{row + 1}", f"{name}{bottom + 1}")

    def there(self, column: Column, row: int) -> str:
        """A customer's cell as another sheet refers to it."""
        return f"'{LEDGER}'!${xl_col_to_name(self.form.columns.index(column))}{row + 1}"

    @property
    def all_inputs(self) -> str:
        """The inputs of all customers, as another sheet refers to them."""
        first, last = self.inputs
        return self.area(self.form.columns[first], self.form.columns[last])

    @property
    def input_headings(self) -> str:
        """The headings above the inputs, as another sheet refers to them."""
        first, last = (xl_col_to_name(place) for place in self.inputs)
        return f"'{LEDGER}'!${first}${HEADING_ROW + 1}:${last}${HEADING_ROW + 1}"


def _area(first: str, last: str) -> str:
    return first if first == last else f"{first}:{last}"
