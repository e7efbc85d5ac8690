"""Monitoring of a whole journal: every count against a journal whose story is known."""

import datetime

import pytest

from xlplugin.compliance.errors import JournalError
from xlplugin.compliance.journal import open_journal
from xlplugin.compliance.monitoring import Asked, monitor
from xlplugin.compliance.monitoring_counts import Ladder, distribution, migration
from xlplugin.compliance.monitoring_outcomes import Outcomes, Window
from xlplugin.compliance.monitoring_reading import Held
from xlplugin.compliance.redacting import redact
from xlplugin.compliance.standing import system_grades
from xlplugin.compliance.work_list import due

from .monitored import EARLIER, LATER, POLICY, customers, ended, graded, rated

GRADES = Ladder(("A", "B", "C"), "value")
DAY = datetime.date(2026, 6, 1)
ORDER = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C", "D")


def months(count: int) -> datetime.date:
    return datetime.date(2025 + (5 + count) // 12, (5 + count) % 12 + 1, 15)


def test_distribution():
    found = distribution({"1": "A", "2": "A", "3": None, "4": "Z"}, GRADES)
    assert found.grades == ("A", "B", "C", "Z") and found.counts == {"A": 2, "Z": 1} and found.without == 1
    assert found.share("A") == pytest.approx(2 / 3) and distribution({}, GRADES).share("A") is None


def test_migration():
    before = {"1": "A", "2": "B", "3": "C", "4": "B", "5": None, "6": "A"}
    after = {"1": "A", "2": "A", "3": "C", "4": "C", "5": "B", "6": None, "7": "B", "8": None}
    found = migration(before, after, GRADES)
    assert (found.up, found.down, found.unchanged, found.new, found.left, found.moved) == (1, 1, 2, 2, 1, 0)
    assert found.pairs["B", "C"] == 1 and found.pairs["", "B"] == 2 and ("", "") not in found.pairs and found.both == 4


def test_without_an_order_nothing_is_better():
    found = migration({"1": "A"}, {"1": "C"}, Ladder(("A", "B", "C"), "none"))
    assert (found.up, found.down, found.moved) == (0, 0, 1)


def test_on_a_risk_scale_up_is_milder():
    assert migration({"1": "high"}, {"1": "low"}, Ladder(("low", "medium", "high"), "risk")).up == 1


@pytest.fixture
def journal(url, clock):
    """A journal that was begun a year before the day of the reports."""
    clock.now = datetime.datetime(2025, 6, 1, 12, tzinfo=datetime.UTC)
    with open_journal(url, create=True, clock=clock, user="mary") as journal:
        yield journal


@pytest.fixture
def story(journal, clock):
    """Sixty customers graded, eleven rated; gives the journal, the system grades and who was rated."""
    graded(journal, customers(60), EARLIER)
    first = {key: one.grade for key, one in system_grades(journal, POLICY, EARLIER).items()}

    def moved(key, by):
        return ORDER[ORDER.index(first[key]) - by]

    keys = [key for key in sorted(first) if first[key] in ("AA", "A", "BBB", "BB", "B")][:11]
    for key in keys[:5]:
        rated(journal, key, months(1), first[key], first[key])
    lasting = dict(until=datetime.date(2026, 12, 31))
    rated(journal, keys[5], months(1), first[keys[5]], moved(keys[5], 1), notches=1, decider="anna", **lasting)
    rated(journal, keys[6], months(2), first[keys[6]], moved(keys[6], -1), notches=-1, code="MO2", **lasting)
    rated(journal, keys[7], months(2), first[keys[7]], first[keys[7]], inputs=["leverage", "current_ratio"], **lasting)
    rated(journal, keys[8], months(2), first[keys[8]], moved(keys[8], 1), notches=1, override_until=months(4), **lasting)
    stopped = rated(journal, keys[9], months(3), first[keys[9]], moved(keys[9], 1), notches=1, **lasting)
    gone = rated(journal, keys[10], months(3), first[keys[10]], moved(keys[10], 1), notches=1, **lasting)
    ended(journal, stopped, "rating.override_ended", months(5))
    ended(journal, gone, "rating.withdrawn", months(6))
    clock.now = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
    return journal, first, keys


def look(journal, *, since=None, reference=None, outcomes=None, day=DAY):
    with journal.reading() as connection:
        held = Held(connection)
        return monitor(held, Asked(POLICY, day, since, reference), outcomes, due(held, day, [POLICY]))


def test_overrides_and_what_became_of_them(story):
    journal, first, keys = story
    found = look(journal)
    one = found.overrides
    assert (one.decided, one.overridden, one.inputs, one.outputs, one.both, one.departed) == (11, 6, 1, 5, 0, 0)
    assert one.rate == pytest.approx(6 / 11) and one.ways == {"better": 4, "worse": 1, "same": 1}
    assert one.fates == {"in_force": 3, "expired": 1, "ended": 1, "withdrawn": 1} and one.expired == pytest.approx(1 / 6)
    told = [(by.what, by.code, by.count, dict(by.ways)) for by in one.reasons]
    assert told == [
        ("input", "MO1", 1, {"same": 1}), ("output", "MO1", 4, {"better": 4}), ("output", "MO2", 1, {"worse": 1}),
    ]  # fmt: skip
    assert [(by.who, by.decided, by.overridden) for by in one.deciders] == [("anna", 1, 1), ("paul", 10, 5)]


def test_grades_in_force_are_apart_from_those_of_the_system(story):
    journal, first, keys = story
    found = look(journal)
    assert found.customers == 60 and found.system.graded == 60 and found.in_force.graded == 10
    assert found.bases == {"confirmed": 8, "none": 49, "override_expired": 1, "override_ended": 1, "withdrawn": 1}
    assert found.has_ratings and found.anchor == journal.head and found.nameless == found.drafts == 0
    assert [(one.stamp, one.gradings) for one in found.versions] == [("credit_rating@2026.1", 60)]
    assert found.versions[0].digest == found.policy.digest


def test_the_period_begins_after_the_day_since_when(story):
    journal, first, keys = story
    found = look(journal, since=months(1))
    assert found.overrides.decided == 5 and found.overrides.overridden == 5 and found.overrides.ever == 6
    moves = found.moves
    # in force on the earlier day: the six decided on it; five more since, of which one was withdrawn; one lost its notch
    assert (moves.unchanged, moves.new, moves.left) == (6, 4, 0)
    assert found.system_moves.unchanged == 60


def test_a_day_before_the_end_of_an_override(story):
    journal, first, keys = story
    found = look(journal, since=months(1), day=months(3))
    assert found.overrides.fates == {"in_force": 6} and found.in_force.graded == 11 and found.moves.new == 5


def test_a_later_grading_that_is_worse(story):
    journal, first, keys = story
    better = keys[5]
    graded(journal, [better], LATER, shift=0.9)
    found = look(journal)
    assert found.bases["system_worse"] == 1 and found.overrides.fates["masked"] == 1


def test_stability_against_a_day_and_a_run(story):
    journal, first, keys = story
    graded(journal, customers(60), LATER, seed=2, shift=0.3, blanks=12)
    run = journal.last(kind="run").seq
    found = look(journal, since=EARLIER, reference=EARLIER)
    figures = {one.name: one for one in found.stability}
    assert list(figures) == ["score", *found.policy.inputs] and found.referred == 60
    leverage = figures["leverage"]
    assert leverage.mark == "shifted" and leverage.bins[-1].title.en == "blank" and leverage.bins[-1].after == 12
    assert figures["score"].bins[-1].after == 12  # a grading that gave no score
    assert "%" in leverage.bins[0].title.en
    against_run = look(journal, reference=run)
    assert all(one.psi == 0 for one in against_run.stability) and against_run.referred == 60


def test_a_run_of_something_else_is_refused(story):
    journal, first, keys = story
    with pytest.raises(JournalError, match="is no run"):
        look(journal, reference=2)


def test_redacted_inputs_are_left_out_of_stability(story):
    journal, first, keys = story
    redact(journal, [3, 4, 5], ["input.leverage"], "asked for")
    figures = {one.name: one for one in look(journal, reference=EARLIER).stability}
    assert figures["leverage"].gone == 6 and figures["leverage"].after == 57 and figures["current_ratio"].after == 60


def test_a_redacted_customer_is_nobody(story):
    journal, first, keys = story
    redact(journal, [61], ["customer"], "asked for")
    assert look(journal).nameless == 1 and look(journal).customers == 59


def outcomes_of(journal, start, bad):
    keys = [*customers(60), "X1"]
    return Outcomes(Window(start, DAY, "late"), {key: key in bad for key in keys}, 0, 0, "t.csv", "ab")


def test_outcomes(story):
    journal, first, keys = story
    worst = sorted(customers(60), key=lambda key: -ORDER.index(first[key]))[:20]
    found = look(journal, outcomes=outcomes_of(journal, datetime.date(2025, 6, 2), set(worst))).validation
    assert (found.customers, found.defaulters, found.unknown, found.absent, found.hindsight) == (60, 20, ("X1",), 0, 0)
    assert [one.name for one in found.rankings] == ["score", "system_grade"]  # nobody had been rated by then
    score, grade = found.rankings
    assert grade.auc > 0.9 and score.auc > 0.5 and "≤" in score.parted.en
    fit = found.calibrations[0][1]
    assert sum(one.defaulters for one in fit.grades) == 20 and fit.item == ""


def test_a_grading_in_hindsight_is_counted(story):
    journal, first, keys = story
    graded(journal, ["X1"], EARLIER)  # recorded a year later than it is as of
    found = look(journal, outcomes=outcomes_of(journal, datetime.date(2025, 6, 2), {"X1"})).validation
    assert found.hindsight == 1 and found.rankings[0].why is not None


def test_reports_themselves_are_not_counted(story):
    from xlplugin.compliance.events import Event

    journal, first, keys = story
    before = look(journal)
    with journal.writing() as writing:
        writing.append(Event("report.made", {"source": "r.xlsx"}, {"what": "monitoring"}))
    assert look(journal).anchor == before.anchor and look(journal) == before


def test_reviews_are_counted_by_how_late_they_are(story):
    journal, first, keys = story
    found = look(journal, day=datetime.date(2026, 12, 1)).reviews
    assert found.open >= len(found.overdue) == sum(task.overdue for task in found.tasks) > 0
    days = [one.overdue_days for one in found.overdue]
    assert days == sorted(days, reverse=True)
    for task in found.tasks:
        of_task = [one.overdue_days for one in found.overdue if one.what == task.what]
        assert task.late == (
            sum(1 <= day <= 30 for day in of_task), sum(31 <= day <= 90 for day in of_task), sum(day > 90 for day in of_task),
        )  # fmt: skip


def test_a_policy_that_graded_nobody(journal):
    with pytest.raises(JournalError, match="nothing was graded"):
        look(journal)


def test_drafts_do_not_count(journal, clock, monkeypatch):
    from xlplugin.compliance.approvals import Approval, Approvals
    from xlplugin.compliance.gradings import Recording

    monkeypatch.setattr(Approvals, "state", lambda self, policy: Approval())
    usual = Recording.__init__
    monkeypatch.setattr(Recording, "__init__", lambda self, *rest, **more: usual(self, *rest, **{**more, "draft": True}))
    graded(journal, customers(5), EARLIER)
    found = look(journal)
    assert found.customers == 0 and found.drafts == 5
