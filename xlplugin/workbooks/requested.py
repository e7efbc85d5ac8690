"""The requests for another grade that stand on a form's sheet: read with care, for they come from outside."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xlplugin.compliance.rating import Rating
from xlplugin.functions.values import CellError
from xlplugin.policy.findings import Bilingual

from .book import read_book
from .cell_values import Value
from .form_cells import FormCells
from .journal_areas import CUSTOMER
from .limits import DEFAULT_LIMITS, Limits
from .named_areas import Place
from .package import Package

MOST_REQUESTS = 10_000
LONGEST = {CUSTOMER: 200, "grade": 60, "reason": 300, "evidence": 4000, "by": 200}
"""Characters that each of the cells may have."""
_TITLES = {
    CUSTOMER: Bilingual("customer no.", "客户编号"),
    "grade": Bilingual("requested grade", "申请等级"),
    "reason": Bilingual("reason code", "原因代码"),
    "evidence": Bilingual("basis and evidence", "调整依据及佐证材料"),
    "by": Bilingual("requested by", "申请人"),
    "on": Bilingual("requested on", "申请日期"),
}


@dataclass(frozen=True, slots=True)
class Request:
    """One row of the sheet; ``place`` is the cell of the requested grade, ``offset`` the row's number in the list."""

    offset: int
    place: str
    customer: str
    grade: str
    reason: str
    evidence: str
    by: str
    on: datetime.date | None

    @property
    def code(self) -> str:
        """The reason's code, with which its text begins."""
        return self.reason.partition(" ")[0]

    @property
    def comment(self) -> str:
        """What the journal keeps as the comment of the proposal."""
        asked = f" (requested by 申请人: {self.by})" if self.by else ""
        return f"{self.evidence}{asked}"

    def answered_by(self, rating: Rating) -> bool:
        """Whether a rating of the same customer was proposed on this request."""
        if rating.proposed_grade != self.grade or self.on is not None and rating.proposed.on != self.on:
            return False
        overrides = (*rating.input_overrides, rating.asked_override, rating.output_override)
        proofs = {text for one in overrides if one is not None for text in one.evidence}
        return self.evidence in proofs or rating.proposed.comment == self.comment


@dataclass(frozen=True, slots=True)
class Fault:
    """A row of the sheet that is no request: which cell, what is wrong, how to mend it."""

    place: str
    customer: str
    message: Bilingual


@dataclass(frozen=True, slots=True)
class Requested:
    """What stands on the requests sheet of a form."""

    policy: str
    requests: tuple[Request, ...]
    faults: tuple[Fault, ...]


def requested(path: Path, limits: Limits = DEFAULT_LIMITS) -> Requested:
    """Read the requests of a form. Raises WorkbookError for a file that cannot be read or is no form with them."""
    with Package(path.resolve(), limits) as package:
        form = FormCells(read_book(package), path.name)
    found: list[Request] = []
    faults: list[Fault] = []
    for one in rows(form):
        (found if isinstance(one, Request) else faults).append(one)  # type: ignore[arg-type]
    return Requested(form.policy, tuple(found), tuple(faults))


def rows(form: FormCells) -> Iterator[Request | Fault]:
    """Each row of the sheet in which anything is filled in."""
    areas = form.areas.requests
    filled = 0
    for offset in range(areas[CUSTOMER].rect.height):
        if all(form.value(place, offset) in (None, "") for place in areas.values()):
            continue
        filled += 1
        if filled > MOST_REQUESTS:
            yield Fault(
                form.address(areas[CUSTOMER], offset),
                "",
                Bilingual(
                    f"more than {MOST_REQUESTS:,} requests in one form; divide them", f"申请超过 {MOST_REQUESTS:,} 条，请分表填写"
                ),
            )
            return
        yield _row(form, offset)


def _row(form: FormCells, offset: int) -> Request | Fault:
    areas = form.areas.requests
    customer = _shown(form, areas[CUSTOMER], offset)
    said: dict[str, str] = {}
    for name, longest in LONGEST.items():
        place = areas[name]
        wrong = _wrong(form, place, offset, longest)
        if wrong is not None:
            return Fault(form.address(place, offset), customer, _of(name, wrong))
        text = form.key(place, offset) if name in (CUSTOMER, "grade") else _text(form.value(place, offset))
        if not text and name != "by":
            wrong = Bilingual("is blank; fill it in, or empty the row", "为空；请填写，或清空该行")
            return Fault(form.address(place, offset), customer, _of(name, wrong))
        said[name] = text
    on = areas["on"]
    value = form.value(on, offset)
    day = form.day(value)
    blank = value is None or isinstance(value, str) and not value.strip()
    if form.is_formula(on, offset) or day is None and not blank:
        wrong = Bilingual("is no date; enter one such as 2026-03-01", "不是日期；请填写如 2026-03-01")
        return Fault(form.address(on, offset), customer, _of("on", wrong))
    where = form.address(areas["grade"], offset)
    return Request(offset, where, said[CUSTOMER], said["grade"], said["reason"], said["evidence"], said["by"], day)


def _wrong(form: FormCells, place: Place, offset: int, longest: int) -> Bilingual | None:
    """What keeps a cell from being taken as it stands."""
    value = form.value(place, offset)
    if form.is_formula(place, offset):
        return Bilingual("is a formula; a request is typed in, not calculated", "是公式；申请内容须直接录入")
    if isinstance(value, CellError):
        return Bilingual(f"shows {value.value}; type the value", f"显示 {value.value}；请直接录入")
    if isinstance(value, bool):
        return Bilingual("is TRUE or FALSE; type the value", "为逻辑值；请直接录入")
    if isinstance(value, str) and len(value) > longest:
        return Bilingual(f"has {len(value):,} characters, {longest:,} at most", f"共 {len(value):,} 字，最多 {longest:,} 字")
    return None


def _text(value: Value) -> str:
    """A cell as plain text: control characters and runs of blanks are one blank."""
    if value is None:
        return ""
    said = f"{value:.15g}" if type(value) is float else str(value)
    return " ".join("".join(char if char.isprintable() else " " for char in said).split())


def _shown(form: FormCells, place: Place, offset: int) -> str:
    """The customer of a row for a message."""
    return form.key(place, offset)[: LONGEST[CUSTOMER]]


def _of(name: str, wrong: Bilingual) -> Bilingual:
    title = _TITLES[name]
    return Bilingual(f"{title.en} {wrong.en}", f"{title.zh}{wrong.zh}")
