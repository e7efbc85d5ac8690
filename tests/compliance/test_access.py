"""Who may write what into a journal: roles from the configuration, asked for each event."""

from __future__ import annotations

import pytest

from xlplugin.compliance import access
from xlplugin.compliance.access import ROLES, WHO_MAY, Access
from xlplugin.compliance.errors import JournalError
from xlplugin.compliance.events import KINDS, Event
from xlplugin.compliance.exporting import exported
from xlplugin.compliance.gradings import Recording
from xlplugin.compliance.journal import open_journal
from xlplugin.policy import settings

from .grading import credit

EVERY_ROLE = [(action, role) for action in sorted(set(KINDS) | {"export"}) for role in ROLES]


@pytest.mark.parametrize(("action", "role"), EVERY_ROLE)
def test_each_role_may_do_what_is_said_of_it_and_nothing_else(action, role):
    who = Access({"mary": (role,)})
    assert who.allows("mary", action) is (role in WHO_MAY[action])
    assert not who.allows("somebody", action)


def test_every_kind_of_event_has_roles_that_the_configuration_knows():
    assert set(KINDS) <= set(WHO_MAY)
    assert {role for roles in WHO_MAY.values() for role in roles} <= set(ROLES) == set(settings.ROLES)
    assert not any(set(WHO_MAY[kind]) == set(ROLES) for kind in KINDS)


def test_without_roles_in_the_configuration_everybody_holds_all_of_them():
    assert Access().allows("anybody", "redaction")
    assert not Access().configured
    assert not Access().allows("anybody", "unheard of")


def test_an_event_of_another_role_is_refused_and_nothing_written(url):
    with open_journal(url, create=True, user="mary", access=Access({"mary": ("officer",)})) as journal:
        with pytest.raises(JournalError, match=r"mary \(officer\) may not .* rating decided takes the role approver"):
            with journal.writing() as writing:
                writing.append(Event("rating.proposed", customer="C1"))
                writing.append(Event("rating.decided", customer="C1"))
        assert list(journal.entries()) == []


def test_gradings_take_a_role_too(url):
    with open_journal(url, create=True, user="it", access=Access({"it": ("administrator",)})) as journal:
        with pytest.raises(JournalError) as said, Recording(journal, "grade") as run:
            run.add(credit(3))
        assert said.value.kind == "not-allowed"
        assert "管理员" in said.value.message.zh
        assert list(journal.entries()) == []


def test_only_who_may_hands_the_journal_out(url):
    with open_journal(url, create=True, user="mary", access=Access({"mary": ("officer",)})) as journal:
        with pytest.raises(JournalError, match="export of the journal takes the role compliance or administrator"):
            exported(journal, journal.entries())
    with open_journal(url, user="li", access=Access({"li": ("compliance",)})) as journal:
        assert len(list(exported(journal, journal.entries()))) == 1


def test_the_configuration_of_the_machine_gives_the_roles(url, tmp_path, monkeypatch):
    path = tmp_path / "config.yaml"
    path.write_text("roles:\n  mary: [officer]\n  li: [approver, compliance]\n")
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(path))
    with open_journal(url, create=True, user="li") as journal:
        assert journal.access.of("li") == ("approver", "compliance")
        assert access.what("redaction").zh == "信息删除"
