"""``xlplugin template build`` and what its forms do."""

from __future__ import annotations

from pathlib import Path

import openpyxl


def test_forms_of_the_policies_named_are_built(run, tmp_path):
    ran = run("template", "build", "credit_rating", "nine_box", "-o", tmp_path / "new", "--rows", "5", "--json")
    assert ran.status == 0
    assert [entry["policy"] for entry in ran.document] == ["credit_rating@2026.1", "nine_box@2026.1"]
    assert [Path(entry["form"]).name for entry in ran.document] == ["credit_rating.xlsx", "nine_box.xlsx"]
    assert openpyxl.load_workbook(tmp_path / "new" / "nine_box.xlsx").sheetnames


def test_lookups_share_a_form_that_has_all_of_them(run, tmp_path):
    ran = run("template", "build", "buyer_type", "nine_box", "-o", tmp_path, "--rows", "5", "--json")
    assert ran.status == 0
    forms = {entry["policy"].partition("@")[0]: Path(entry["form"]).name for entry in ran.document}
    assert forms["buyer_type"] == forms["personality_13"] == "lookups.xlsx" and forms["nine_box"] == "nine_box.xlsx"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lookups.xlsx", "nine_box.xlsx"]
    ran = run("template", "build", "buyer_type", "buyer_type@2026.1", "-o", tmp_path)
    assert ran.status == 2 and "holds one version" in ran.err


def test_a_form_can_be_recalculated(run, tmp_path):
    run("template", "build", "credit_rating", "-o", tmp_path, "--rows", "5")
    ran = run("recalc", tmp_path / "credit_rating.xlsx", "-o", tmp_path / "out", "--json")
    assert ran.status == 0 and ran.document["books"][0]["ours"] > 0


def test_what_cannot_be_built_is_said(run, card, tmp_path):
    for arguments, said in (
        (("no_such_policy",), "there is no policy"),
        (("credit_rating", "--rows", "0"), "choose 1 to"),
        (("broken", ), "wrong on purpose"),
    ):
        ran = card("template", "build", *arguments, "-o", tmp_path / "out")
        assert ran.status == 2 and said in ran.err
    (tmp_path / "file").write_text("", "utf-8")
    assert run("template", "build", "credit_rating", "-o", tmp_path / "file").status == 2


def test_a_form_of_an_older_version_says_so_and_either_version_can_be_chosen(run, card, policies, tmp_path):
    assert run("template", "build", "card@2025.1", "--policies", policies, "-o", tmp_path).status == 0
    ran = card("recalc", tmp_path / "card.xlsx", "-o", tmp_path / "kept", "--json")
    said = [caution["message"] for caution in ran.document["books"][0]["cautions"]]
    assert said == ["card@2025.1: a newer version is in force: card@2026.1"]
    ran = card("recalc", tmp_path / "card.xlsx", "-o", tmp_path / "moved", "--policy-version", "in-force", "--json")
    assert ran.document["books"][0]["not_calculated"] == []
