"""What a form is: a policy, how many rows, in which language, and what stands in them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy, Ranking, SubPolicy
from xlplugin.workbooks.journal_areas import TYPED

from .columns import IDENTITY, Column, full_results, grades_of, input_columns, result_columns, usual_results
from .identity import EXPOSURE, identity_of
from .measures import Measure
from .wording import NOTHING
from .workflow import copy_columns, workflow_columns

Language = Literal["en", "zh"]
Layout = Literal["rows", "block"]

EXPOSURE_MEASURE = Measure(
    "exposure", Bilingual("Exposure, 10,000 yuan", "授信余额（万元）"), Bilingual("Share", "占比"), of_total=True
)

MOST_ROWS = 1_000_000
"""Customers that a sheet can hold."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form to be built.

    ``data`` are rows to fill in, by column key; an id of a category and a boolean are written as the
    drop-down says them. ``identity`` are the columns before the inputs, ``results`` the keys of those
    after them (``CHECKROW``, ``REASONS``, ``RULES``, outputs of the policy), by default all. ``notice`` is
    said on every sheet with results. Without ``as_of`` the day of calculation counts. A ``plain`` form has
    no rating form, requests, alerts and frozen grades; nor has one without a grade among its results.
    Raises ValueError for keys that no column has, outputs that the policy does not give, and more rows
    than a sheet holds.
    """

    policy: Policy
    language: Language = "en"
    layout: Layout = "rows"
    rows: int = 200
    data: Sequence[Mapping[str, object]] = ()
    identity: tuple[Column, ...] = ()
    results: tuple[str, ...] = ()
    as_of: datetime.date | None = None
    notice: Bilingual = NOTHING
    measures: tuple[Measure, ...] = ()
    plain: bool = False
    columns: tuple[Column, ...] = field(init=False)

    def __post_init__(self) -> None:
        policy, inputs = self.policy, self.policy.inputs
        if "grade" not in (self.results or policy.result) or grades_of(policy, "grade") is None:
            object.__setattr__(self, "plain", True)
        identity = self.identity or (IDENTITY if self.plain else identity_of(policy))
        identity = tuple(column for column in identity if column.key not in inputs)
        results = self.results or (usual_results(policy) if self.plain else full_results(policy))
        columns = (*identity, *input_columns(policy), *result_columns(policy, results))
        if not self.plain:
            key = next((column for column in identity if column.role == "entry"), None)
            more = tuple(workflow_columns(policy))
            typed = [column for column in more if column.key in TYPED]
            columns = (*columns, *more, *copy_columns(columns, typed, key))
            if EXPOSURE in identity and not self.measures:
                object.__setattr__(self, "measures", (EXPOSURE_MEASURE,))
        object.__setattr__(self, "columns", columns)
        if not 1 <= self.height <= MOST_ROWS:
            raise ValueError(f"a form has 1 to {MOST_ROWS:,} rows, not {self.height:,}")
        known = {column.key for column in columns if column.role in ("entry", "input")}
        unknown = {key for row in self.data for key in row} - known
        if unknown:
            raise ValueError(
                f"no entry column is called {', '.join(sorted(unknown))}; there are {sorted(known)}"
            )

    @property
    def height(self) -> int:
        """The ledger's rows: as asked for, and at least as many as the data."""
        return max(self.rows, len(self.data))

    @property
    def in_blocks(self) -> bool:
        """True where one formula fills a whole column; a policy that ranks needs the whole book at once."""
        return self.layout == "block" or ranks(self.policy)


def ranks(policy: Policy) -> bool:
    """True where a grade depends on the other rows of the book."""
    return any(
        isinstance(decision, Ranking) or isinstance(decision, SubPolicy) and ranks(decision.policy)
        for decision in policy.decisions
    )
