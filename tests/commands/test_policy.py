"""``xlplugin policy``: list, show, check, test, diff."""

from __future__ import annotations

import pytest

GOOD = """\
policy: size
version: "1"
effective: 2026-01-01
title: {en: Size, zh: 规模}
scale: value
owner: Committee
status: proposed
parameters:
  a_from: {value: 5, title: {en: Lowest A, zh: A级下限}}
inputs:
  area: {type: number, domain: "[0..10]", title: {en: Area, zh: 面积}}
decisions:
  grade:
    kind: bands
    title: {en: Grade, zh: 等级}
    of: area
    bands: {A: ">= a_from", B: "[2..a_from)", C: "< 2"}
    grades: {A: {en: Large, zh: 大}, B: {en: Medium, zh: 中}, C: {en: Small, zh: 小}}
    overrides:
      - {when: {area: "< 1"}, cap: C, reason: {code: O1, en: Tiny, zh: 太小}}
result: {grade: grade}
treatments:
  grade: {A: {visits_per_month: 4}, B: {visits_per_month: 2}, C: {visits_per_month: 1}}
tests:
  - {name: large, inputs: {area: 9}, expect: {grade: A}}
"""


@pytest.fixture
def written(tmp_path):
    """Writes the policy with some texts replaced, and gives its file."""

    def written(*replaced: tuple[str, str], name: str = "size.yaml"):
        text = GOOD
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return written


def test_list_names_the_version_in_force_and_what_cannot_be_served(card):
    ran = card("policy", "list", "--json")
    found = {entry["policy"]: entry for entry in ran.document}
    assert ran.status == 0
    assert found["card"] | {"digest": "", "path": ""} == {
        "policy": "card",
        "version": "2026.1",
        "effective": "2026-01-01",
        "title": "Test card",
        "scale": "value",
        "family": found["card"]["family"],
        "status": "stated",
        "digest": "",
        "path": "",
        "approval": "approved: release 0",
        "versions": ["2025.1", "2026.1", "2027.1"],
        "served": True,
        "state": "served",
    }
    assert not found["broken"]["served"] and "wrong on purpose" in found["broken"]["state"]
    assert "credit_rating" in found
    assert "Test card" in card("policy", "list").out and "测试评分卡" in card("policy", "list", "--language", "zh").out


def test_list_says_of_a_policy_that_is_not_in_force_when_it_will_be(run, policies):
    ran = run("policy", "list", "--policies", policies, "--as-of", "2024-01-01", "--json")
    entry = next(entry for entry in ran.document if entry["policy"] == "card")
    assert entry["version"] is None and "in force from 2025-01-01" in entry["state"]


def test_list_names_files_that_seem_to_be_policies(run, written):
    folder = written(name="Size Policy.yaml").parent
    ran = run("policy", "list", "--policies", folder)
    assert ran.status == 0 and "Size Policy.yaml" in ran.err


def test_show_prints_the_whole_card(card):
    out = card("policy", "show", "card").out
    for words in (
        "Liabilities / assets",
        "debt ratio, 负债率",
        "(60%..80%)",
        "40 → 0",
        "R02 Weak management",
        "at most B",
        "Two years of loss",
        "Key account",
        "years(founded, as_of)",
    ):
        assert words in out
    assert "full marks" not in out and "full marks" in card("policy", "show", "card", "--tests").out
    chinese = card("policy", "show", "card", "--language", "zh").out
    assert "经营管理能力弱" in chinese and "Weak management" not in chinese


def test_show_gives_the_numbers_of_parameters(run, written):
    assert "[2..a_from) ([2..5))" in run("policy", "show", written()).out


@pytest.mark.parametrize("name", ["risk", "lookup", "pareto"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_show_as_a_document(card, name, language):
    document = card("policy", "show", name, "--language", language, "--json").document
    assert document["policy"] == name and document["sections"]
    for section in document["sections"]:
        assert section["title"]
        assert all(len(row) == len(section["headings"]) for row in section["rows"])


def test_check_finds_nothing_in_a_good_policy(run, written):
    ran = run("policy", "check", written(), "--json")
    assert ran.status == 0
    assert [finding["severity"] for finding in ran.document[0]["findings"]].count("error") == 0
    assert ran.document[0]["served"] and ran.document[0]["policy"] == "size@1"


def test_check_names_the_place_and_the_mend(run, written):
    path = written(('"[2..a_from)"', '"[3..a_from)"'))
    ran = run("policy", "check", path)
    assert ran.status == 1
    line = next(line for line in ran.out.splitlines() if " error gap" in line)
    assert line.startswith(f"{path}:") and "[2..3)" in line
    assert "→ widen a band" in ran.out
    assert "错误 gap" in run("policy", "check", path, "--language", "zh").out
    findings = {one["code"]: one for one in run("policy", "check", path, "--json").document[0]["findings"]}
    assert findings["gap"]["severity"] == "error" and findings["gap"]["line"] and findings["gap"]["column"]


def test_check_counts_a_failing_test_as_an_error(run, written):
    ran = run("policy", "check", written(("expect: {grade: A}", "expect: {grade: B}")))
    assert ran.status == 1 and "error embedded-test: test large: grade is A, expected B" in ran.out


def test_strict_counts_warnings(run, written):
    placeholder = ("value: 5, title", "value: 5, placeholder: true, title")
    path = written(placeholder)
    assert run("policy", "check", path).status == 0
    assert run("policy", "check", path, "--strict").status == 1


def test_check_takes_folders_ids_and_versions(run, card, policies):
    ran = run("policy", "check", policies, "--json")
    assert {entry["policy"] for entry in ran.document} >= {"card@2025.1", "card@2026.1", "card@2027.1", "risk@1"}
    ran = run("policy", "check", "card", "--policies", policies, "--json")
    assert [entry["policy"] for entry in ran.document] == ["card@2025.1", "card@2026.1", "card@2027.1"]
    ran = run("policy", "check", "card@2025.1", "--policies", policies, "--json")
    assert [entry["policy"] for entry in ran.document] == ["card@2025.1"]
    assert run("policy", "check", "card@1999", "--policies", policies).status == 2


def test_check_without_names_looks_at_everything(run, policies):
    ran = run("policy", "check", "--policies", policies, "--json")
    assert ran.status == 1, "broken is there"
    assert {"credit_rating@2026.1", "broken@1"} <= {entry["policy"] for entry in ran.document}


def test_check_without_names_reads_lists_that_no_policy_uses(run, written, tmp_path):
    written()
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "places.yaml").write_text("list: other\n", "utf-8")
    ran = run("policy", "check", "--policies", tmp_path, "--json")
    (broken,) = [entry for entry in ran.document if entry["policy"] == "lists/places"]
    assert ran.status == 1 and broken["findings"] and not broken["served"]


def test_a_draft_under_a_stamp_that_is_served_with_another_content_is_refused(run, written, tmp_path):
    (tmp_path / "bank").mkdir()
    served = written(name="bank/size.yaml")
    draft = written(("value: 5", "value: 6"))
    ran = run("policy", "check", draft, "--policies", served.parent)
    assert ran.status == 1 and "same-stamp" in ran.out


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"policy: [", "not-yaml"),
        (b"\tpolicy: size", "tab"),
        (b"[" * 100_000, "too-deep"),
        (b"policy: &a size\nversion: *a\n", "anchor"),
    ],
)
def test_check_of_a_file_that_is_no_policy_is_a_finding(run, tmp_path, content, code):
    path = tmp_path / "size.yaml"
    path.write_bytes(content)
    ran = run("policy", "check", path, "--json")
    assert ran.status == 1 and "Traceback" not in ran.err
    assert code in [finding["code"] for finding in ran.document[0]["findings"]]


def test_explain_prints_the_page_of_a_code_in_each_language(run):
    english, chinese = run("policy", "check", "--explain", "gap"), run("policy", "check", "--explain", "gap", "--language", "zh")
    assert english.status == chinese.status == 0 and english.out != chinese.out
    assert run("policy", "check", "--explain", "gap", "--json").document["page"].strip() == english.out.strip()


def test_test_runs_the_tests_of_all_versions(run, policies):
    ran = run("policy", "test", policies, "--json")
    assert ran.status == 1
    found = {entry["policy"]: (entry["tests"], entry["failed"]) for entry in ran.document}
    assert found["broken"] == (1, 1) and found["card@2026.1"] == (1, 0)
    assert "1 failed" in run("policy", "test", policies).out


def test_test_passes_where_all_pass(run, written):
    ran = run("policy", "test", written())
    assert ran.status == 0 and ran.out.split()[-3:] == ["size", "1", "passed"]


def test_diff_says_what_changed_with_both_texts(run, written, tmp_path):
    (tmp_path / "old").mkdir()
    old = written(name="old/size.yaml")
    new = written(
        ('version: "1"', 'version: "2"'),
        ("value: 5", "value: 6"),
        ("zh: 太小", "zh: 过小"),
        ("C: {visits_per_month: 1}", "C: {visits_per_month: 0}"),
        ("{name: large, inputs: {area: 9}", "{name: huge, inputs: {area: 9}"),
    )
    ran = run("policy", "diff", old, new, "--json")
    assert ran.status == 0
    found = [(c["kind"], c["row"], c["before"], c["after"]) for c in ran.document["changes"]]
    assert ("changed", "Version", "size@1", "size@2") in found
    assert ("changed", "a_from", "5", "6") in found
    assert ("changed", "A", ">= a_from (>= 5)", ">= a_from (>= 6)") in found
    assert ("changed", "grade, C, visits_per_month", "1", "0") in found
    assert ("removed", "large", "area = 9; grade = A", None) in found
    assert ("added", "huge", None, "area = 9; grade = A") in found
    chinese = run("policy", "diff", old, new, "--language", "zh").out
    assert "太小" in chinese and "过小" in chinese


def test_diff_of_comments_is_none(run, written, tmp_path):
    (tmp_path / "old").mkdir()
    old = written(name="old/size.yaml")
    new = written(("policy: size", "# a remark\npolicy: size"))
    assert "no difference but in comments and layout" in run("policy", "diff", old, new).out
    assert "the same content" in run("policy", "diff", old, old).out


def test_diff_takes_versions_and_drafts_that_fail_their_checks(run, policies, written):
    ran = run("policy", "diff", "card@2025.1", "card@2026.1", "--policies", policies, "--json")
    assert ran.document["before"]["policy"] == "card@2025.1" and ran.document["changes"]
    draft = written(('"[2..a_from)"', '"[3..a_from)"'))
    assert run("policy", "diff", draft, draft).status == 0
