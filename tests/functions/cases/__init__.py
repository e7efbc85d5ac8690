"""The table of cases of all spreadsheet functions, which every host is run through."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import yaml

from xlplugin.compliance.approval_words import approval_words
from xlplugin.functions.context import Context
from xlplugin.functions.registry import FUNCTIONS
from xlplugin.functions.values import OMITTED, CellError
from xlplugin.policy.library import Library
from xlplugin.policy.settings import Settings
from xlplugin.scoring.compile import Compiled, compile_policy
from xlplugin.scoring.proof import prove

HERE = Path(__file__).parent
POLICIES = HERE.parent.parent / "policies"
AS_OF = datetime.date(2026, 11, 20)

ERRORS = {error.value: error for error in CellError}
SETTINGS = ("language", "workbook_policy", "as_of")


@dataclass(frozen=True)
class Case:
    """One call: the function, its arguments in order, the workbook's settings, and what comes out.

    ``gives`` is the exact answer (error texts stand for errors); ``says`` are texts that the words of a
    refusal, or of CHECKROW, hold; ``has_rows`` are rows that a table holds, in this order.
    """

    id: str
    function: str
    arguments: tuple[object, ...]
    settings: dict[str, object]
    gives: object = None
    says: tuple[str, ...] = ()
    has_rows: tuple[list[object], ...] = ()
    exact: bool = field(default=True)


class _Loader(yaml.SafeLoader):
    """YAML with three more kinds of cell: !decimal, !nan and !com (an error as Excel hands it over)."""


_Loader.add_constructor("!decimal", lambda loader, node: Decimal(loader.construct_scalar(node)))
_Loader.add_constructor("!nan", lambda loader, node: math.nan)
_Loader.add_constructor("!com", lambda loader, node: int(loader.construct_scalar(node)))


def load_cases() -> list[Case]:
    """All cases of the files beside this one."""
    return [
        _case(path.stem, entry)
        for path in sorted(HERE.glob("*.yaml"))
        for entry in yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506
    ]


def _case(topic: str, entry: dict[str, object]) -> Case:
    name = str(entry["call"])
    arguments = [argument.name for argument in FUNCTIONS[name].arguments]
    known = {"id", "call", "gives", "says", "has_rows", *SETTINGS, *arguments}
    assert entry.keys() <= known, f"{topic}: {entry['id']}: unknown keys {entry.keys() - known}"
    given = [as_errors(entry[key]) if key in entry else OMITTED for key in arguments]
    while given and given[-1] is OMITTED:
        given.pop()
    says = entry.get("says", ())
    return Case(
        f"{topic}: {entry['id']}",
        name,
        tuple(given),
        {key: entry[key] for key in SETTINGS if key in entry},
        as_errors(entry.get("gives")),
        (says,) if isinstance(says, str) else tuple(says),  # type: ignore[arg-type]
        tuple(entry.get("has_rows", ())),  # type: ignore[arg-type]
        "gives" in entry,
    )


def as_errors(value: object) -> object:
    """The value with error texts as errors, in blocks too."""
    if isinstance(value, list):
        return [as_errors(item) for item in value]
    return ERRORS.get(value, value) if isinstance(value, str) else value


class Policies:
    """Compiled policies of a library, each compiled once."""

    def __init__(self, *folders: Path) -> None:
        self.library = Library(folders, prove=prove)
        self.compiled: dict[str, Compiled] = {}

    def __call__(self, stamp: str, as_of: datetime.date) -> Compiled:
        policy = self.library.get(stamp, as_of)
        if policy.stamp not in self.compiled:
            self.compiled[policy.stamp] = compile_policy(policy)
        return self.compiled[policy.stamp]


def context_of(case: Case, policies: Policies) -> Context:
    """The surroundings of a case: the test policies, on 20 November 2026."""
    settings = {"as_of": AS_OF, **case.settings}
    return Context(
        policies,
        default_policy="card",
        default_aml_policy="risk",
        approvals=approval_words(policies.library.folders, Settings()),
        **settings,  # type: ignore[arg-type]
    )
