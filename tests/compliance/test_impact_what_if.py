"""Places of a policy that are set for a moment: paths that lead somewhere, and what is said where they do not."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import xlplugin
from xlplugin.compliance.impact_what_if import what_if
from xlplugin.policy.findings import PolicyError
from xlplugin.policy.model import Policy

POLICIES = Path(__file__).resolve().parents[1] / "policies"
AS_OF = datetime.date(2026, 6, 1)


def nothing(*_: object) -> Policy:
    raise LookupError


@pytest.fixture(scope="module")
def policy() -> Policy:
    return xlplugin.load("credit_rating", AS_OF).policy


@pytest.mark.parametrize(
    ("asked", "path", "before", "after"),
    [
        ("grade.bands.AAA=>= 88", "decisions.grade.bands.AAA", ">= aaa_from", ">= 88"),
        (' grade.bands.AAA = ">= 88" ', "decisions.grade.bands.AAA", ">= aaa_from", ">= 88"),
        ("decisions.grade.bands.AAA=>= 88", "decisions.grade.bands.AAA", ">= aaa_from", ">= 88"),
        ("parameters.aa_from.value=85", "parameters.aa_from.value", "80", "85"),
        ("parameters.aa_from=85", "parameters.aa_from.value", "80", "85"),
        ("grade.overrides.CO07.cap=AA", "decisions.grade.overrides.CO07.cap", "A", "AA"),
        ("grade.overrides.7.cap=AA", "decisions.grade.overrides.7.cap", "A", "AA"),
        (
            "score.characteristics.leverage.points.(60%..100%).from=22",
            "decisions.score.characteristics.leverage.points.(60%..100%).from",
            "24",
            "22",
        ),
        (
            'score.characteristics.leverage.points.">= 100%"=1',
            "decisions.score.characteristics.leverage.points.>= 100%.points",
            "0",
            "1",
        ),
        ("inputs.leverage.domain=[0%..200%]", "inputs.leverage.domain", "[0%..300%]", "[0%..200%]"),
    ],
)
def test_a_path_names_a_place_in_the_file(policy, asked, path, before, after):
    changed, (setting,) = what_if(policy, [asked], nothing)
    assert (setting.path, setting.before, setting.after) == (path, before, after)
    assert changed.digest != policy.digest and changed.stamp == policy.stamp


def test_a_parameter_is_set_wherever_it_stands(policy):
    changed, _ = what_if(policy, ["parameters.aa_from.value=85"], nothing)
    bands = {band.grade: band.cell for band in changed.decision("grade").bands}
    assert not bands["AA"].has_number(84) and bands["A"].has_number(84)


@pytest.mark.parametrize(
    ("asked", "said", "mend"),
    [
        ("grade.bands.AAAA=5", "decisions.grade.bands has no AAAA", "did you mean AAA?"),
        ("grad.bands.AAA=5", "the policy has no grad", "did you mean grade?"),
        ("parameters.aa_form.value=85", "parameters has no aa_form", "did you mean aa_from?"),
        ("grade.overrides.CO77.cap=AA", "decisions.grade.overrides has no CO77", "did you mean CO"),
        ("grade.overrides.0.cap=AA", "has no 0", "there is: CO01"),
        ("grade.bands.AAA.deep=5", "decisions.grade.bands.AAA has no deep", "is a single value"),
        ("grade.bands=5", "decisions.grade.bands holds several values", "decisions.grade.bands.AAA"),
        ("grade.bands.AAA", "there is no =", "write path=value"),
        ("grade.bands.AAA=", "has no new value", "write path=value"),
        ("=5", "the policy has no", "there is: policy"),
    ],
)
def test_a_path_that_leads_nowhere_names_the_nearest_key(policy, asked, said, mend):
    with pytest.raises(PolicyError) as error:
        what_if(policy, [asked], nothing)
    (finding,) = error.value.findings
    assert said in finding.message.en and mend in finding.mend.en
    assert finding.where.path.startswith("--set ")
    assert finding.message.zh and finding.mend.zh


def test_a_place_is_set_once(policy):
    with pytest.raises(PolicyError, match="is set twice"):
        what_if(policy, ["parameters.aa_from=85", "parameters.aa_from.value=86"], nothing)


@pytest.mark.parametrize(
    ("asked", "code"), [("grade.bands.AAA=foo", "cell"), ("scale=big", "shape"), ("policy=other", "file-name")]
)
def test_the_strict_reader_reads_what_was_set(policy, asked, code):
    with pytest.raises(PolicyError) as error:
        what_if(policy, [asked], nothing)
    assert code in {finding.code for finding in error.value.findings}
    assert any(finding.where.path.startswith("--set ") for finding in error.value.findings)


def test_nothing_set_is_the_policy_itself(policy):
    same, settings = what_if(policy, [], nothing)
    assert settings == () and same.digest == policy.digest


def test_a_policy_that_uses_another_finds_it():
    using = xlplugin.load("dealer_composite_8", AS_OF).policy
    changed, _ = what_if(using, ["title.en=Another title"], nothing)
    assert changed.title.en == "Another title"
