"""Sheets of an impact workbook that say what each change did, which rules fire, and how the policies differ."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter import Workbook

from xlplugin.compliance.impact import ATTRIBUTION, Impact
from xlplugin.compliance.impact_counts import PartCount, PointsCount, RuleCount
from xlplugin.compliance.impact_texts import (
    FOLLOWS,
    INSEPARABLE,
    SEVERAL,
    UNDONE,
    better_and_worse,
    followers,
    part_title,
    points_of,
    points_title,
    rule_does,
    rule_state,
)
from xlplugin.policy.diff import changes
from xlplugin.policy.findings import Bilingual

from .forms.lines import Lines
from .forms.page import titled_page
from .forms.styles import Styles
from .forms.wording import both, heading
from .impact_overview import compared

PARTS, COMPARISON = "Changes 变更影响", "Policies 制度差异"
_WIDTHS = (2, 34, 46, 13, 13, 13, 13, 13, 13)
_KINDS = {"added": "+", "removed": "–", "changed": "~", "moved": "↕"}
_LONGEST = 2000


def write_parts(book: Workbook, impact: Impact, styles: Styles) -> None:
    """Add the sheet of what each change did by itself, and of the rules."""
    sheet = book.add_worksheet(PARTS)
    lines = Lines(sheet, styles, _WIDTHS)
    lines.title("What each change did 各项变更的影响")
    lines.across(f"{ATTRIBUTION.en}\n{ATTRIBUTION.zh}", 1, "quiet", "wrap", "top")
    _write_changes(lines, impact, styles)
    if impact.highest is not None:
        section = Bilingual("Direct to the highest tier", "直接评为最高风险等级")
        direct = [rule for rule in impact.rules.values() if rule.rule.highest]
        total: list[str | float] = ["Customers hit by any 命中任一规则的客户", "", *_figures(impact.highest)]
        _write_rules(lines, styles, section, direct, total)
    section = Bilingual("Rules that began or ceased to fire", "开始或停止触发的规则")
    _write_rules(lines, styles, section, impact.moved_rules(), None)
    titled_page(sheet, both(impact.after.title), compared(impact))
    sheet.print_area(0, 0, lines.row, len(_WIDTHS) - 1)


def _row(lines: Lines, styles: Styles, values: Sequence[str | float | None], label: str = "box") -> None:
    text, number = styles(label, "wrap", "top"), styles(label, "right", "top", number_format="#,##0.##;-#,##0.##;0")
    whole = styles(label, "right", "top", number_format="#,##0")
    chosen = [
        text if value is None or isinstance(value, str) else whole if float(value).is_integer() else number
        for value in values
    ]
    lines.cells([value[:_LONGEST] if isinstance(value, str) else value for value in values], *chosen)


def _write_changes(lines: Lines, impact: Impact, styles: Styles) -> None:
    lines.section(Bilingual("Parts of the change", "变更内容"))
    up, down = better_and_worse(impact.after)
    heads = (
        Bilingual("What changed", "变更内容"),
        Bilingual("How", "如何变更"),
        Bilingual("Mean points before", "变更前平均得分"),
        Bilingual("Mean points after", "变更后平均得分"),
        Bilingual("Customers with other points", "得分变动户数"),
        Bilingual("Moved alone", "单独影响户数"),
        up,
        down,
    )
    lines.cells([heading(one) for one in heads], styles("result_heading"))
    if not impact.parts:
        lines.across("no difference that moves a grade 没有影响等级的差异", 1, "box")
    for part in impact.parts:
        _row(lines, styles, _part(impact, part))
    for label, count in ((SEVERAL, impact.together), (UNDONE, impact.undone)):
        if count:
            _row(lines, styles, [both(label), "", None, None, None, count, None, None], "label")
    for other in followers(impact):
        title = both(points_title(impact, other.key))
        _row(lines, styles, [title, f"{FOLLOWS.en}\n{FOLLOWS.zh}", *_points(other), None, None, None])


def _part(impact: Impact, part: PartCount) -> list[str | float | None]:
    said = part.change.said
    how = said.en if said.en == said.zh else f"{said.en}\n{said.zh}"
    moved = [part.moved, part.better, part.worse] if part.separable else [both(INSEPARABLE), None, None]
    count = points_of(impact, part)
    title = part_title(part)
    return [f"{title.en}\n{title.zh}", how, *(_points(count) if count else [None] * 3), *moved]


def _points(count: PointsCount) -> list[float | None]:
    means = (None if value is None else round(value, 2) for value in (count.mean_before, count.mean_after))
    return [*means, count.changed]


def _write_rules(
    lines: Lines, styles: Styles, title: Bilingual, rules: Sequence[RuleCount], total: list[str | float] | None
) -> None:
    lines.section(title)
    heads = (
        Bilingual("Rule", "规则"),
        Bilingual("Does", "作用"),
        Bilingual("Fired before", "变更前触发"),
        Bilingual("Fired after", "变更后触发"),
        Bilingual("Began", "开始触发"),
        Bilingual("Ceased", "停止触发"),
        Bilingual("Grade changed", "等级变动"),
        Bilingual("Rule is", "规则状态"),
    )
    lines.cells([heading(one) for one in heads], styles("result_heading"))
    if not rules:
        lines.across("none 无", 1, "box")
    for rule in rules:
        text = rule.rule.text
        named = f"{rule.key[1]} {text.en}\n{text.zh}"
        _row(lines, styles, [named, both(rule_does(rule)), *_figures(rule), both(rule_state(rule)).strip()])
    if total is not None:
        _row(lines, styles, [*total, None], "label")


def _figures(rule: RuleCount) -> list[float]:
    return [rule.fired_before, rule.fired_after, rule.began, rule.ceased, rule.moved]


def write_comparison(book: Workbook, impact: Impact, styles: Styles) -> None:
    """Add the sheet of every difference between the two policies, where there is one."""
    found = changes(impact.before, impact.after)
    if not found:
        return
    sheet = book.add_worksheet(COMPARISON)
    lines = Lines(sheet, styles, (2, 26, 5, 34, 46, 46))
    lines.title("How the policies differ 制度差异")
    heads = ("Section\n部分", "", "What\n内容", "Before\n变更前", "After\n变更后")
    lines.cells(heads, styles("result_heading"))
    for one in found:
        what = ", ".join(both(text) for text in (one.row, one.column) if text.en)
        _row(lines, styles, [both(one.section), _KINDS[one.kind], what, _stacked(one.before), _stacked(one.after)])
    titled_page(sheet, both(impact.after.title), compared(impact))
    sheet.print_area(0, 0, lines.row, 5)


def _stacked(text: Bilingual) -> str:
    return text.en if text.en == text.zh else f"{text.en}\n{text.zh}"
