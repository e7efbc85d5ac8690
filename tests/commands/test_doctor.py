"""``xlplugin doctor``: what it finds on a good machine and on bad ones."""

from __future__ import annotations

import pytest


def test_a_good_machine(run):
    ran = run("doctor", "--json")
    found = ran.document
    assert ran.status == 0 and found["healthy"] and found["problems"] == []
    assert found["defaults"] == {"GRADE": "credit_rating@2026.1", "AMLTIER": "aml_pbc_2013@2026.1"}
    assert found["policies"] >= 10 and found["packages"]["numpy"]
    assert found["log_file"].endswith("xlplugin.log") and not found["log_file_exists"]
    assert not found["configuration_read"]
    out = run("doctor").out
    assert "Everything works." in out and found["log_file"] in out
    assert "一切正常。" in run("doctor", "--language", "zh").out


def test_who_may_do_what_and_where_the_journal_is(run, monkeypatch, tmp_path):
    from xlplugin.compliance import user
    from xlplugin.compliance.journal import open_journal

    monkeypatch.setattr(user, "current_user", lambda: "mary")
    settings = tmp_path / "config.yaml"
    settings.write_text(f"journal: 'sqlite:///{tmp_path / 'bank.db'}'\nroles: {{mary: [officer]}}\ncalendar: HK\n", "utf-8")
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(settings))
    found = run("doctor", "--json").document
    assert (found["user"], found["roles"], found["calendar"]) == ("mary", ["officer"], "HK")
    assert (found["journal"], found["journal_entries"]) == (f"sqlite:///{tmp_path / 'bank.db'}", None)
    assert found["approvals"] == {"approved": found["policies"]} and found["healthy"]
    open_journal(f"sqlite:///{tmp_path / 'bank.db'}", create=True).close()
    assert run("doctor", "--json").document["journal_entries"] == 0
    out = run("doctor", "--language", "zh").out
    assert "mary (经办人员)" in out and "0 条记录" in out
    assert not (tmp_path / "other.db").exists()


def test_a_journal_or_a_calendar_that_cannot_be_is_a_problem(run, monkeypatch, tmp_path):
    settings = tmp_path / "config.yaml"
    settings.write_text("journal: nonsense\ncalendar: XX\n", "utf-8")
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(settings))
    ran = run("doctor", "--json")
    assert ran.status == 1 and len(ran.document["problems"]) == 2
    assert "address of a journal" in ran.document["problems"][0] and "XX" in ran.document["problems"][1]


@pytest.mark.parametrize("said", ["mysql://u:topsecret@h/d", "postgresql:u:topsecret@h/d", "postgresql://u:top/@topsecret@h/d"])
def test_no_password_is_shown_of_what_is_no_address(run, monkeypatch, tmp_path, said):
    settings = tmp_path / "config.yaml"
    settings.write_text(f'journal: "{said}"\n', "utf-8")
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(settings))
    for more in ([], ["--json"]):
        ran = run("doctor", *more)
        assert ran.status == 1 and "topsecret" not in ran.out + ran.err


def test_policies_that_fail_are_problems(run, policies):
    ran = run("doctor", "--policies", policies, "--json")
    assert ran.status == 1
    assert len(ran.document["problems"]) == 1 and "wrong on purpose" in ran.document["problems"][0]
    assert str(policies) == ran.document["folders"][0]


def test_a_broken_configuration_is_a_problem_and_not_the_end(run, monkeypatch, tmp_path):
    settings = tmp_path / "config.yaml"
    settings.write_text("langauge: en\n", "utf-8")
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(settings))
    ran = run("doctor")
    assert ran.status == 1 and "did you mean language?" in ran.out and str(settings) in ran.out


def test_the_configuration_is_named_and_used(run, monkeypatch, tmp_path):
    settings = tmp_path / "config.yaml"
    settings.write_text(f"default_policy: no_such\nlog_file: {tmp_path / 'our.log'}\n", "utf-8")
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(settings))
    ran = run("doctor", "--json")
    assert ran.status == 1 and "no_such" in ran.document["problems"][0]
    assert ran.document["configuration_read"] and ran.document["log_file"] == str(tmp_path / "our.log")


def test_a_folder_of_the_configuration_that_is_gone_is_a_problem(run, monkeypatch, tmp_path):
    settings = tmp_path / "config.yaml"
    settings.write_text(f"policies: [{tmp_path / 'gone'}]\n", "utf-8")
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(settings))
    ran = run("doctor", "--json")
    assert ran.status == 1 and "gone" in ran.document["problems"][0]
