"""The vocabulary of a policy: what a checked policy file consists of, as frozen values.

Numbers are floats (a percent is a fraction), dates are day numbers (``date.toordinal()``) where they
are compared and ``datetime.date`` where they are shown, categories and grades are their ids.
Every figure carries the status that stands nearest above it: stated, repaired or proposed.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .cells import Cell
from .findings import Bilingual, Where
from .formula import Expression
from .process import Approval, ManualOverrides, Provisional, Review, Transition
from .status import Status as Status

Scale = Literal["value", "risk", "none"]
InputType = Literal["number", "integer", "boolean", "date", "category", "set", "text"]
MissingRule = Literal["error", "default", "stated"]


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a rule comes from."""

    title: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A constant that the bank decides: a number, or true or false for a switch.

    ``placeholder`` marks one that the bank has to set first.
    """

    name: str
    value: float | bool
    title: Bilingual
    status: Status
    where: Where
    unit: str = ""
    placeholder: bool = False

    @property
    def is_switch(self) -> bool:
        """True for one that is true or false."""
        return isinstance(self.value, bool)


@dataclass(frozen=True, slots=True)
class NamedList:
    """A dated list of words (countries, industries) that several policies share."""

    name: str
    title: Bilingual
    as_of: datetime.date
    items: Mapping[str, Bilingual]
    references: tuple[Reference, ...]
    status: Status
    digest: str
    where: Where
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Input:
    """A cell's declaration: its type, unit, domain, what it may say and what a blank means."""

    name: str
    type: InputType
    title: Bilingual
    where: Where
    status: Status
    unit: str = ""
    domain: Cell | None = None
    plausible: Cell | None = None
    values: Mapping[str, Bilingual] = field(default_factory=dict)
    values_from: str = ""
    specials: Mapping[str, float] = field(default_factory=dict)
    special_titles: Mapping[str, Bilingual] = field(default_factory=dict)
    missing: MissingRule = "error"
    default: float | str | bool | None = None
    missing_words: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    note: Bilingual | None = None
    group: Bilingual | None = None

    @property
    def from_context(self) -> bool:
        """True for ``as_of``, the date that the workbook or command fills in instead of a cell."""
        return self.name == "as_of" and self.type == "date"


@dataclass(frozen=True, slots=True)
class Reason:
    """A short stable code and its text."""

    code: str
    text: Bilingual


@dataclass(frozen=True, slots=True)
class Condition:
    """Cells that must all match, by the name they read, or one formula of boolean value."""

    cells: Mapping[str, Cell]
    formula: Expression | None
    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class Grades:
    """The ordered grades of a decision with their titles; the first is best (value) or least risky (risk)."""

    ids: tuple[str, ...]
    titles: Mapping[str, Bilingual]


@dataclass(frozen=True, slots=True)
class Override:
    """The policy's own hard rule on a grade."""

    when: Condition
    action: Literal["cap", "floor", "set"]
    grade: str
    reason: Reason
    status: Status
    where: Where


@dataclass(frozen=True, slots=True)
class Linear:
    """Points that run in a straight line between the two bounds of an interval."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Attribute:
    """One class of a characteristic (a bin) and its points; ``points`` None is a stated error."""

    cell: Cell
    points: float | Linear | None
    status: Status
    where: Where
    title: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One input or decision of a card, its attributes and what is said when points are lost."""

    name: str
    of: str
    attributes: tuple[Attribute, ...]
    weight: float
    reason: Reason | None
    applies: Condition | None
    inapplicable: Literal["reweight", "zero", ""]
    title: Bilingual
    status: Status
    where: Where
    monotonic: Literal["increasing", "decreasing", ""] = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A named step of a policy; the subclasses are the kinds."""

    name: str
    title: Bilingual
    status: Status
    where: Where


@dataclass(frozen=True, slots=True)
class Formula(Decision):
    """A number, boolean, date or grade worked out by an expression."""

    expression: Expression
    gives: Literal["number", "boolean", "date", "grade"]
    when_undefined: tuple[tuple[Condition, float | Literal["error", "missing"]], ...] = ()
    decimals: int = 12
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Scorecard(Decision):
    """Base points plus the weighted points of each characteristic, over ``divide_by``."""

    base_points: float
    combine: Literal["sum", "max", "mean"]
    divide_by: float
    decimals: int
    characteristics: tuple[Characteristic, ...]
    weights_sum: float | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A grade and the numbers that earn it."""

    grade: str
    cell: Cell
    status: Status
    where: Where
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Bands(Decision):
    """A number cut into grades."""

    of: str
    bands: tuple[Band, ...]
    grades: Grades
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """A named result of a table: a grade (with its grades), a number, a boolean or a text."""

    name: str
    type: Literal["grade", "number", "boolean", "text", "list"]
    title: Bilingual
    grades: Grades | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: when it matches, what it gives (by output) or why the policy declines."""

    when: Condition | None
    then: Mapping[str, float | str | bool]
    refuse: Bilingual | None
    reason: Reason | None
    status: Status
    where: Where
    title: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Table(Decision):
    """A decision table; its outputs are names that later decisions may read."""

    hit: Literal["unique", "first", "collect"]
    collect: Literal["", "sum", "min", "max", "worst", "list"]
    outputs: tuple[Output, ...]
    rows: tuple[TableRow, ...]
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix(Decision):
    """A grade for each pair of two grades or categories."""

    rows: str
    columns: str
    values: Mapping[str, Mapping[str, str]]
    grades: Grades
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking(Decision):
    """Where this row stands in the whole book, as a number."""

    of: str
    measure: Literal["percent_rank", "cumulative_share", "ntile"]
    order: Literal["ascending", "descending"]
    ties: Literal["best", "worst", "mean"]
    crossing: Literal["better", "worse", ""]
    where_: Condition | None
    outside: float | None
    tiles: int = 0


@dataclass(frozen=True, slots=True)
class SubPolicy(Decision):
    """The grade (or another output) that another policy gives, fed with values of this one."""

    use: str
    inputs: Mapping[str, str]
    output: str
    policy: Policy
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class Test:
    """An embedded test: inputs as a cell would hold them, and what the named outputs must be.

    ``under`` is the policy with the ``parameters`` that the test sets, None where it sets none.
    """

    name: str
    inputs: Mapping[str, object]
    expect: Mapping[str, object]
    where: Where
    book: tuple[Mapping[str, object], ...] = ()
    parameters: Mapping[str, float | bool] = field(default_factory=dict)
    under: Policy | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of one policy, whole: it has passed the loader; the checks are run by the library."""

    id: str
    version: str
    effective: datetime.date
    title: Bilingual
    scale: Scale
    owner: Bilingual
    status: Status
    references: tuple[Reference, ...]
    parameters: Mapping[str, Parameter]
    lists: Mapping[str, NamedList]
    inputs: Mapping[str, Input]
    decisions: tuple[Decision, ...]
    result: Mapping[str, str]
    treatments: Mapping[str, Mapping[str, Mapping[str, float | str | Bilingual]]]
    tests: tuple[Test, ...]
    where: Where
    digest: str
    note: Bilingual | None = None
    scope: Bilingual | None = None
    family: str = ""
    retired: datetime.date | None = None
    review: Review | None = None
    provisional: Provisional | None = None
    transitions: tuple[Transition, ...] = ()
    approvals: tuple[Approval, ...] = ()
    manual_overrides: ManualOverrides | None = None

    @property
    def stamp(self) -> str:
        """``id@version``, the text that pins this version."""
        return f"{self.id}@{self.version}"

    @property
    def cells(self) -> tuple[Input, ...]:
        """The inputs that are cells of a row, in order (``as_of`` is filled from the context)."""
        return tuple(item for item in self.inputs.values() if not item.from_context)

    def decision(self, name: str) -> Decision:
        """The decision that makes ``name`` (a table makes each of its outputs)."""
        for decision in self.decisions:
            if decision.name == name or name in (o.name for o in getattr(decision, "outputs", ())):
                return decision
        raise KeyError(name)

    def grades(self, name: str) -> Grades | None:
        """The ordered grades of a decision or table output, or None where it makes no grade."""
        decision = self.decision(name)
        for output in getattr(decision, "outputs", ()):
            if output.name == name:
                return output.grades
        if isinstance(decision, SubPolicy):
            inner = decision.policy.result[decision.output]
            return None if inner in decision.policy.inputs else decision.policy.grades(inner)
        if isinstance(decision, Formula) and decision.gives == "grade":
            return self.grades(decision.expression.names[0])
        return getattr(decision, "grades", None)
