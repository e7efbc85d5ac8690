"""How many lines each row of an explanation takes, so that it is high enough on the rating form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Bands, Decision, Matrix, Policy, Scorecard, Table
from xlplugin.policy.variable import Variable
from xlplugin.policy.variables import variables
from xlplugin.scoring.compile import compile_policy
from xlplugin.scoring.compiling import described, described_condition

from .text_width import line_count
from .wording import NOTHING

LEAST, MOST = 2, 5
"""Lines of a row; more than the most would make the one page too small to read."""

Known = Mapping[str, Variable]


@dataclass(frozen=True, slots=True)
class Room:
    """The widths of the columns of an explanation that hold texts."""

    title: float
    value: float
    attribute: float
    reason: float


def lines_needed(policy: Policy, language: str, room: Room) -> tuple[int, ...]:
    """The lines of each row in the order of ``EXPLAIN``: a card's characteristics before its score, then what
    each decision says; rules that fire come after these. What the policy states counts, and what its own tests
    show."""
    needed: list[int] = []

    def count(*texts: tuple[Bilingual, float]) -> int:
        return max(line_count(text.in_language(language), width) for text, width in texts)

    known = variables(policy)
    for step in policy.decisions:
        if isinstance(step, Scorecard):
            for item in step.characteristics:
                stated = [one.title or described(one.cell, known[item.of]) for one in item.attributes]
                reason = item.reason.text if item.reason else NOTHING
                widths = ((item.title, room.title), (reason, room.reason), *((text, room.attribute) for text in stated))
                needed.append(count(*widths))
        for name in [output.name for output in step.outputs] if isinstance(step, Table) else [step.name]:
            said = ((text, room.value) for text in known[name].titles.values())
            met = ((text, room.attribute) for text in _attributes(step, known))
            needed.append(count((known[name].title, room.title), *said, *met))
    ready = compile_policy(policy)
    for test in policy.tests:
        if not test.book:
            result = ready.grade_row([test.inputs.get(item.name) for item in policy.cells], policy.effective)
            lines = result.explain() if result.error is None else ()  # the check of a row says what is wrong
            for place, line in enumerate(lines[: len(needed)]):
                reason = line.reason or NOTHING
                needed[place] = max(needed[place], count((line.attribute, room.attribute), (reason, room.reason)))
    return tuple(min(MOST, max(LEAST, lines)) for lines in needed)


def _attributes(step: Decision, known: Known) -> Iterator[Bilingual]:
    """What a decision may say of how it was made."""
    match step:
        case Bands():
            yield from (described(band.cell, known[step.of]) for band in step.bands)
        case Table():
            yield from (row.title or described_condition(row.when, known) for row in step.rows)
        case Matrix():
            sides = [known[name].titles.values() for name in (step.rows, step.columns)]
            for down, across in product(*sides):
                yield Bilingual(f"{down.en} × {across.en}", f"{down.zh} × {across.zh}")
