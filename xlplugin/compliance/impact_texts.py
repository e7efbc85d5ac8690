"""What an impact says to people, in both languages: headline, parts, rules, why a customer changes grade."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from xlplugin.policy.findings import Bilingual, Finding
from xlplugin.policy.model import Policy, Scorecard
from xlplugin.policy.numbers import format_number

from .impact import Customer, Impact, grades_of
from .impact_columns import Key
from .impact_counts import Chosen, PartCount, PointsCount, RuleCount
from .impact_wording import action_text

EMBEDDED_TEST = "embedded-test"
NONE = Bilingual("not graded", "无法评级")
SEVERAL = Bilingual("moved by several together", "多项共同作用")
UNDONE = Bilingual("moved by one, undone by another", "单项变动但被其他变更抵消")
INSEPARABLE = Bilingual("only with the others", "须与其他变更一并生效")
FOLLOWS = Bilingual("not itself changed; follows from the parts above", "自身未变更，受上列变更影响")
_WORDS: Mapping[str, tuple[Bilingual, Bilingual]] = {
    "value": (Bilingual("better", "上调"), Bilingual("worse", "下调")),
    "risk": (Bilingual("less risky", "风险调低"), Bilingual("riskier", "风险调高")),
}


def better_and_worse(policy: Policy) -> tuple[Bilingual, Bilingual]:
    """What a grade nearer the first, and one nearer the last, is called on a policy's scale."""
    return _WORDS["risk" if policy.scale == "risk" else "value"]


def name_after(impact: Impact) -> Bilingual:
    """The policy after, with what was set in it."""
    if not impact.settings:
        return Bilingual(impact.after.stamp, impact.after.stamp)
    return Bilingual(f"{impact.after.stamp} (what if)", f"{impact.after.stamp}（假设）")


def headline(impact: Impact) -> Bilingual:
    """How many customers there are, how many change grade and which way."""
    changed, better, worse = (impact.count(one) for one in (Chosen.CHANGED, Chosen.BETTER, Chosen.WORSE))
    share = f"{changed / impact.rows:.1%}" if impact.rows else "–"
    up, down = better_and_worse(impact.after)
    en = f"{changed} of {impact.rows} customers change grade ({share})"
    zh = f"共 {impact.rows} 户，等级变动 {changed} 户（{share}）"
    if impact.order:
        en += f": {better} {up.en}, {worse} {down.en}"
        zh += f"：{up.zh} {better} 户，{down.zh} {worse} 户"
    return Bilingual(f"{en}.", f"{zh}。")


def ungraded(impact: Impact) -> Bilingual:
    """How many cannot be graded under one of the two, or both; empty where all can."""
    before, after, both = (impact.count(one) for one in (Chosen.ONLY_AFTER, Chosen.ONLY_BEFORE, Chosen.NEITHER))
    if not before + after + both:
        return Bilingual("", "")
    return Bilingual(
        f"Not graded: {after} under the policy after only, {before} under the one before only, {both} under both.",
        f"无法评级：仅变更后 {after} 户，仅变更前 {before} 户，前后均无法评级 {both} 户。",
    )


def shown_grades(impact: Impact) -> tuple[list[str], list[str]]:
    """The grades before and after, in order, as rows and columns of the matrix; "" last where it occurs."""
    sides = []
    for place, policy in enumerate((impact.before, impact.after)):
        met = {pair[place] for pair in impact.matrix}
        declared = [grade for grade in grades_of(policy)]
        shown = declared + [grade for grade in impact.grades if grade in met and grade and grade not in declared]
        sides.append([*shown, *([""] if "" in met else [])])
    return sides[0], sides[1]


def points_title(impact: Impact, key: Key) -> Bilingual:
    """The title of a characteristic."""
    for policy in (impact.after, impact.before):
        for decision in policy.decisions:
            if isinstance(decision, Scorecard) and decision.name == key[0]:
                for item in decision.characteristics:
                    if item.name == key[1]:
                        return item.title
    return Bilingual(key[1], key[1])


def points_of(impact: Impact, part: PartCount) -> PointsCount | None:
    """The points of the characteristic that a part changes."""
    return impact.points.get(part.change.points) if part.change.points else None


def followers(impact: Impact) -> list[PointsCount]:
    """Characteristics that give other points although they are not changed themselves."""
    named = {part.change.points for part in impact.parts}
    return [count for key, count in impact.points.items() if count.changed and key not in named]


def rule_state(rule: RuleCount) -> Bilingual:
    """Whether a rule is in both policies, and says the same."""
    if rule.before is None:
        return Bilingual("new", "新增")
    if rule.after is None:
        return Bilingual("dropped", "删除")
    same = (rule.before.action, rule.before.grade) == (rule.after.action, rule.after.grade)
    return Bilingual("", "") if same else Bilingual("changed", "变更")


def rule_does(rule: RuleCount) -> Bilingual:
    """What a rule does to a grade, before and after where that differs."""
    said = [action_text(one.action, one.grade) for one in (rule.before, rule.after) if one is not None]
    if len(said) == 1 or said[0] == said[1]:
        return said[-1]
    return Bilingual(f"{said[0].en} → {said[1].en}", f"{said[0].zh} → {said[1].zh}")


def why_teller(impact: Impact, language: str) -> Callable[[Customer], str]:
    """Says in short why a customer changes grade: the changes each of which would do it alone, then the rules.

    Where no change does it alone, the points that differ are told instead.
    """
    titles = {key: points_title(impact, key).in_language(language) for key in impact.points}
    parts = [part_title(part).in_language(language) for part in impact.parts]
    scored = [part.change.points for part in impact.parts]
    overridden = [part.change.path if part.change.kind == "override" else "" for part in impact.parts]
    between = Bilingual("; ", "；").in_language(language)
    several = SEVERAL.in_language(language)

    def tell(customer: Customer) -> str:
        points = {key: f"{titles[key]} {_signed(change)}" for key, change in customer.points}
        said = [points.get(scored[place] or _NO_POINTS, parts[place]) for place in customer.alone]
        if not said:
            said = [several, *points.values()]
        told = {overridden[place] for place in customer.alone}
        for keys, mark in ((customer.began, "✓"), (customer.ceased, "✗")):
            said += [f"{code} {mark}" for of, code in keys if f"decisions.{of}.overrides.{code}" not in told]
        return between.join(said)

    return tell


_NO_POINTS = ("", "")


def _signed(change: float) -> str:
    return f"{'+' if change > 0 else ''}{format_number(round(change, 2))}"


def part_title(part: PartCount) -> Bilingual:
    """A part by its title, with what kind of part it is where the title does not say it."""
    title, kind = part.change.title, part.change.kind_title
    return title if part.change.kind == "override" else Bilingual(f"{title.en} ({kind.en})", f"{title.zh}（{kind.zh}）")


def split_findings(impact: Impact) -> tuple[list[Finding], int]:
    """What is wrong with the policy after, its failing tests apart: those are counted."""
    others = [one for one in impact.findings if one.code != EMBEDDED_TEST]
    return others, len({str(one.where) for one in impact.findings if one.code == EMBEDDED_TEST})


def tests_text(impact: Impact, failed: int) -> Bilingual:
    """How many embedded tests expect something else."""
    total = len(impact.after.tests)
    return Bilingual(
        f"{failed} of the policy's {total} own tests expect something else; it is served once they are rewritten.",
        f"制度自带的 {total} 项测试中有 {failed} 项与变更后不符，须改写测试后方可启用。",
    )
