"""How the grade came about, on a customer's form: inputs as used with their points, principal reasons, hard rules."""

from __future__ import annotations

from collections.abc import Iterator

from xlplugin.compliance.customer_record import CustomerRecord
from xlplugin.compliance.record_parts import MARKS, MOST_REASONS, Fired, Scored
from xlplugin.policy.findings import Bilingual

from .customer_form_grid import Page, Piece, label, number, strong, text
from .customer_form_head import fills
from .forms.wording import both

INPUTS = Bilingual("Inputs and points", "评级要素与得分")
REASONS, RULES = Bilingual("Principal reasons", "主要原因"), Bilingual("Hard rules that fired", "触发的硬性规则")
_HEADS = (
    (Bilingual("Characteristic", "指标"), 3),
    (Bilingual("Value as used", "取值"), 2),
    (Bilingual("Attribute hit", "所属档次"), 2),
    (Bilingual("Points", "得分"), 1),
    (Bilingual("Best", "满分"), 1),
    (Bilingual("Reason", "失分原因"), 3),
)
_PLAIN = ((_HEADS[0][0], 6), (_HEADS[1][0], 6))
_RISK_BEST = Bilingual("Least", "最低")
_NOT_APPLIED = Bilingual("left out", "不适用")
_LOST, _CODE = Bilingual("Points", "影响分"), Bilingual("Code", "代码")
_EFFECT = Bilingual("Effect", "作用")
_NONE, _GONE = Bilingual("none", "无"), Bilingual("inputs were redacted: not known in full", "要素已删除，无法完整列示")
ACTIONS = {
    "cap": Bilingual("at most", "最高"),
    "floor": Bilingual("at least", "至少"),
    "set": Bilingual("set to", "直接定为"),
}


def write_inputs(page: Page, record: CustomerRecord, language: str) -> None:
    """Write a line per input, with what it gave, then what the decisions said."""
    grading = record.grading
    entry = grading.entry
    note = f"entry 记录 {entry.seq} · as of 数据日期 {entry.as_of} · {grading.who}"
    page.section(INPUTS, note)
    scores = any(one.points is not None for one in grading.scored)
    heads = list(_HEADS if scores else _PLAIN)
    if scores and record.policy.scale == "risk":
        heads[4] = (_RISK_BEST, 1)
    page.row(*(label(head, span, "centre") for head, span in heads))
    for one in grading.scored:
        page.row(*_line(one, language, scores))
    known = fills(record)
    for made in grading.decided:
        fill = known.get(grading.grade or "", "") if made.name == record.policy.result.get("grade") else ""
        said = text(made.value.in_language(language), 2 if scores else 3, fill=fill)
        rule = text(made.rule.in_language(language), 7 if scores else 6)
        page.row(strong(text(made.title.in_language(language), 3)), strong(said), rule)


def value_text(one: Scored, language: str) -> str:
    """The value as used, with its mark and what it was before a person changed it."""
    said = one.value.in_language(language)
    if one.changed is not None:
        return f"{one.before.in_language(language)} → {said} (M)"
    if not one.mark:
        return said
    mark = MARKS[one.mark]
    return both(mark) if one.mark in ("missing", "blank", "redacted") else f"{said} ({mark.in_language(language)})"


def _line(one: Scored, language: str, scores: bool) -> Iterator[Piece]:
    told = ("warning",) if one.mark or one.changed is not None else ()
    if not scores:
        yield text(one.title.in_language(language), 6)
        yield text(value_text(one, language), 6, *told)
        return
    yield text(one.title.in_language(language), 3)
    value = value_text(one, language)
    attribute = (one.attribute if one.applies else _NOT_APPLIED).in_language(language)
    if attribute in ("", value):  # a word is its own attribute
        yield text(value, 4, *told)
    else:
        yield text(value, 2, *told)
        yield text(attribute, 2)
    scored = one.points is not None or one.best is not None
    yield number(one.points, 1) if scored else text("", 1)
    yield number(one.best if one.applies else None, 1) if scored else text("", 1)
    reason = f"{one.code} {one.reason.in_language(language)}" if one.code else ""
    yield text(reason, 3)


def write_reasons(page: Page, record: CustomerRecord, language: str) -> None:
    """Write the principal reasons beside the rules that fired."""
    told = {(rule.code, rule.action, rule.grade) for rule in record.grading.direct}
    if told and all((rule.code, rule.action, rule.to) in told for rule in record.grading.fired):
        page.section(REASONS)  # the table of direct rules says all of the others
        for row in _reasons(record, language, 10):
            page.row(*row)
        return
    page.section(Bilingual(f"{REASONS.en} · {RULES.en.lower()}", f"{REASONS.zh} · {RULES.zh}"))
    page.beside(list(_reasons(record, language, 4)), list(_rules(record, language)))


def _reasons(record: CustomerRecord, language: str, span: int) -> Iterator[tuple[Piece, ...]]:
    yield label(_CODE, 1, "centre"), label(REASONS, span, "centre"), label(_LOST, 1, "centre")
    reasons = record.grading.reasons[:MOST_REASONS]
    for one in reasons:
        lost = number(-one.lost if record.policy.scale != "risk" else one.lost, 1, number_format="+0.##;-0.##;0")
        yield text(one.code, 1), text(one.text.in_language(language), span), lost if one.lost else text("–", 1, "centre")
    gone = any(name.startswith("input.") for name in record.grading.gone)
    if gone or not reasons:
        yield (text(both(_GONE if gone else _NONE), span + 2, "quiet"),)


def _rules(record: CustomerRecord, language: str) -> Iterator[tuple[Piece, ...]]:
    yield label(_CODE, 1, "centre"), label(RULES, 3, "centre"), label(_EFFECT, 2, "centre")
    for rule in record.grading.fired:
        yield text(rule.code, 1), text(rule.text.in_language(language), 3), text(effect(rule, language), 2, "warning")
    if not record.grading.fired:
        yield (text(both(_NONE), 6, "quiet"),)


def effect(rule: Fired, language: str) -> str:
    """What a rule did: at most B: AA → B."""
    action = ACTIONS[rule.action].in_language(language)
    gap = " " if language == "en" else ""
    return f"{action}{gap}{rule.to}: {rule.before or '–'} → {rule.after or '–'}"
