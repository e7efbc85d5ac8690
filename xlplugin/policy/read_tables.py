"""Reads decision tables: hit policy, outputs and rows."""

from __future__ import annotations

from .fields import Fields, Gathering, Node, bilingual_of, items_of, number_of, pairs_of, text_of, wrong
from .findings import Bilingual
from .keys import KEYS, words_of
from .model import Condition, Grades, Output, Status, Table, TableRow
from .read_inputs import name_of
from .read_parts import Heading, known_grade, read_grades, read_overrides, read_reason
from .scope import Scope
from .strict_yaml import MapNode, TextNode

COLLECT = words_of(KEYS["table"]["collect"].takes)


def read_table(head: Heading, scope: Scope, gathering: Gathering) -> Table:
    """A decision of kind table."""
    fields = head.fields
    hit = fields.choice("hit")
    if (hit == "collect") != fields.has("collect"):
        raise wrong(
            head.key.where,
            f"{fields.what}: collect belongs to hit: collect",
            f"{fields.what}：collect 只用于 hit: collect",
            "write hit: collect with collect: " + " | ".join(COLLECT),
            "请写 hit: collect 和 collect: " + " | ".join(COLLECT),
        )
    collect = fields.choice("collect") if hit == "collect" else ""
    outputs = _outputs(head, scope)
    if collect in ("sum", "min", "max") and any(output.type != "number" for output in outputs):
        raise wrong(
            fields.at("collect"),
            f"{fields.what}: {collect} collects numbers",
            f"{fields.what}：{collect} 只汇集数值",
            "write gives: number",
            "请写 gives: number",
        )
    if collect == "worst" and (scope.scale == "none" or any(output.type != "grade" for output in outputs)):
        raise wrong(
            fields.at("collect"),
            f"{fields.what}: worst collects grades on a scale",
            f"{fields.what}：worst 只汇集有次序的等级",
            "list the grades and say scale: value or risk",
            "请列出 grades，并写 scale: value 或 risk",
        )
    rows: list[TableRow] = []
    for node in items_of(fields.child("rows"), f"{fields.what}.rows"):
        with gathering.part():
            rows.append(_row(node, outputs, hit, scope, head.status))
    grades = outputs[0].grades
    if fields.has("overrides") and grades is None:
        raise wrong(
            fields.at("overrides"),
            f"{fields.what} makes no grade to override",
            f"{fields.what} 不产生等级，不能有 overrides",
            "drop overrides",
            "请删去 overrides",
        )
    overrides = read_overrides(fields, scope, grades, head.status, gathering) if grades is not None else ()
    return Table(
        head.name,
        head.title,
        head.status,
        head.key.where,
        hit,
        collect,
        outputs,
        tuple(rows),
        overrides,  # type: ignore[arg-type]
    )


def _outputs(head: Heading, scope: Scope) -> tuple[Output, ...]:
    fields = head.fields
    if not fields.has("outputs"):
        if fields.has("grades"):
            return (Output(head.name, "grade", head.title, read_grades(fields, "grades")),)
        kind = fields.choice("gives") if fields.has("gives") else ""
        if not kind:
            raise wrong(
                head.key.where,
                f"{fields.what} says neither grades, gives nor outputs",
                f"{fields.what} 未写 grades、gives 或 outputs",
                "write grades: [A, B], gives: number, or outputs: {…}",
                "请写 grades: [A, B]、gives: number 或 outputs: {…}",
            )
        return (Output(head.name, kind, head.title),)  # type: ignore[arg-type]
    outputs: list[Output] = []
    for key, node in fields.pairs("outputs"):
        name = name_of(key, "output")
        if name in scope.known:
            raise wrong(
                key.where,
                f"the name {name} is taken",
                f"名称 {name} 已被使用",
                "choose another name",
                "请换一个名称",
                "name",
            )
        item = Fields(node, "output", f"output {name}")
        grades: Grades | None = read_grades(item, "grades") if item.has("grades") else None
        kind = "grade" if grades else item.choice("type")
        plain = name.replace("_", " ").capitalize()
        title = item.bilingual("title", Bilingual(plain, plain))
        outputs.append(Output(name, kind, title, grades))  # type: ignore[arg-type]
    return tuple(outputs)


def _row(node: Node, outputs: tuple[Output, ...], hit: str, scope: Scope, status: Status) -> TableRow:
    fields = Fields(node, "row", "row")
    if fields.has("when") == fields.has("otherwise"):
        raise wrong(
            node.where,
            "a row says either when or otherwise",
            "每行须写 when 或 otherwise 之一",
            "write {when: {…}, then: …} or {otherwise: …}",
            "请写 {when: {…}, then: …} 或 {otherwise: …}",
        )
    if fields.has("otherwise") and hit != "first":
        raise wrong(
            fields.at("otherwise"),
            f"otherwise has no meaning with hit: {hit}",
            f"hit: {hit} 时不能用 otherwise",
            "write hit: first, or state the remaining cases",
            "请写 hit: first，或列明其余情形",
        )
    result = "otherwise" if fields.has("otherwise") else "then"
    refuse = fields.optional_bilingual("refuse")
    then: dict[str, float | str | bool] = {}
    if fields.has(result) and not _declines(fields, result):
        then = _then(fields, result, outputs, scope)
    elif refuse is None and fields.has(result):
        declined = fields.child(result)
        assert isinstance(declined, MapNode)
        refuse = bilingual_of(declined.items[0][1], "refuse")
    if bool(then) == (refuse is not None):
        raise wrong(
            node.where,
            "a row gives a result or refuses",
            "每行须给出结果或拒绝评级",
            "write then: … or refuse: {en, zh}",
            "请写 then: … 或 refuse: {en, zh}",
        )
    when: Condition | None = scope.condition(fields.child("when"), "row") if fields.has("when") else None
    return TableRow(
        when,
        then,
        refuse,
        read_reason(fields),
        fields.status(status),
        node.where,
        fields.optional_bilingual("title"),
    )


def _declines(fields: Fields, key: str) -> bool:
    """True for ``otherwise: {refuse: {en, zh}}``."""
    node = fields.child(key)
    return isinstance(node, MapNode) and [k.text for k, _ in node.items] == ["refuse"]


def _then(
    fields: Fields, key: str, outputs: tuple[Output, ...], scope: Scope
) -> dict[str, float | str | bool]:
    node = fields.child(key)
    if isinstance(node, TextNode) and len(outputs) == 1:
        return {outputs[0].name: _value(node, outputs[0], scope)}
    pairs = {k.text: (k, value) for k, value in pairs_of(node, f"row.{key}")}
    names = {output.name for output in outputs}
    for name, (k, _) in pairs.items():
        if name not in names:
            raise wrong(
                k.where,
                f"row: there is no output {name}",
                f"行：没有输出 {name}",
                "outputs: " + ", ".join(names),
                "输出：" + "、".join(names),
                "unknown-name",
            )
    absent = names - set(pairs)
    if absent:
        raise wrong(
            node.where,
            f"row gives no {', '.join(sorted(absent))}",
            f"该行未给出 {'、'.join(sorted(absent))}",
            "give every output",
            "请给出每个输出",
        )
    return {output.name: _value(pairs[output.name][1], output, scope) for output in outputs}


def _value(node: Node, output: Output, scope: Scope) -> float | str | bool:
    what = f"output {output.name}"
    text = text_of(node, what)
    if output.type == "grade":
        assert output.grades is not None
        return known_grade(text, output.grades, node.where, what)
    if output.type == "number":
        return number_of(node, what, scope.numbers)
    if output.type == "boolean":
        if text not in ("true", "false"):
            raise wrong(
                node.where, f"{what}: {text}", f"{what}：{text}", "write true or false", "请写 true 或 false"
            )
        return text == "true"
    return text
