"""Reviews out of turn: asked for, found by changed lists, closed; and what is refused."""

from __future__ import annotations

import datetime
import shutil

import pytest

from xlplugin.compliance.access import Access
from xlplugin.compliance.errors import JournalError
from xlplugin.compliance.journal import open_journal
from xlplugin.compliance.review_history import review_history
from xlplugin.compliance.review_steps import Within, done, trigger, trigger_by_lists
from xlplugin.compliance.work_list import due
from xlplugin.compliance.working_days import WorkingDays
from xlplugin.policy.list_readers import list_readers
from xlplugin.scoring.serving import Serving

from .grading import POLICIES, compiled
from .rated import grade, rate, record, withdraw

DAY = datetime.date.fromisoformat
TODAY = DAY("2026-06-01")


def test_a_review_under_a_policy_that_graded_nothing_would_be_in_no_list(journal):
    grade(journal, {"C1": "A"}, "2026-05-01")
    before = journal.head
    with pytest.raises(JournalError) as refused:
        trigger(journal, ["C1"], "media", "A report", policy="reveiwed")
    assert refused.value.kind == "unknown-policy" and journal.head == before
    with pytest.raises(JournalError) as refused:
        trigger(journal, ["C1"], "gossip", "A report")
    assert "media（权威媒体报道）" in refused.value.message.zh


def test_a_review_is_triggered_and_done(journal):
    grade(journal, {"C1": "A", "C2": "A"}, "2026-05-01")
    rate(journal, "C1", "2026-05-04")
    found = trigger(journal, ["C1", "C2", "C1"], "media", " A report ", within=Within(10, WorkingDays("CN")))
    assert [(one.customer, str(one.due)) for one in found] == [("C1", "2026-06-15"), ("C2", "2026-06-15")]
    entry = journal.entry(found[0].seq)
    assert (entry.customer, entry.policy, entry.fields["text"], entry.fields["who"]) == (
        "C1", "reviewed", "A report", "mary"
    )  # fmt: skip
    assert entry.open == {"why": "media", "on": "2026-06-01", "due": "2026-06-15", "working_days": 10}
    assert [one.refers for one in due(journal, DAY("2026-06-20")) if one.what == "trigger"] == [one.seq for one in found]
    (closed,) = done(journal, ["C1"], "nothing new", on=TODAY)
    assert (closed.refers, closed.outcome) == (found[0].seq, "unchanged")
    assert [one.seq for one in review_history(journal, TODAY).open] == [found[1].seq]


def test_a_review_that_led_to_a_new_rating(journal):
    grade(journal, {"C1": "A"}, "2026-05-01")
    trigger(journal, ["C1"], "other", "x", on=DAY("2026-05-20"))
    trigger(journal, ["C1"], "media", "y", on=DAY("2026-05-21"))
    rate(journal, "C1", "2026-06-01")
    assert [one.outcome for one in done(journal, ["C1"], "rated again")] == ["rerated", "rerated"]


def test_the_rating_in_force_was_reviewed(journal):
    grade(journal, {"C1": "A"}, "2026-04-01")
    decision = rate(journal, "C1", "2026-04-02")
    (closed,) = done(journal, ["C1"], "as it was")
    assert (closed.refers, closed.outcome) == (decision, "unchanged")
    assert review_history(journal, TODAY).reviewed == {decision: TODAY}
    (one,) = [one for one in due(journal, DAY("2026-12-01"), calendar=WorkingDays("CN")) if one.what == "review"]
    assert one.due == DAY("2026-11-30")  # instead of 2 October


def test_what_is_refused(journal):
    grade(journal, {"C1": "A", "C2": "B", "C3": "B"}, "2026-04-01")
    rate(journal, "C2", "2026-04-02", valid_until="2026-05-01")
    withdraw(journal, rate(journal, "C3", "2026-04-02"), "2026-04-03")
    trigger(journal, ["C2"], "other", "x", on=DAY("2026-05-20"))
    before = journal.head
    refused = [
        (lambda: trigger(journal, ["C9"], "media", "x"), "no entry of the customer C9"),
        (lambda: trigger(journal, ["C1", "C9"], "media", "x"), "no entry of the customer C9"),
        (lambda: trigger(journal, ["C1"], "rumour", "x"), "known: new_information"),
        (lambda: trigger(journal, ["C1"], "media", "  "), "needs a text"),
        (lambda: trigger(journal, ["C1"], "media", "x", on=DAY("2026-06-02")), "in the future"),
        (lambda: done(journal, ["C1"], " "), "--comment"),
        (lambda: done(journal, ["C1"], "x"), "no rating was decided yet"),
        (lambda: done(journal, ["C3"], "x"), "was withdrawn"),
        (lambda: done(journal, ["C2"], "x", on=DAY("2026-05-19")), "before the trigger"),
        (lambda: done(journal, ["C9"], "x"), "no entry of the customer C9"),
    ]
    for step, said in refused:
        with pytest.raises(JournalError) as caught:
            step()
        assert said in caught.value.message.en
        assert caught.value.message.zh
    assert journal.head == before
    done(journal, ["C2"], "x")
    with pytest.raises(JournalError, match="the rating expired"):
        done(journal, ["C2"], "x")


def test_the_policy_has_to_be_named_where_there_are_several(journal):
    grade(journal, {"C1": "A"}, "2026-05-01")
    record(journal, compiled("risk"), ["C1"], [["CN", "retail", 5, False]], "2026-05-01")
    with pytest.raises(JournalError, match="--policy"):
        trigger(journal, ["C1"], "media", "x")
    (one,) = trigger(journal, ["C1"], "media", "x", policy="risk@1")
    assert one.policy_id == "risk"


def test_only_who_works_on_ratings_may_trigger(url, clock):
    with open_journal(url, create=True, clock=clock, user="mary") as journal:
        grade(journal, {"C1": "A"}, "2026-05-01")
    roles = Access({"adam": ("administrator",)})
    with open_journal(url, clock=clock, user="adam", access=roles) as journal:
        for step in (
            lambda: trigger(journal, ["C1"], "media", "x"),
            lambda: done(journal, ["C1"], "x"),
            lambda: trigger_by_lists(journal, Serving([POLICIES])),
        ):
            with pytest.raises(JournalError) as caught:
                step()
            assert caught.value.kind == "not-allowed"


ROWS = {
    "K1": ["CN", "retail", 5, False],
    "K2": ["CN; NO", "retail", 5, False],
    "K3": ["Myanmar; 德国", "retail", 5, False],
    "K4": ["MM", "retail", 5, False],
    "K5": [None, "retail", 5, False],
    "K6": ["Norge", "retail", 5, False],  # not accepted, but it names what the list has got since
}


@pytest.fixture
def folder(tmp_path):
    """A folder of policies whose lists the test changes."""
    place = tmp_path / "policies"
    (place / "lists").mkdir(parents=True)
    shutil.copy(POLICIES / "risk.yaml", place)
    for name in ("places", "harsh", "watched"):
        shutil.copy(POLICIES / "lists" / f"{name}.yaml", place / "lists")
    return place


def change(folder, name, *replacements):
    path = folder / "lists" / f"{name}.yaml"
    text = path.read_text("utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def test_a_list_that_changed_triggers_those_whose_data_name_the_items(journal, folder):
    record(journal, compiled("risk", folder), list(ROWS), list(ROWS.values()), "2026-05-01")
    assert trigger_by_lists(journal, Serving([folder])) == ((), (), ())
    change(
        folder,
        "watched",
        ("2026-06-19", "2026-10-23"),
        ("  MM: {en: Myanmar, zh: 缅甸}\n", "  NO: {en: Norway, zh: 挪威}\naliases:\n  NO: [Norge]\n"),
    )
    changes, found, unserved = trigger_by_lists(journal, Serving([folder]), within=Within(30))
    (one,) = changes
    assert (one.policy_id, one.after.name, one.added, one.removed, unserved) == ("risk", "watched", ("NO",), ("MM",), ())
    assert dict(one.customers) == {"K2": ("NO",), "K3": ("MM",), "K4": ("MM",), "K6": ("NO",)}
    assert [(triggered.customer, str(triggered.due)) for triggered in found] == [
        (customer, "2026-07-01") for customer in ("K2", "K3", "K4", "K6")
    ]
    entry = journal.entry(found[0].seq)
    assert entry.fields["text"] == "Watched 关注 (2026-06-19 → 2026-10-23): + NO Norway 挪威"
    assert entry.open["list"] == "watched" and entry.open["why"] == "list_change"
    assert "NO" not in str(entry.open)  # nothing personal stands open
    assert trigger_by_lists(journal, Serving([folder]))[1] == ()  # told once
    done(journal, ["K2"], "x")
    assert trigger_by_lists(journal, Serving([folder]))[1] == ()
    change(
        folder,
        "watched",
        ("2026-10-23", "2027-02-19"),
        ("  NO: {en: Norway, zh: 挪威}\n", "  MM: {en: Myanmar, zh: 缅甸}\n  DE: {en: Germany, zh: 德国}\n"),
        ("aliases:\n  NO: [Norge]\n", ""),
    )
    assert [triggered.customer for triggered in trigger_by_lists(journal, Serving([folder]))[1]] == ["K3"]


def test_who_was_graded_by_the_new_list_is_left_alone(journal, folder):
    record(journal, compiled("risk", folder), list(ROWS), list(ROWS.values()), "2026-05-01")
    change(folder, "watched", ("2026-06-19", "2026-10-23"), ("MM: {en: Myanmar, zh: 缅甸}", "NO: {en: Norway, zh: 挪威}"))
    record(journal, compiled("risk", folder), ["K2"], [ROWS["K2"]], "2026-05-20")
    changes, found, _ = trigger_by_lists(journal, Serving([folder]))
    assert [one.customer for one in found] == ["K3", "K4"]
    assert trigger_by_lists(journal, Serving([folder]), policies=("risk",))[1] == ()
    with pytest.raises(JournalError, match="nothing was graded by card"):
        trigger_by_lists(journal, Serving([folder]), policies=("card",))


def test_a_policy_that_is_not_served_any_more_is_named(journal, folder, tmp_path):
    record(journal, compiled("risk", folder), ["K2"], [ROWS["K2"]], "2026-05-01")
    (folder / "risk.yaml").unlink()
    changes, found, unserved = trigger_by_lists(journal, Serving([folder]))
    assert (changes, found, [one.policy_id for one in unserved]) == ((), (), ["risk"])


def test_which_inputs_a_list_concerns():
    assert list_readers(compiled("risk").policy) == dict.fromkeys(("places", "harsh", "watched"), ("countries",))
    found = list_readers(compiled("aml_pbc_2013").policy)
    assert found["fatf_call_for_action"] == ("country",)
