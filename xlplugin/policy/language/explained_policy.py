"""The explanations of what stands at the top of a policy or list, and of inputs, parameters and tests."""

from __future__ import annotations

from xlplugin.policy.findings import Bilingual

from .explained import NOTE, STATUS, Explained, meaning

_TITLE = meaning("Its name for people.", "供人阅读的名称。", "{en: Supplier grade, zh: 供应商分级}")
_REFERENCE = meaning("Where the rules come from.", "规则的出处。", "[{title: Credit manual 3.2, href: \"https://example.com\"}]")

EXPLAINED: dict[str, Explained] = {
    "policy": Explained(
        Bilingual("Policy", "制度"),
        Bilingual("The whole file.", "整个文件。"),
        {
            "policy": meaning(
                "The id, the same as the file's name; what formulas name.",
                "制度标识，与文件名一致；公式中用它指明制度。",
                "supplier_grade",
            ),
            "version": meaning("The version, in quotes.", "版本号，加引号。", '"2026.1"'),
            "effective": meaning(
                "The first day on which it is in force.", "生效日期，自该日起适用。", "2026-01-01"
            ),
            "title": _TITLE,
            "scale": meaning(
                "`value`: the first grade is the best; `risk`: the first has the least risk; `none`: types without order.",
                "`value`：首个等级最好；`risk`：首个等级风险最低；`none`：只分类型，不分高低。",
                "value",
            ),
            "owner": meaning(
                "Who answers for it.",
                "负责制定的部门或委员会。",
                "{en: Credit Policy Committee, zh: 信贷政策委员会}",
            ),
            "status": meaning(
                "Whether its figures are `stated` by the source, `repaired` by us or `proposed`; any part below may "
                "say otherwise of its own.",
                "数值为原文所载（`stated`）、经修补（`repaired`）还是建议（`proposed`）；下级各部分可另行标明。",
                "stated",
            ),
            "inputs": meaning(
                "What is asked about a customer, in the order of the cells.",
                "对客户需填写的各项，按单元格次序排列。",
                '{years: {type: integer, domain: "[0..50]", title: {en: Years, zh: 年限}}}',
            ),
            "decisions": meaning(
                "The steps to the grade, in order; each reads inputs and earlier decisions.",
                "得出等级的各个步骤，依次书写；每一步可引用输入和前面的决策。",
                '{grade: {kind: bands, of: years, bands: {A: ">= 5", B: "< 5"}}}',
            ),
            "result": meaning(
                "What comes out, and the decision that makes it; `grade` and `score` are what GRADE and SCORE give.",
                "输出项及其对应的决策；GRADE 和 SCORE 返回其中的 `grade` 和 `score`。",
                "{grade: grade, score: score}",
            ),
            "tests": meaning(
                "Cases with the grade they must get; a policy that fails one is never served.",
                "测试用例及应得结果；有一例不符，该制度即不能使用。",
                "[{name: long known, inputs: {years: 5}, expect: {grade: A}}]",
            ),
            "reference": _REFERENCE,
            "note": NOTE,
            "scope": meaning("Whom it is for, and whom not.", "适用对象和不适用对象。", "{en: Companies, zh: 企业}"),
            "lists": meaning("Shared lists that it uses.", "引用的共用名单。", "[countries]"),
            "parameters": meaning(
                "Constants that the bank decides; their names may stand for numbers, and conditions may test those that "
                "are true or false.",
                "由银行决定的常数；可用其名称代替数字，取值为 true 或 false 的可作为条件。",
                "{a_from: {value: 80, title: {en: Lowest A, zh: A级下限}}}",
            ),
            "treatments": meaning(
                "What follows from each grade, by decision and grade; TREATMENT and NEXTREVIEW read it. Items in use: "
                "review_months, approver, visits_per_month, service, diligence, owner, log.",
                "各等级的处置措施，按决策和等级书写，供 TREATMENT 和 NEXTREVIEW 使用。常用项目：review_months、approver、"
                "visits_per_month、service、diligence、owner、log。",
                "{grade: {A: {review_months: 12, service: {en: Visit yearly, zh: 每年走访}}}}",
            ),
            "review": meaning("When grades are looked at again.", "等级何时复评。", "{months: 12}"),
            "provisional": meaning(
                "How long a new customer's grade is provisional.", "新客户的等级在多长时间内为暂定。", "{months: 6}"
            ),
            "transitions": meaning(
                "Movements between grades that have rules of their own.",
                "另有规定的等级变动。",
                "[{from: C, to: D, when: {en: Payment stopped, zh: 停止付款}, within_days: 5}]",
            ),
            "approvals": meaning(
                "Who has to say yes, in order.",
                "审批环节，依次书写。",
                "[{step: applies, role: {en: Sales manager, zh: 销售经理}, does: {en: applies, zh: 提出申请}}]",
            ),
            "manual_overrides": meaning(
                "How far, why and by whose leave a person may change a grade; without it, nobody may.",
                "人工调整等级的幅度、原因和审批角色；未写即不得人工调整。",
                "{better: 1, approved_by: approver, months: 6, reasons: {M05: {en: Data incomplete, zh: 资料不完整}}}",
            ),
            "retired": meaning(
                "The day from which it is in force no more.", "停用日期，自该日起不再适用。", "2027-01-01"
            ),
        },
    ),
    "list": Explained(
        Bilingual("List", "名单"),
        Bilingual(
            "A file of its own, `lists/<name>.yaml`; policies test it with `in <name>`.",
            "单独的文件 `lists/<名称>.yaml`；制度中用 `in <名称>` 引用。",
        ),
        {
            "list": meaning("The name, the same as the file's.", "名称，与文件名一致。", "countries"),
            "title": _TITLE,
            "as_of": meaning("The day on which it was right.", "名单的基准日期。", "2026-06-30"),
            "status": meaning("How sure it is.", "名单的依据。", "stated"),
            "reference": _REFERENCE,
            "items": meaning("The words with their titles.", "各词及其名称。", "{AO: {en: Angola, zh: 安哥拉}}"),
            "aliases": meaning("Further texts that mean an item.", "某词的其他写法。", "{CI: [Ivory Coast]}"),
            "note": NOTE,
        },
    ),
    "text": Explained(
        Bilingual("Text in both languages", "双语文本"),
        Bilingual("Both have to be there.", "两种语言都须填写。"),
        {
            "en": meaning("English.", "英文。", "Leverage"),
            "zh": meaning("Chinese.", "中文。", "资产负债率"),
        },
    ),
    "reference": Explained(
        Bilingual("Reference", "出处"),
        Bilingual("An item of `reference`.", "`reference` 的一项。"),
        {
            "title": meaning("The document and the place in it.", "文件名称及章节。", "Credit manual 3.2"),
            "href": meaning("Its address.", "网址。", "https://example.com"),
        },
    ),
    "parameter": Explained(
        Bilingual("Parameter", "参数"),
        Bilingual("An entry of `parameters`.", "`parameters` 的一项。"),
        {
            "value": meaning(
                "The number; or true or false, for a rule that can be switched off.",
                "数值；或 true、false，用于可关闭的规则。",
                "80%",
            ),
            "title": _TITLE,
            "status": STATUS,
            "unit": meaning("`%`, 元 or another unit.", "单位：`%`、元等。", '"%"'),
            "placeholder": meaning(
                "true: the bank has to set it before use.", "true 表示使用前须由银行设定。", "true"
            ),
            "note": NOTE,
        },
    ),
    "input": Explained(
        Bilingual("Input", "输入项"),
        Bilingual(
            "An entry of `inputs`: one cell of a customer's row. A date called `as_of` is filled in by the workbook.",
            "`inputs` 的一项，即客户一行中的一个单元格。名为 `as_of` 的日期由工作簿自动填入。",
        ),
        {
            "type": meaning(
                "What the cell holds; `set` is several categories in one cell.",
                "单元格内容的类型；`set` 指一格中有多个类别。",
                "number",
            ),
            "title": meaning("The column's heading.", "列标题。", "{en: Leverage, zh: 资产负债率}"),
            "unit": meaning(
                "`%` (55% is 0.55; needs a bounded domain), 元, 万元 or another unit of a number.",
                "数字的单位：`%`（55% 即 0.55，须有上下限）、元、万元等。",
                '"%"',
            ),
            "domain": meaning(
                "The numbers or dates that are possible; others are refused.",
                "允许的数字或日期范围，超出即拒绝。",
                '"[0%..300%]"',
            ),
            "plausible": meaning(
                "The numbers that are likely; others are shown to the writer of the cell.",
                "合理的数字范围，超出时予以提示。",
                '"[0..10000000]"',
            ),
            "values": meaning(
                "The words of a category or set, with titles; the drop-down of the form.",
                "类别的各个取值及其名称，即录入表的下拉选项。",
                "{good: 好, poor: {en: Poor, zh: 差}}",
            ),
            "values_from": meaning(
                "Instead of `values`: the words of a list.",
                "取值来自名单，代替 `values`。",
                "countries",
            ),
            "specials": meaning(
                "Numbers that mean something else, and the word for each.",
                "有特殊含义的数字及其代称。",
                "{no_assets: 999, unknown: {value: -1, en: Not known, zh: 不详}}",
            ),
            "missing": meaning(
                "What a blank means: `error`, `stated` (each reader says what to do with `missing`) or the value used "
                "instead.",
                "空白的含义：`error`；`stated`（由各处自行规定 `missing` 时如何处理）；或直接写替代值。",
                "stated",
            ),
            "missing_words": meaning("Texts that mean blank here.", "在此视为空白的文字。", '["-", "—", 无, N/A]'),
            "aliases": meaning(
                "Further headings that mean this column.",
                "可识别的其他列标题。",
                "[负债率, debt ratio]",
            ),
            "synonyms": meaning("Further texts that mean a word.", "某取值的其他写法。", "{good: [excellent, 优秀]}"),
            "note": meaning(
                "What the person who fills it in should know.",
                "对填写人的说明。",
                "{en: At the statement date, zh: 报表日数据}",
            ),
            "group": meaning("The heading over several inputs.", "若干输入项的分组标题。", "{en: Finance, zh: 财务}"),
            "status": STATUS,
        },
    ),
    "special": Explained(
        Bilingual("Special value", "特殊值"),
        Bilingual("An entry of `specials` with a title.", "`specials` 中带名称的一项。"),
        {
            "value": meaning("The number.", "数值。", "999"),
            "en": meaning("What it means, in English.", "含义（英文）。", "No assets"),
            "zh": meaning("What it means, in Chinese.", "含义（中文）。", "无资产"),
        },
    ),
    "test": Explained(
        Bilingual("Test", "测试"),
        Bilingual("An entry of `tests`.", "`tests` 的一项。"),
        {
            "name": meaning("What it shows.", "测试名称。", "exactly 80 points"),
            "inputs": meaning(
                "The cells as a person types them; what is missing is left out.",
                "按录入方式填写的单元格；空白项不写。",
                "{leverage: 55%, quality: good}",
            ),
            "expect": meaning(
                "The outputs it must give; also `error: value` or `declined`, `reasons` and `overrides` as lists of codes.",
                "应得的输出；也可写 `error: value` 或 `declined`，以及以代码列表表示的 `reasons` 和 `overrides`。",
                "{grade: A, score: 85, overrides: []}",
            ),
            "parameters": meaning(
                "Parameters that have another value in this test.",
                "仅在本测试中改变的参数。",
                "{a_from: 75}",
            ),
            "book": meaning(
                "For a ranking: the other customers of the book.",
                "用于排名：全体客户中的其他客户。",
                "[{value: 700}, {value: 300}]",
            ),
        },
    ),
}
