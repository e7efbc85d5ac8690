"""What the form of a money-laundering risk says besides: each rule that decides directly, and who stands behind."""

from __future__ import annotations

from xlplugin.compliance.customer_record import CustomerRecord
from xlplugin.policy.findings import Bilingual

from .customer_facts import PARTY, CustomerFacts
from .customer_form_grid import COLUMNS, Page, Piece, label, text
from .customer_form_head import fills
from .customer_form_inputs import ACTIONS
from .forms.grid import RELATED
from .forms.wording import both

DIRECT = Bilingual("Rules that decide directly", "直接认定规则")
PARTIES = Bilingual("Owners and related parties", "受益所有人及关联人")
YES, NO, UNKNOWN = Bilingual("YES", "是"), Bilingual("no", "否"), Bilingual("not known", "无法判断")
_HEADS = (
    (Bilingual("Code", "代码"), 1),
    (Bilingual("Rule", "规则"), 4),
    (Bilingual("Tier", "等级"), 2),
    (Bilingual("Hit", "命中"), 1),
    (Bilingual("List and its date", "名单及日期"), 4),
)
_SPANS = (2, 2, 2, 1, 1, 1, 1, 2)
_NOT_SUPPLIED = Bilingual(
    "not supplied: the journal does not hold them; see the sheet Related parties of the entry form, or give it by --book",
    "未提供：评级日志不保存关联人信息，请查阅录入表“关联人”工作表，或用 --book 指定该工作簿",
)
_NOBODY = Bilingual("none entered in {}", "{} 未登记关联人")


def write_direct_rules(page: Page, record: CustomerRecord, language: str) -> None:
    """Write each rule with yes or no, and the dates of the lists that it reads."""
    rules = record.grading.direct
    if not rules:
        return
    page.section(DIRECT)
    page.row(*(label(head, span, "centre") for head, span in _HEADS))
    known, gap = fills(record), " " if language == "en" else ""
    fired = {(one.code, one.action, one.to): one for one in record.grading.fired}
    for rule in rules:
        said = YES if rule.fired else UNKNOWN if rule.fired is None else NO
        hit = fired.get((rule.code, rule.action, rule.grade))
        moved = f": {hit.before or '–'} → {hit.after}" if hit is not None else ""
        lists = "; ".join(f"{title.in_language(language)} ({day.isoformat()})" for title, day in rule.lists)
        shape, fill = (("centre", "bold"), known.get(rule.grade, "")) if rule.fired else (("centre",), "")
        page.row(
            text(rule.code, 1),
            text(rule.text.in_language(language), 4),
            text(f"{ACTIONS[rule.action].in_language(language)}{gap}{rule.grade}{moved}", 2),
            text(both(said), 1, *shape, fill=fill),
            text(lists or "–", 4),
        )


def write_related(page: Page, facts: CustomerFacts) -> None:
    """Write who stands behind the customer, as the entry form says."""
    page.section(PARTIES, f"from 来源: {facts.source} – {RELATED}" if facts.related is not None else "")
    if facts.related is None:
        page.row(text(both(_NOT_SUPPLIED), COLUMNS, "quiet"))
        return
    if not facts.related:
        page.row(text(both(Bilingual(_NOBODY.en.format(facts.source), _NOBODY.zh.format(facts.source))), COLUMNS, "quiet"))
        return
    page.row(*(label(title, span, "centre") for title, span in zip(PARTY, _SPANS, strict=True)))
    for party in facts.related:
        page.row(*(_cell(party.of(title), span) for title, span in zip(PARTY, _SPANS, strict=True)))


def _cell(said: str, span: int) -> Piece:
    return text(said, span, *(("centre",) if span == 1 else ()))
