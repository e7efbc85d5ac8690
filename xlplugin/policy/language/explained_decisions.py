"""The explanations of the decisions that make numbers, and of the one that asks another policy."""

from __future__ import annotations

from xlplugin.policy.findings import Bilingual

from .explained import DECIMALS, HEADING, NOTE, OVERRIDES, REASON, STATUS, Explained, kind, meaning

EXPLAINED: dict[str, Explained] = {
    "formula": Explained(
        Bilingual("Decision: formula", "决策：公式"),
        Bilingual("Works out a number, a yes or no, a date or a grade.", "计算数值、是非、日期或等级。"),
        {
            **kind("formula"),
            "is": meaning("The formula, in quotes.", "公式，加引号。", '"total_debt / total_assets"'),
            **HEADING,
            "gives": meaning("What the formula makes.", "公式结果的类型。", "boolean"),
            "when_undefined": meaning(
                "Cases for which the formula does not hold, and what is given then; a denominator that can be 0 or "
                "less needs one.",
                "公式不适用的情形及其结果；分母可能小于等于 0 时必须写明。",
                '{"total_assets <= 0": error}',
            ),
            "decimals": DECIMALS,
            "unit": meaning("The unit of the number.", "结果的单位。", '"%"'),
            "note": NOTE,
        },
    ),
    "scorecard": Explained(
        Bilingual("Decision: scorecard", "决策：评分卡"),
        Bilingual(
            "Base points, plus for each characteristic the points of what it is, times its weight; over `divide_by`.",
            "基础分加上各指标得分乘以权重之和，再除以 `divide_by`。",
        ),
        {
            **kind("scorecard"),
            "characteristics": meaning(
                "The characteristics by name.",
                "各项指标。",
                '{leverage: {points: {"<= 60%": 30, "> 60%": 0}}}',
            ),
            **HEADING,
            "base_points": meaning("Points that everybody has.", "基础分。", "60"),
            "combine": meaning("How the characteristics become one number.", "各指标得分的合并方式。", "mean"),
            "divide_by": meaning("The sum is divided by it.", "合计除以该数。", "5"),
            "decimals": DECIMALS,
            "weights_sum": meaning(
                "What the weights must add up to; checked.",
                "权重之和应为该数，检查时核对。",
                "100",
            ),
            "note": NOTE,
        },
    ),
    "characteristic": Explained(
        Bilingual("Characteristic", "指标"),
        Bilingual("An entry of `characteristics`.", "`characteristics` 的一项。"),
        {
            "points": meaning(
                "For each case its points: a number, `{from, to}` for a straight line between the ends of an interval, "
                "`{points, status}`, or `error`. Every possible case once.",
                "各种情形的分值：数字；`{from, to}` 表示在区间两端之间线性计分；`{points, status}`；或 `error`。"
                "每种可能的情形恰好出现一次。",
                '{"<= 60%": 30, "(60%..88%)": {from: 30, to: 0}, ">= 88%": 0}',
            ),
            **HEADING,
            "of": meaning(
                "The input or decision it reads; without it, the one of its own name.",
                "读取的输入或决策；未写时为与指标同名者。",
                "debt_ratio",
            ),
            "weight": meaning("Its points are multiplied by it.", "权重，与得分相乘。", "20%"),
            "reason": REASON,
            "applies": meaning(
                "When it counts; with `inapplicable`.",
                "计入的条件，与 `inapplicable` 同写。",
                "{listed: \"true\"}",
            ),
            "inapplicable": meaning(
                "Otherwise: `reweight` shares its weight among the others, `zero` gives no points.",
                "不计入时：`reweight` 将权重分给其他指标，`zero` 计零分。",
                "reweight",
            ),
            "monotonic": meaning(
                "Points only rise or only fall with the value; checked.",
                "分值随数值只升或只降，检查时核对。",
                "decreasing",
            ),
        },
    ),
    "attribute": Explained(
        Bilingual("Points with a status", "带依据的分值"),
        Bilingual("One case of `points` that says more than its number.", "`points` 中需另作说明的一种情形。"),
        {
            "points": meaning("The points.", "分值。", "0"),
            "status": STATUS,
            "title": meaning("What the case is called.", "该情形的名称。", "{en: Too high, zh: 过高}"),
        },
    ),
    "linear": Explained(
        Bilingual("Points in a straight line", "线性计分"),
        Bilingual("Points between the two ends of an interval.", "在区间两端之间线性计分。"),
        {
            "from": meaning("Points at the lower end.", "下限处的分值。", "30"),
            "to": meaning("Points at the upper end.", "上限处的分值。", "0"),
            "status": STATUS,
            "title": meaning("What the case is called.", "该情形的名称。", "{en: In between, zh: 中间}"),
        },
    ),
    "ranking": Explained(
        Bilingual("Decision: ranking", "决策：排名"),
        Bilingual("Where the row stands in the whole book, as a number.", "该行在全体客户中的位次，以数值表示。"),
        {
            **kind("ranking"),
            "of": meaning("The number ranked.", "参与排名的数值。", "sales"),
            "measure": meaning(
                "`percent_rank`: share of customers down to this one; `cumulative_share`: share of value; `ntile`: the "
                "number of its group.",
                "`percent_rank`：截至该客户的客户数占比；`cumulative_share`：累计数值占比；`ntile`：所在组号。",
                "cumulative_share",
            ),
            **HEADING,
            "tiles": meaning("The number of groups, for `ntile`.", "组数，用于 `ntile`。", "5"),
            "order": meaning("Which comes first.", "排列次序。", "ascending"),
            "ties": meaning("The rank of equal values.", "数值相同时的位次。", "worst"),
            "crossing": meaning(
                "For `cumulative_share`: `better` counts those before the row, `worse` the row as well.",
                "用于 `cumulative_share`：`better` 只计其前各行，`worse` 连同本行。",
                "worse",
            ),
            "where": meaning(
                "Which rows take part; with `outside`.",
                "哪些行参与排名，与 `outside` 同写。",
                '"sales > 0"',
            ),
            "outside": meaning("What the other rows get.", "其余各行的取值。", "1"),
            "note": NOTE,
        },
    ),
    "subpolicy": Explained(
        Bilingual("Decision: policy", "决策：引用制度"),
        Bilingual("Asks another policy.", "引用另一项制度的结果。"),
        {
            **kind("policy"),
            "use": meaning("Its id, or id@version.", "其标识，或 标识@版本。", "dealer_quality_points_abc"),
            "inputs": meaning(
                "For each of its inputs what this policy feeds it.",
                "为其各项输入指定本制度的取值。",
                "{quality_points: points}",
            ),
            **HEADING,
            "output": meaning("Which of its results is taken.", "取用其哪项结果。", "score"),
            "overrides": OVERRIDES,
            "note": NOTE,
        },
    ),
}
