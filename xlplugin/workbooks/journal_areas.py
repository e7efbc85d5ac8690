"""Where an entry form and the journal meet: the cells that ask for a grade, and those that the journal fills.

The form says by defined names where: ``xlplugin_rating_X`` are columns of the ledger, ``xlplugin_request_X`` and
``xlplugin_decision_X`` of the requests, ``xlplugin_due_X`` stand on the alerts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual

from .errors import WorkbookError
from .named_areas import FORM, Place, named_areas
from .names import POLICY, DefinedNames

RATING, REQUEST, DECISION, DUE = "xlplugin_rating_", "xlplugin_request_", "xlplugin_decision_", "xlplugin_due_"
CUSTOMER, CONFIRMED, STATE, ENTRY = "customer", "confirmed_grade", "state", "entry"
TYPED = ("previous_grade", "last_review", "valid_until")
"""Columns of the ledger that an officer types where there is no journal."""
KEPT = "kept_"
"""Before the name of one of these: the hidden column that keeps what the journal said."""
RATINGS = (CUSTOMER, CONFIRMED, STATE, ENTRY)
"""What each form has; a policy that takes one of ``TYPED`` as an input has no such column besides."""
REQUESTS = (CUSTOMER, "grade", "reason", "evidence", "by", "on")
DECISIONS = ("reviewer", "decision", "grade", "approver", "on", ENTRY)
DUES = ("as_of", "note", CUSTOMER, "what", "on", "detail")
LONGEST_COLUMN = 1_000_000
"""Rows that one of these columns may have."""


@dataclass(frozen=True, slots=True)
class JournalAreas:
    """The columns by the end of their names; those of one sheet have the same rows."""

    ratings: Mapping[str, Place]
    requests: Mapping[str, Place]
    decisions: Mapping[str, Place]
    dues: Mapping[str, Place]

    @property
    def written(self) -> tuple[Place, ...]:
        """The areas that the journal fills."""
        ledger = [place for name, place in self.ratings.items() if name != CUSTOMER]
        return (*ledger, *self.decisions.values(), *self.dues.values())


def journal_areas(names: DefinedNames, where: str) -> JournalAreas:
    """What a form's names say. Raises WorkbookError for a workbook that is no form, or an older one."""
    typed = named_areas(names, RATING)
    pairs = [(name, KEPT + name) for name in TYPED if {name, KEPT + name} <= typed.keys()]
    ratings = (*RATINGS, *(name for pair in pairs for name in pair))
    if names.find(FORM, None) is None:
        raise WorkbookError(
            Bilingual("it is no entry form of xlplugin, or a short one", "不是 xlplugin 录入表，或为简表"),
            Bilingual(
                "build one with xlplugin template build POLICY and enter the customers there",
                "请用 xlplugin template build 制度 生成录入表，并在其中录入客户",
            ),
            where,
        )
    found = [
        _columns(named_areas(names, start), wanted, apart)
        for start, wanted, apart in (
            (RATING, ratings, ()), (REQUEST, REQUESTS, ()), (DECISION, DECISIONS, ()), (DUE, DUES, ("as_of", "note")),
        )
    ]  # fmt: skip
    requests, decisions = found[1], found[2]
    if not all(found) or requests[CUSTOMER].rect.height != decisions[ENTRY].rect.height:
        raise _older(where)
    return JournalAreas(*found)


def _columns(found: Mapping[str, Place], wanted: tuple[str, ...], apart: tuple[str, ...]) -> dict[str, Place]:
    """The columns that are wanted, nothing where one is missing or they do not stand side by side.

    Those ``apart`` are single cells.
    """
    if not found.keys() >= set(wanted):
        return {}
    areas = {name: found[name] for name in wanted}
    columns = [place for name, place in areas.items() if name not in apart]
    first = columns[0]
    together = all(
        place.sheet == first.sheet
        and (place.rect.top, place.rect.bottom) == (first.rect.top, first.rect.bottom)
        and place.rect.width == 1
        for place in columns
    )
    single = all(areas[name].rect.size == 1 for name in apart)
    distinct = len({(place.sheet, place.rect) for place in areas.values()}) == len(areas)
    return areas if together and single and distinct and first.rect.height <= LONGEST_COLUMN else {}


def _older(where: str) -> WorkbookError:
    return WorkbookError(
        Bilingual(
            "this form has no cells for the journal: it was built by an older version, or its names were changed",
            "该录入表没有供评级日志填写的单元格：由旧版本生成，或其定义名称已被改动",
        ),
        Bilingual(
            f"build it anew with xlplugin template build (the policy stands in {POLICY}) and paste the customers into it",
            f"请用 xlplugin template build 重新生成（制度见名称 {POLICY}），再粘贴客户数据",
        ),
        where,
    )
