"""A policy as tables for people, in both languages: all that bears on a grade, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .describing import (
    NOTHING,
    STATUS,
    STATUSES,
    TITLE,
    Known,
    Section,
    joined,
    number_text,
    plain,
    status_text,
    titled,
    value_text,
)
from .describing_decisions import decision_sections
from .describing_process import process_sections
from .findings import Bilingual
from .model import Input, Policy, Test
from .numbers import format_number
from .variables import variables

SCALES: Mapping[str, Bilingual] = {
    "value": Bilingual("value: the first grade is best", "价值：首个等级最好"),
    "risk": Bilingual("risk: the first grade is of the lowest risk", "风险：首个等级风险最低"),
    "none": Bilingual("none: the grades are types", "无：等级仅为类型"),
}
TYPES: Mapping[str, Bilingual] = {
    "number": Bilingual("number", "数值"),
    "integer": Bilingual("whole number", "整数"),
    "boolean": Bilingual("yes or no", "是否"),
    "date": Bilingual("date", "日期"),
    "category": Bilingual("category", "类别"),
    "set": Bilingual("several categories", "多选类别"),
    "text": Bilingual("text", "文本"),
}


def describe(policy: Policy) -> tuple[Section, ...]:
    """The sections of a policy; each row is found by its first ``keys`` cells."""
    known = variables(policy)
    sections = [_facts(policy), _parameters(policy), _inputs(policy, known)]
    for decision in policy.decisions:
        sections += decision_sections(decision, known)
    sections += [_results(policy), _treatments(policy), *process_sections(policy), *_lists(policy), _tests(policy)]
    return tuple(section for section in sections if section.rows)


def _facts(policy: Policy) -> Section:
    retired = policy.retired.isoformat() if policy.retired else ""
    facts = [
        (Bilingual("Title", "名称"), policy.title),
        (Bilingual("Version", "版本"), plain(policy.stamp)),
        (Bilingual("In force from", "生效日期"), plain(policy.effective.isoformat())),
        (Bilingual("Retired on", "停用日期"), plain(retired)),
        (Bilingual("Scale", "等级类型"), SCALES[policy.scale]),
        (Bilingual("Owner", "主管部门"), policy.owner),
        (Bilingual("Status of figures", "数值依据"), STATUSES[policy.status]),
        (Bilingual("Scope", "适用范围"), policy.scope or NOTHING),
        (Bilingual("Note", "说明"), policy.note or NOTHING),
    ]
    for place, item in enumerate(policy.references, 1):
        label = Bilingual(f"Reference {place}", f"出处 {place}")
        facts.append((label, plain(f"{item.title} {item.href}".strip())))
    rows = tuple((label, text) for label, text in facts if text.en)
    return Section(Bilingual("Policy", "制度"), (NOTHING, NOTHING), rows)


def _parameters(policy: Policy) -> Section:
    remark = Bilingual("to be set by the bank", "由本行设定")
    rows = tuple(
        (
            plain(item.name),
            item.title,
            value_text(item.value, item.unit),
            remark if item.placeholder else NOTHING,
            status_text(item.status),
        )
        for item in policy.parameters.values()
    )
    headings = (_NAME, TITLE, Bilingual("Value", "数值"), Bilingual("Remark", "备注"), STATUS)
    return Section(Bilingual("Parameters", "参数"), headings, rows, numbers=(2,))


def _inputs(policy: Policy, known: Known) -> Section:
    rows = tuple(
        (
            plain(item.name),
            item.title,
            _type(item),
            _accepted(item),
            _when_blank(item, known[item.name].titles),
            plain(", ".join(item.aliases)),
            item.group or NOTHING,
            item.note or NOTHING,
            status_text(item.status),
        )
        for item in policy.inputs.values()
    )
    headings = (
        _NAME,
        TITLE,
        Bilingual("Type", "类型"),
        Bilingual("Accepted", "可接受的值"),
        Bilingual("When blank", "空白时"),
        Bilingual("Also called", "别名"),
        Bilingual("Group", "分组"),
        Bilingual("Note", "说明"),
        STATUS,
    )
    return Section(Bilingual("Inputs", "输入项"), headings, rows, ordered=True)


def _type(item: Input) -> Bilingual:
    if item.from_context:
        return Bilingual("the as-of date", "评级基准日")
    name = TYPES[item.type]
    return Bilingual(f"{name.en} ({item.unit})", f"{name.zh}（{item.unit}）") if item.unit else name


def _accepted(item: Input) -> Bilingual:
    parts: list[Bilingual] = []
    if item.domain:
        parts.append(plain(item.domain.text))
    if item.plausible:
        parts.append(Bilingual(f"plausible {item.plausible.text}", f"合理范围 {item.plausible.text}"))
    parts += [_word(item, word, title) for word, title in item.values.items()]
    if item.values_from:
        parts.append(Bilingual(f"the list {item.values_from}", f"名单 {item.values_from}"))
    for name, number in item.specials.items():
        figure = number_text(number, item.unit if item.unit == "%" else "").en
        said = titled(name, item.special_titles[name]) if name in item.special_titles else plain(name)
        parts.append(Bilingual(f"{figure} = {said.en}", f"{figure} = {said.zh}"))
    return Bilingual("\n".join(part.en for part in parts), "\n".join(part.zh for part in parts))


def _word(item: Input, word: str, title: Bilingual) -> Bilingual:
    others = ", ".join(item.synonyms.get(word, ()))
    also = f" [{others}]" if others else ""
    said = titled(word, title)
    return Bilingual(said.en + also, said.zh + also)


def _when_blank(item: Input, titles: Mapping[str, Bilingual]) -> Bilingual:
    words = ", ".join(item.missing_words)
    also = Bilingual(f"; {words} mean blank", f"；{words} 视为空白") if words else NOTHING
    if item.missing == "stated":
        rule = Bilingual("as the policy states", "按制度规定")
    elif item.missing == "default" and item.default is not None:
        rule = value_text(item.default, "date" if item.type == "date" else item.unit, titles)
    else:
        rule = Bilingual("an error", "报错")
    return Bilingual(rule.en + also.en, rule.zh + also.zh)


def _results(policy: Policy) -> Section:
    rows = tuple((plain(name), plain(made_by)) for name, made_by in policy.result.items())
    headings = (Bilingual("Output", "输出项"), Bilingual("Made by", "来自"))
    return Section(Bilingual("Result", "结果"), headings, rows)


def _treatments(policy: Policy) -> Section:
    rows = tuple(
        (plain(name), plain(grade), plain(item), _treatment(value))
        for name, grades in policy.treatments.items()
        for grade, items in grades.items()
        for item, value in items.items()
    )
    headings = (
        Bilingual("Of", "依据"),
        Bilingual("Grade", "等级"),
        Bilingual("Item", "项目"),
        Bilingual("Treatment", "措施"),
    )
    return Section(Bilingual("Treatments", "处置措施"), headings, rows, keys=3)


def _treatment(value: float | str | Bilingual) -> Bilingual:
    if isinstance(value, Bilingual):
        return value
    return plain(format_number(value) if isinstance(value, float) else value)


def _lists(policy: Policy) -> Iterator[Section]:
    rows = tuple(
        (
            plain(item.name),
            item.title,
            plain(item.as_of.isoformat()),
            plain(str(len(item.items))),
            plain("\n".join(f"{source.title} {source.href}".strip() for source in item.references)),
            status_text(item.status),
        )
        for item in policy.lists.values()
    )
    headings = (
        _NAME,
        TITLE,
        Bilingual("As of", "截至日期"),
        Bilingual("Entries", "条目数"),
        Bilingual("Source", "出处"),
        STATUS,
    )
    yield Section(Bilingual("Lists", "名单"), headings, rows, numbers=(3,))
    entries = tuple(
        (plain(item.name), plain(word), title, plain(", ".join(item.aliases.get(word, ()))))
        for item in policy.lists.values()
        for word, title in item.items.items()
    )
    names = (Bilingual("List", "名单"), Bilingual("Entry", "条目"), TITLE, Bilingual("Also called", "别名"))
    yield Section(Bilingual("Entries of lists", "名单条目"), names, entries, keys=2, detail=True)


def _tests(policy: Policy) -> Section:
    rows = tuple(
        (plain(test.name), plain(_pairs(test.inputs)), plain(_pairs(test.expect)))
        + (plain("; ".join(_pairs(row) for row in test.book)), joined(_settings(policy, test)))
        for test in policy.tests
    )
    headings = (
        Bilingual("Test", "测试"),
        Bilingual("Inputs", "输入"),
        Bilingual("Expected", "期望"),
        Bilingual("Book", "总体"),
        Bilingual("With parameters", "所设参数"),
    )
    return Section(Bilingual("Tests", "测试"), headings, rows, detail=True)


def _settings(policy: Policy, test: Test) -> Iterator[Bilingual]:
    for name, value in test.parameters.items():
        said = value_text(value, policy.parameters[name].unit)
        yield Bilingual(f"{name} = {said.en}", f"{name} = {said.zh}")


def _pairs(values: Mapping[str, object]) -> str:
    return ", ".join(
        f"{name} = {', '.join(map(str, value)) if isinstance(value, tuple) else value}"
        for name, value in values.items()
    )


_NAME = Bilingual("Name", "名称")
