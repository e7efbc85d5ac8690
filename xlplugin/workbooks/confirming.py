"""What the journal says of a form's customers, written into its locked cells: ratings, decisions, what is due."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from xlplugin.compliance.rating import Rating, Standing
from xlplugin.policy.findings import Bilingual

from .book import Book, Filled
from .cell_values import Value, same_value
from .confirmed_words import Decided, decided, entry_of, state_words
from .form_cells import FormCells
from .journal_areas import CONFIRMED, CUSTOMER, ENTRY, KEPT, STATE, TYPED, journal_areas
from .named_areas import Place
from .names import DefinedNames
from .requested import Request, rows

LONGEST = 500
"""Characters of the journal's texts that a cell is given."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is due, in the language of the form."""

    customer: str
    what: str
    due: datetime.date | None
    detail: str


@dataclass(frozen=True, slots=True)
class FromJournal:
    """What the journal says under one policy on a day.

    ``reviewed`` are the newest reviews of decided ratings by the decision's number, ``due`` the most urgent first,
    ``elsewhere`` the customers that it knows under other policies.
    """

    day: datetime.date
    standings: Mapping[str, Standing]
    ratings: Mapping[str, Sequence[Rating]]
    reviewed: Mapping[int, datetime.date] = field(default_factory=dict)
    due: Callable[[str], Sequence[Item]] = lambda language: ()
    elsewhere: frozenset[str] = frozenset()


@dataclass(slots=True)
class Confirmed:
    """What was filled in, and what was not and why; cells are said as ``Ledger!B6``."""

    customers: int = 0
    confirmed: int = 0
    decisions: int = 0
    waiting: int = 0
    due: int = 0
    due_listed: int = 0
    unknown: list[tuple[str, str]] = field(default_factory=list)
    """Cell and number of customers that the journal does not know; their rows stay as they are."""
    elsewhere: list[tuple[str, str]] = field(default_factory=list)
    """The same of those that it knows, but not by this policy or not yet on that day."""
    other_version: dict[str, list[str]] = field(default_factory=dict)
    """Customers whose rating rests on another version of the policy than the form names, by that version."""
    not_in_force: list[tuple[str, str, str]] = field(default_factory=list)
    """Cell, customer and status of ratings that are no longer in force."""
    formulas: list[str] = field(default_factory=list)
    """Cells that were left because somebody has entered a formula there."""


class Confirming:
    """Fills one form. ``ask`` gives what the journal says under a policy's id, ``language`` is that of a form that
    names none."""

    def __init__(self, where: str, ask: Callable[[str], FromJournal], language: str) -> None:
        self.where, self._ask, self._language = where, ask, language
        self.found = Confirmed()
        self._filled: dict[int, dict[tuple[int, int], tuple[Value, Value]]] = {}

    def places(self, names: DefinedNames) -> Iterable[Place]:
        """The areas that are filled."""
        return journal_areas(names, self.where).written

    def fill(self, book: Book) -> Filled:
        """Put the journal's values into the grids, and give those that were put."""
        form = FormCells(book, self.where)
        said = self._ask(form.policy_id)
        language = form.language or self._language
        self._ledger(form, said, language)
        self._requests(form, said, language)
        self._dues(form, said, language)
        return self._filled

    def _ledger(self, form: FormCells, said: FromJournal, language: str) -> None:
        columns = form.areas.ratings
        found = self.found
        for offset in range(columns[CUSTOMER].rect.height):
            key = form.key(columns[CUSTOMER], offset)
            standing = said.standings.get(key) if key else None
            if key and standing is None:
                left = found.elsewhere if key in said.elsewhere else found.unknown
                left.append((form.address(columns[CUSTOMER], offset), key))
                continue
            if standing is None and all(self._empty(form, columns[name], offset) for name in (CONFIRMED, STATE, ENTRY)):
                continue
            rating = standing.rating if standing is not None else None
            state = state_words(standing, language) if standing is not None else ""
            self._put(form, columns[CONFIRMED], offset, (standing.grade if standing is not None else None) or None)
            self._put(form, columns[STATE], offset, _clipped(state))
            self._put(form, columns[ENTRY], offset, entry_of(standing) if standing is not None else None)
            for name, value in self._typed(form, standing, said).items():
                if name in columns:
                    self._keep(form, columns[name], columns[KEPT + name], offset, *value)
            if standing is None:
                continue
            found.customers += 1
            found.confirmed += standing.grade is not None
            if rating is not None and standing.grade is None:
                told = state_words(standing, self._language)  # who runs the command may read another language
                found.not_in_force.append((form.address(columns[CONFIRMED], offset), key, told))
            if rating is not None and "@" in form.policy and rating.policy != form.policy:
                found.other_version.setdefault(rating.policy, []).append(key)

    def _typed(
        self, form: FormCells, standing: Standing | None, said: FromJournal
    ) -> Mapping[str, tuple[Value, bool]]:
        """The values of the columns that are typed where there is no journal; False where it has nothing to say."""
        rating = standing.rating if standing is not None else None
        if standing is None or rating is None or rating.decided is None:
            return dict.fromkeys(TYPED, (None, False))
        on = rating.decided.on
        last = max(on, said.reviewed.get(rating.decided.seq, on))
        until = None if standing.basis == "withdrawn" else rating.valid_until
        before = _before(standing)
        return {
            "previous_grade": (before, before is not None),
            "last_review": (form.serial(last), True),
            "valid_until": (form.serial(until), True),
        }

    def _keep(
        self, form: FormCells, typed: Place, kept: Place, offset: int, value: Value, known: bool
    ) -> None:
        """Write a value and what keeps it; where the journal has none, what it had given before goes."""
        if known:
            self._put(form, typed, offset, value)
        elif not self._empty(form, kept, offset) and same_value(form.value(typed, offset), form.value(kept, offset)):
            self._put(form, typed, offset, None)
        self._put(form, kept, offset, value if known else None)

    def _requests(self, form: FormCells, said: FromJournal, language: str) -> None:
        columns = form.areas.decisions
        answers: dict[int, Decided] = {}
        for one in rows(form):
            if not isinstance(one, Request):
                continue
            ratings = said.ratings.get(one.customer, ())
            rating = next((rating for rating in reversed(ratings) if one.answered_by(rating)), None)
            if rating is None:
                self.found.waiting += 1
                continue
            answers[one.offset] = decided(rating, ratings, said.day, language)
        self.found.decisions = len(answers)
        for offset in range(columns[ENTRY].rect.height):
            answer = answers.get(offset)
            if answer is None and all(self._empty(form, place, offset) for place in columns.values()):
                continue
            self._put(form, columns["reviewer"], offset, _clipped(answer.reviewer) if answer else None)
            self._put(form, columns["decision"], offset, _clipped(answer.words) if answer else None)
            self._put(form, columns["grade"], offset, answer.grade or None if answer else None)
            self._put(form, columns["approver"], offset, _clipped(answer.approver) if answer else None)
            self._put(form, columns["on"], offset, form.serial(answer.on) if answer else None)
            self._put(form, columns[ENTRY], offset, float(answer.entry) if answer else None)

    def _dues(self, form: FormCells, said: FromJournal, language: str) -> None:
        columns, ledger = form.areas.dues, form.areas.ratings[CUSTOMER]
        keys = {form.key(ledger, offset) for offset in range(ledger.rect.height)}
        items = [item for item in said.due(language) if item.customer in keys]
        room = columns[CUSTOMER].rect.height
        self.found.due, self.found.due_listed = len(items), min(len(items), room)
        self._put(form, columns["as_of"], 0, form.serial(said.day))
        self._put(form, columns["note"], 0, _note(len(items), room).in_language(language))
        for offset in range(room):
            item = items[offset] if offset < len(items) else None
            self._put(form, columns[CUSTOMER], offset, item.customer if item else None)
            self._put(form, columns["what"], offset, _clipped(item.what) if item else None)
            self._put(form, columns["on"], offset, form.serial(item.due) if item else None)
            self._put(form, columns["detail"], offset, _clipped(item.detail) if item else None)

    def _empty(self, form: FormCells, place: Place, offset: int) -> bool:
        return form.value(place, offset) in (None, "")

    def _put(self, form: FormCells, place: Place, offset: int, value: Value) -> None:
        """Put a value into a cell of a column; a formula that somebody has entered there stays."""
        before = form.value(place, offset)
        if form.is_formula(place, offset):
            self.found.formulas.append(form.address(place, offset))
            return
        if same_value(before, value) or before in (None, "") and value is None:
            return
        row, column = form.at(place, offset)
        self._filled.setdefault(form.sheet_number(place), {})[row, column] = (before, value)
        grid = form.sheet(place).grid
        if value is None:
            grid[column].pop(row, None)
        else:
            grid[column][row] = value


def _before(standing: Standing) -> str | None:
    """The grade confirmed before the one that counts: the newest one, where it counts no more or where the customer
    was graded as of a later day since; else the one before it."""
    rating, system = standing.rating, standing.system
    newer = rating is not None and system is not None and system.as_of > rating.as_of
    found = rating if newer or standing.grade is None else standing.previous
    return (found.confirmed_grade or None) if found is not None else None


def _note(count: int, room: int) -> Bilingual:
    if not count:
        return Bilingual("nothing is due for the customers of this ledger", "本台账客户无到期事项")
    if count > room:
        return Bilingual(f"{count:,} items; the {room} most urgent are listed", f"共{count:,}项，仅列最紧急的{room}项")
    if count == 1:
        return Bilingual("1 item", "共1项")
    return Bilingual(f"{count} items, the most urgent first", f"共{count}项，按紧急程度排列")


def _clipped(text: str) -> Value:
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - 1]}…"
    return text or None
