"""What the lookup form is: policies that are lookups, how many rows, in which language, and what stands in them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input, Policy, Table
from xlplugin.policy.variables import variables
from xlplugin.scoring.compile import compile_policy
from xlplugin.workbooks.forms.choices import titles_of, words
from xlplugin.workbooks.forms.form import MOST_ROWS, Language
from xlplugin.workbooks.forms.wording import NOTHING, both

FORM = "lookups"
"""The file's name."""
TITLE = Bilingual("Customer types from one observation", "客户类型速查登记")
NO_ADVICE = "-"
_USUAL_ADVICE = "service"

Advice = Mapping[str, float | str | Bilingual]


def is_lookup(policy: Policy) -> bool:
    """True where a policy only looks one word up: no order of grades, one input to be chosen, nothing but tables."""
    return (
        policy.scale == "none"
        and [item.type for item in policy.cells] == ["category"]
        and all(isinstance(decision, Table) for decision in policy.decisions)
        and policy.result.get("grade", "") not in policy.inputs
        and "grade" in policy.result
    )


@dataclass(frozen=True, slots=True)
class Observed:
    """One value that may be observed: its word in the drop-down, its title, the type that follows, what to do."""

    id: str
    word: str
    title: Bilingual
    type: str
    advice: Advice


@dataclass(frozen=True, slots=True)
class System:
    """One lookup policy as a choice of the form."""

    policy: Policy
    values: tuple[Observed, ...]
    types: Mapping[str, Bilingual]
    item: str
    """The treatment that is shown as advice, or ``NO_ADVICE``."""

    @property
    def title(self) -> str:
        """What the drop-down says."""
        return both(self.policy.title)

    @property
    def input(self) -> Input:
        """What is observed."""
        return self.policy.cells[0]


@dataclass(frozen=True, slots=True)
class LookupForm:
    """The form to be built. ``data`` are rows to fill in: ``customer``, ``name``, ``date``, ``observer``,
    ``system`` (a policy's id) and ``value`` (a word's id, or any text).

    Raises ValueError without a policy, for one that is no lookup or there twice, for columns and systems that
    are not there, and for more rows than a sheet holds.
    """

    policies: Sequence[Policy]
    language: Language = "en"
    rows: int = 200
    data: Sequence[Mapping[str, object]] = ()
    as_of: datetime.date | None = None
    systems: tuple[System, ...] = field(init=False)

    def __post_init__(self) -> None:
        if not self.policies:
            raise ValueError("there is no lookup among the policies")
        wrong = [policy.id for policy in self.policies if not is_lookup(policy)]
        if wrong:
            raise ValueError(f"{', '.join(wrong)}: a lookup has one input of type category and tables only")
        ordered = sorted(self.policies, key=lambda policy: policy.id)
        ids = [policy.id for policy in ordered]
        if len(set(ids)) < len(ids):
            raise ValueError("a policy can stand in the form in one version only")
        object.__setattr__(self, "systems", tuple(_system(policy, self.language) for policy in ordered))
        if not 1 <= self.height <= MOST_ROWS:
            raise ValueError(f"a form has 1 to {MOST_ROWS:,} rows, not {self.height:,}")
        unknown = {key for row in self.data for key in row} - {"customer", "name", "date", "observer", "system", "value"}
        unknown |= {str(row["system"]) for row in self.data if row.get("system")} - set(ids)
        if unknown:
            raise ValueError(f"the form has no {', '.join(sorted(unknown))}; its systems are {', '.join(ids)}")

    @property
    def height(self) -> int:
        """The ledger's rows: as asked for, and at least as many as the data."""
        return max(self.rows, len(self.data))


def _system(policy: Policy, language: str) -> System:
    item, ready = policy.cells[0], compile_policy(policy)
    values = []
    for (id, title), word in zip(titles_of(item, policy).items(), words(item, policy, language), strict=True):
        result = ready.grade_row([id])
        values.append(Observed(id, word, title, result.grade or "", result.treatment))
    name = policy.result["grade"]
    grades = policy.grades(name)
    titles = variables(policy)[name].titles
    types = {grade: titles.get(grade, NOTHING) for grade in (grades.ids if grades else titles)}
    items = [key for said in policy.treatments.get(name, {}).values() for key in said]
    advice = _USUAL_ADVICE if _USUAL_ADVICE in items else items[0] if items else NO_ADVICE
    return System(policy, tuple(values), types, advice)
