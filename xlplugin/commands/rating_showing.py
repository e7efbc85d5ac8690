"""Shows one customer's ratings in full."""

from __future__ import annotations

from collections.abc import Iterator

from xlplugin.compliance.canonical import canonical
from xlplugin.compliance.errors import JournalError
from xlplugin.compliance.graded_by import Policies
from xlplugin.compliance.journal import open_journal
from xlplugin.compliance.rating import STATES, TERMS, Act, OutputOverride, Rating, Standing
from xlplugin.compliance.rating_history import ratings_of
from xlplugin.compliance.standing import standing_of, state_of
from xlplugin.policy.findings import Bilingual

from .printing import print_json, say
from .rating_words import grade_text, next_step, person, plain, why_text
from .session import GRADED, Session, day_of


def run_show(
    session: Session, url: str | None, customer: str, policy: str, as_of: str | None, json: bool
) -> int:
    """Show how a customer stands and everything that led there."""
    day = day_of(as_of)
    with open_journal(url) as journal:
        journal.known_customer(customer)
        policies = Policies(journal)
        ids = [policies.newest(policy).id] if policy else list(policies.ids())
        found = [standing_of(journal, customer, name, day) for name in ids]
        found = [one for one in found if one.last is not None or one.system is not None]
        if not found:
            raise JournalError(
                "rating", f"{customer} was not graded as of {day} or before", f"截至 {day}，客户 {customer} 没有评级"
            )
        histories = [ratings_of(journal, customer, one.policy_id, day) for one in found]
        if json:
            pairs = zip(found, histories, strict=True)
            print_json([{**_document(session, one, policies), "ratings": plain(all_)} for one, all_ in pairs])
            return GRADED
        for standing, ratings in zip(found, histories, strict=True):
            _print_standing(session, standing, policies)
            for rating in reversed(ratings):
                _print_rating(session, rating, standing)
    return GRADED


def _document(session: Session, standing: Standing, policies: Policies) -> dict[str, object]:
    said = plain(standing)
    assert isinstance(said, dict)
    for name in ("rating", "pending", "previous", "last"):
        said.pop(name)
    return said | {"why": why_text(session, standing), "next_step": session.said(next_step(standing, policies))}


def _print_standing(session: Session, standing: Standing, policies: Policies) -> None:
    text, system = session.text, standing.system
    say(f"{standing.customer} · {standing.policy_id} · {standing.day}")
    none = text("none", "无")
    say(text(f"  In force: {standing.grade or none} ({why_text(session, standing)})",
             f"  现行等级：{standing.grade or none}（{why_text(session, standing)}）"))  # fmt: skip
    if system is not None:
        grade = system.grade or none
        say(text(f"  System grade: {grade} as of {system.as_of}, {system.policy}, entry {system.seq}",
                 f"  系统等级：{grade}，基准日 {system.as_of}，{system.policy}，第 {system.seq} 条"))  # fmt: skip
    following = session.said(next_step(standing, policies))
    if following:
        say(text(f"  Next: {following}", f"  下一步：{following}"))


def _print_rating(session: Session, rating: Rating, standing: Standing) -> None:
    newest = standing.rating
    later = newest if newest is not None and newest.seq != rating.seq and rating.decided is not None else None
    state = session.said(STATES[state_of(rating, standing.day, later)])
    grades = " → ".join(
        grade_text(session, grade)
        for grade in (rating.system_grade, rating.proposed_grade, rating.confirmed_grade)
        if grade is not None
    )
    say()
    say(session.text(f"Rating {rating.seq}: {grades} ({state})", f"评级 {rating.seq}：{grades}（{state}）"))
    for line in _lines(session, rating):
        say(f"  {line}")


def _lines(session: Session, rating: Rating) -> Iterator[str]:
    text = session.text
    yield text(
        f"rests on grading {rating.grading} as of {rating.as_of}, {rating.policy}",
        f"依据第 {rating.grading} 条评级，基准日 {rating.as_of}，{rating.policy}",
    )
    for change in rating.input_overrides:
        before, after = canonical(change.before), canonical(change.after)
        yield _change(session, Bilingual("input override", "输入调整"), f"{change.input}: {before} → {after}", change)
    if rating.by_hand and not rating.input_overrides and rating.output_override is None:
        yield text("manual override: (redacted)", "人工调整：（已删除）")
    for asked, name in (
        (rating.asked_override, Bilingual("asked for", "原申请调整")),
        (rating.output_override, Bilingual("grade override", "等级调整")),
    ):
        if asked is not None:
            count = f"{asked.notches:+d}"
            notches = text(f" ({count} notch{'' if abs(asked.notches) == 1 else 'es'})", f"（{count} 级）")
            yield _change(session, name, f"{asked.before} → {asked.after}{notches}", asked)
    yield _act(session, Bilingual("proposed", "提出"), rating.proposed)
    for review in rating.reviews:
        yield _act(session, Bilingual("reviewed", "复核"), review)
    if rating.returned is not None:
        yield _act(session, Bilingual("returned", "退回"), rating.returned)
    if rating.refused is not None:
        yield _act(session, Bilingual("refused", "不予批准"), rating.refused) + _body(session, rating)
    if rating.decided is not None:
        yield _act(session, Bilingual("decided", "审定"), rating.decided) + _body(session, rating)
        until = rating.override_until
        yield text(f"valid until {rating.valid_until}", f"有效期至 {rating.valid_until}") + (
            text(f", manual override until {until}", f"，人工调整至 {until}") if until else ""
        )
    if rating.override_ended is not None:
        yield _act(session, Bilingual("manual override ended", "终止人工调整"), rating.override_ended)
    if rating.withdrawn is not None:
        terms = session.said(TERMS[rating.terms]) if rating.terms in TERMS else rating.terms
        yield _act(session, Bilingual("withdrawn", "撤回"), rating.withdrawn) + f" · {terms}"


def _act(session: Session, name: Bilingual, act: Act) -> str:
    who, said = person(session, act.who), f" · {_in_line(act.comment)}" if act.comment else ""
    step = f" [{act.step}]" if act.step else ""
    return session.text(
        f"{name.en}{step}: {who}, {act.on}, entry {act.seq}{said}", f"{name.zh}{step}：{who}，{act.on}，第 {act.seq} 条{said}"
    )


def _in_line(text: str) -> str:
    """A text on one line: what a person wrote must not look like the next step."""
    return " ".join(text.split())


def _body(session: Session, rating: Rating) -> str:
    minute = session.text(f", minute {rating.minute}", f"，纪要 {rating.minute}") if rating.minute else ""
    return f" · {_in_line(rating.committee + minute)}" if rating.committee or minute else ""


def _change(session: Session, name: Bilingual, what: str, change: OutputOverride | object) -> str:
    code, comment, evidence = (getattr(change, part) for part in ("code", "comment", "evidence"))
    listed = session.text("; ", "；").join(map(_in_line, evidence))
    comment = _in_line(comment)
    return session.text(
        f"{name.en}: {what}, {code}: {comment} [evidence: {listed}]", f"{name.zh}：{what}，{code}：{comment}［依据：{listed}］"
    )
