"""The explanations of the decisions that make grades, and of overrides and reasons."""

from __future__ import annotations

from xlplugin.policy.findings import Bilingual

from .explained import GRADES, HEADING, NOTE, OVERRIDES, REASON, STATUS, TITLE, Explained, kind, meaning

EXPLAINED: dict[str, Explained] = {
    "bands": Explained(
        Bilingual("Decision: bands", "决策：分档"),
        Bilingual("Cuts a number into grades.", "将数值划分为等级。"),
        {
            **kind("bands"),
            "of": meaning("The number.", "所依据的数值。", "score"),
            "bands": meaning(
                "For each grade the numbers that earn it, in order of the grades.",
                "各等级对应的数值范围，按等级次序书写。",
                '{A: ">= 80", B: "[60..80)", C: "< 60"}',
            ),
            **HEADING,
            "grades": GRADES,
            "overrides": OVERRIDES,
            "note": NOTE,
        },
    ),
    "band": Explained(
        Bilingual("Band", "档"),
        Bilingual("One of `bands` that says more than its numbers.", "`bands` 中需另作说明的一档。"),
        {"when": meaning("The numbers.", "数值范围。", '">= 80"'), "status": STATUS, "reason": REASON},
    ),
    "table": Explained(
        Bilingual("Decision: table", "决策：决策表"),
        Bilingual(
            "Rows of conditions and results: of one output (`grades` or `gives`) or several (`outputs`).",
            "由条件和结果组成的各行；一项输出用 `grades` 或 `gives`，多项用 `outputs`。",
        ),
        {
            **kind("table"),
            "rows": meaning(
                "The rows.",
                "各行。",
                '[{when: {years: ">= 5"}, then: A}, {when: {years: "< 5"}, then: B}]',
            ),
            **HEADING,
            "hit": meaning(
                "`unique`: one row for every case, proved; `first`: the first that matches; `collect`: all that match.",
                "`unique`：每种情形恰有一行，载入时证明；`first`：取首个符合的行；`collect`：汇集所有符合的行。",
                "first",
            ),
            "collect": meaning("What is made of all that match.", "所有符合的行如何汇总。", "worst"),
            "grades": GRADES,
            "gives": meaning("What a table without grades gives.", "不产生等级的表给出的类型。", "number"),
            "outputs": meaning(
                "Several outputs; later decisions read each by its name.",
                "多项输出，后面的决策按名称引用。",
                "{zone: {grades: [red, blue]}, visits: {type: number}}",
            ),
            "overrides": OVERRIDES,
            "note": NOTE,
        },
    ),
    "row": Explained(
        Bilingual("Row of a table", "决策表的行"),
        Bilingual("An item of `rows`.", "`rows` 的一项。"),
        {
            "when": meaning("The condition.", "条件。", '{years: ">= 5", quality: "good, fair"}'),
            "then": meaning(
                "The result: one value, or one for each output.",
                "结果：一个值，或每项输出一个值。",
                "{zone: red, visits: 8}",
            ),
            "otherwise": meaning(
                "All that no row above took; with `hit: first`.",
                "以上各行之外的情形，用于 `hit: first`。",
                "C",
            ),
            "refuse": meaning(
                "Instead of a result: why there is no grade.",
                "不给结果而说明不予评级的原因。",
                "{en: Not for banks, zh: 不适用于银行}",
            ),
            "reason": REASON,
            "status": STATUS,
            "title": meaning("What the row is called.", "该行的名称。", "{en: Long known, zh: 老客户}"),
        },
    ),
    "refusal": Explained(
        Bilingual("Refusal", "不予评级"),
        Bilingual("In place of a row's result.", "代替一行的结果。"),
        {"refuse": meaning("Why there is no grade.", "不予评级的原因。", "{en: Not for banks, zh: 不适用于银行}")},
    ),
    "output": Explained(
        Bilingual("Output of a table", "决策表的输出"),
        Bilingual("An entry of `outputs`.", "`outputs` 的一项。"),
        {
            "grades": GRADES,
            "type": meaning("What an output without grades is.", "不产生等级的输出的类型。", "number"),
            "title": TITLE,
        },
    ),
    "matrix": Explained(
        Bilingual("Decision: matrix", "决策：矩阵"),
        Bilingual("A grade for each pair of two words.", "由两项取值交叉得出等级。"),
        {
            **kind("matrix"),
            "rows": meaning("The category or grade down the side.", "行所用的类别或等级。", "potential"),
            "columns": meaning("The category or grade across the top.", "列所用的类别或等级。", "behaviour"),
            "values": meaning(
                "Row by row, the grade of each column.",
                "逐行写出各列的等级。",
                '{A: {"1": A1, "2": A2}, B: {"1": B1, "2": B2}}',
            ),
            "grades": GRADES,
            **HEADING,
            "overrides": OVERRIDES,
            "note": NOTE,
        },
    ),
    "override": Explained(
        Bilingual("Override", "硬性规定"),
        Bilingual(
            "An item of `overrides`: one of `cap`, `floor`, `set`.",
            "`overrides` 的一项，须写 `cap`、`floor`、`set` 之一。",
        ),
        {
            "when": meaning("The condition.", "条件。", '{leverage: "> 80%"}'),
            "reason": REASON,
            "cap": meaning("At most this good, on a value scale.", "最高只能为该等级（用于 value）。", "B"),
            "floor": meaning("At least this risky, on a risk scale.", "风险至少为该等级（用于 risk）。", "high"),
            "set": meaning("This grade, without a score.", "直接定为该等级，不看得分。", "high"),
            "status": STATUS,
        },
    ),
    "reason": Explained(
        Bilingual("Reason", "原因"),
        Bilingual("The mapping under `reason`.", "`reason` 之下的内容。"),
        {
            "code": meaning("A short code that never changes.", "简短且固定的代码。", "R01"),
            "en": meaning("English.", "英文。", "Leverage too high"),
            "zh": meaning("Chinese.", "中文。", "资产负债率过高"),
        },
    ),
}
