"""Whatever is done on whatever days: one grade in force at most, always explained, never better than what is known."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from xlplugin.compliance.approvals import Approval, Approvals
from xlplugin.compliance.errors import JournalError
from xlplugin.compliance.graded_by import grades_of
from xlplugin.compliance.journal import open_journal
from xlplugin.compliance.rating import BASES, Rating, Standing, SystemGrade
from xlplugin.compliance.rating_history import ratings_of
from xlplugin.compliance.rating_steps import Stepped
from xlplugin.compliance.replaying import replay
from xlplugin.compliance.standing import newest_decided, standing_of, standings, state_of
from xlplugin.compliance.system_grades import system_grade
from xlplugin.compliance.verifying import verify

from .people import APPROVER, CHECKER, FIRST, MAKER, OTHER, WHY, People, policy

CUSTOMERS, USERS = ("C1", "C2"), (MAKER, CHECKER, APPROVER, OTHER)
APPROVED = Approval("approved", "release", "xlplugin", "release checks", FIRST, FIRST, release="0")
customers, users = st.sampled_from(["C1", "C1", "C1", "C2"]), st.sampled_from(USERS)
scores, shifts = st.sampled_from([5, 25, 45, 65, 85]), st.sampled_from([1, 1, -1, -2, 2])
hows = st.sampled_from(["system", "grade", "grade", "input"])
back = st.sampled_from([0, 0, 0, 1, 40])


class Ratings(RuleBasedStateMachine):
    """Steps in any order by anybody, on days that go on; ``seen`` is what counted at the end of each day."""

    name = "rated"
    empty: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "journal.db"
        shutil.copy(self.empty, path)
        self.people = People(f"sqlite:///{path}")
        self.order = grades_of(policy(self.name).policy).ids
        self.seen: dict[tuple[str, datetime.date], tuple[str | None, str]] = {}
        self.taken = 0

    def teardown(self) -> None:
        journal = self.people.at(MAKER)
        assert verify(journal).holds
        assert not replay(journal).differences
        self.people.close()
        self.folder.cleanup()

    def step(self, take, *said: object, **more: object) -> None:
        """A step that may be refused; then nothing was written."""
        before = self.people.at(MAKER).head
        try:
            stepped = take(*said, **more)
        except JournalError as error:
            assert error.kind in ("rating", "override", "unknown-customer"), error
            assert self.people.at(MAKER).head == before
        else:
            assert isinstance(stepped, Stepped) and len(stepped.done) == 1
            self.taken += 1

    def day(self, ago: int) -> datetime.date:
        return self.people.today - datetime.timedelta(days=ago)

    @initialize(points=scores, how=hows, shift=shifts)
    def rated_once(self, points, how, shift):
        self.people.grade({customer: self.row(points, False) for customer in CUSTOMERS}, self.name)
        self.rated("C1", how, shift)

    def row(self, points: int, hit: bool) -> list[object]:
        return [float(points), hit]

    def change(self, customer: str, how: str, shift: int) -> dict[str, object]:
        """What is said in a proposal or decision: nothing, a grade some notches away, or other points."""
        system = self.people.standing(customer, name=self.name).system
        assert system is not None and system.grade is not None
        at = min(max(self.order.index(system.grade) - shift, 0), len(self.order) - 1)
        if how == "input":
            return {"inputs": {"points": 3 + 20 * shift % 97}, "reason": WHY}
        return {"grade": self.order[at], "reason": WHY} if how == "grade" else {}

    @rule(days=st.sampled_from([1, 1, 7, 45, 100, 370]))
    def time_goes_by(self, days):
        for customer in CUSTOMERS:
            self.seen[customer, self.people.today] = self.people.said(customer, name=self.name)
        self.people.today += datetime.timedelta(days=days)

    @rule(customer=customers, points=scores, hit=st.sampled_from([False, False, True]))
    def graded(self, customer, points, hit):
        self.people.grade({customer: self.row(points, hit)}, self.name)

    @rule(customer=customers, how=hows, shift=shifts)
    def rated(self, customer, how, shift):
        self.step(self.people.propose, customer, **self.change(customer, how, shift))
        self.step(self.people.review, customer)
        self.step(self.people.decide, customer)

    @rule(customer=customers, user=users, how=hows, shift=shifts)
    def proposed(self, customer, user, how, shift):
        self.step(self.people.propose, customer, user, **self.change(customer, how, shift))

    @rule(customer=customers, user=users, returned=st.sampled_from([False, False, True]), ago=back)
    def reviewed(self, customer, user, returned, ago):
        self.step(self.people.review, customer, user, returned=returned, on=self.day(ago))

    @rule(customer=customers, user=users, how=st.sampled_from(["system", "grade", "refused"]), shift=shifts)
    def decided(self, customer, user, how, shift):
        said = {"refused": True} if how == "refused" else self.change(customer, how, shift)
        self.step(self.people.decide, customer, user, **said)

    @precondition(lambda self: self.taken > 2)
    @rule(customer=customers, user=users, withdrawn=st.sampled_from([False, True]))
    def ended(self, customer, user, withdrawn):
        self.step(self.people.withdraw if withdrawn else self.people.end_override, customer, user)

    @invariant()
    def what_has_to_hold_always(self):
        today = self.people.today
        with self.people.at(MAKER).writing() as reading:  # one connection for all that is read
            for customer, standing in standings(reading, self.name, today).items():
                assert standing == standing_of(reading, customer, self.name, today), "one by one as all at once"
                ratings = ratings_of(reading, customer, self.name)
                self.one_at_most(ratings)
                self.explained(standing)
                self.not_masked(standing, system_grade(reading, customer, self.name, today))
                for rating in ratings:
                    self.by_different_people(rating)
            for (customer, day), said in list(self.seen.items())[-2:]:
                then = standing_of(reading, customer, self.name, day)
                assert (then.grade, then.basis) == said, "what counted on a day stays what counted"

    def one_at_most(self, ratings: Sequence[Rating]) -> None:
        today = self.people.today
        newest = newest_decided(ratings, today)[0]
        states = [state_of(one, today, newest if one != newest else None) for one in ratings]
        assert states.count("decided") <= 1
        assert states.count("proposed") + states.count("reviewed") <= 1

    def explained(self, standing: Standing) -> None:
        rating, grade, day = standing.rating, standing.grade, standing.day
        assert standing.basis in BASES
        if standing.basis == "none":
            assert rating is None and grade is None
            return
        assert rating is not None and rating.decided is not None and rating.decided.on <= day
        match standing.basis:
            case "confirmed":
                assert grade == rating.confirmed_grade is not None and day <= rating.valid_until
                assert not rating.is_override or day <= rating.override_until
            case "override_ended":
                assert grade == rating.system_grade and rating.override_ended.on <= day
            case "override_expired":
                assert grade == rating.system_grade and rating.is_override and day > rating.override_until
            case "system_worse":
                assert grade == standing.system.grade and standing.system.seq > rating.grading
                assert self.order.index(grade) > self.order.index(rating.system_grade) or standing.system.forced
            case "expired":
                assert grade is None and day > rating.valid_until
            case "withdrawn":
                assert grade is None and rating.withdrawn.on <= day
            case _:
                raise AssertionError(standing.basis)

    def not_masked(self, standing: Standing, newest: SystemGrade | None) -> None:
        """Under a manual override nobody stands better than the system, which was worse since, says."""
        rating = standing.rating
        if standing.grade is None or rating is None or newest is None or newest.seq < rating.grading:
            return
        now, then, counts = map(self.order.index, (newest.grade, rating.system_grade, standing.grade))
        if rating.is_override and now > then:
            assert counts >= now
        if self.name == "tiered" and newest.forced:
            assert counts >= now, "a hit on a list is never hidden"

    def by_different_people(self, rating) -> None:
        if rating.decided is None:
            return
        reviewers = {act.who for act in rating.reviews}
        assert reviewers and rating.proposed.who not in reviewers | {rating.decided.who}
        assert not rating.is_override or rating.decided.who not in reviewers
        assert all(rating.proposed.on <= act.on <= rating.decided.on for act in rating.reviews)


class Tiers(Ratings):
    """The same on a risk scale, where a hit on a list counts at once."""

    name = "tiered"

    def row(self, points: int, hit: bool) -> list[object]:
        return [float(points), hit, False]


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A journal that is copied for each example: to make its tables takes longer than to use them."""
    path = tmp_path_factory.mktemp("empty") / "journal.db"
    noon = datetime.datetime.combine(FIRST, datetime.time(11)).astimezone()
    open_journal(f"sqlite:///{path}", create=True, clock=lambda: noon).close()
    return path


@pytest.mark.parametrize("machine", [Ratings, Tiers], ids=["value", "risk"])
def test_whatever_is_done(machine, empty, monkeypatch):
    from hypothesis.stateful import run_state_machine_as_test

    monkeypatch.setattr(Approvals, "state", lambda self, policy: APPROVED)
    monkeypatch.setattr(machine, "empty", empty, raising=False)
    run_state_machine_as_test(machine, settings=settings(max_examples=15, stateful_step_count=20))
