"""The spreadsheet functions: names, arguments and help in both languages, for every host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from xlplugin.policy.findings import Bilingual

from .arguments import GRADES, HEADERS, POLICY, VALUES, output
from .declaration import Argument, Function
from .explaining import explain, reasons
from .grading import check, grade, score, tier
from .grading_columns import grade_column, score_column, tier_column
from .information import policy_info
from .treating import next_review, treatment

_DECLARED = (
    Function(
        "GRADE",
        Bilingual("Grade", "评级"),
        Bilingual(
            "The grade of a customer under a policy. #VALUE!: a cell is wrong or missing; #N/A: the policy "
            "declines; #REF!: no such policy, output or heading. CHECKROW says why.",
            "按制度评定客户等级。#VALUE!：单元格有误或缺失；#N/A：制度不予评级；#REF!：没有该制度、输出项或标题。"
            "原因见 CHECKROW。",
        ),
        (VALUES, POLICY, output("grade"), HEADERS),
        "column",
        ("=GRADE(A2:F2)", '=GRADE(A2:F5001,"credit_rating@2026.1",,A1:F1)'),
        grade,
        columns=grade_column,
        by_columns=True,
    ),
    Function(
        "SCORE",
        Bilingual("Score", "评分"),
        Bilingual(
            "The score of a customer under a policy, as a number.",
            "按制度计算客户得分（数字）。",
        ),
        (VALUES, POLICY, output("score"), HEADERS),
        "column",
        ("=SCORE(A2:F2)", '=SCORE(A2:F2,"credit_rating")'),
        score,
        columns=score_column,
        by_columns=True,
    ),
    Function(
        "AMLTIER",
        Bilingual("Money-laundering risk tier", "洗钱风险等级"),
        Bilingual(
            "The money-laundering risk tier of a customer under a policy of a risk scale: low, medium, high, "
            "or the policy's own.",
            "按风险等级制度评定客户洗钱风险等级：低、中、高，或制度自有的等级。",
        ),
        (
            VALUES,
            replace(
                POLICY,
                help=Bilingual(
                    POLICY.help.en.replace("the policy set up", "the money-laundering policy set up"),
                    POLICY.help.zh.replace("本机设定的制度", "本机设定的反洗钱制度"),
                ),
            ),
            HEADERS,
        ),
        "column",
        ('=AMLTIER(A2:Z2,"aml_pbc_2013",A1:Z1)',),
        tier,
        columns=tier_column,
        by_columns=True,
    ),
    Function(
        "EXPLAIN",
        Bilingual("Explanation", "评级说明"),
        Bilingual(
            "A table of how one row was graded: characteristic, value, attribute, points, best, reason; "
            "then the overrides with the grade before and after.",
            "以表格说明一行如何评级：指标、取值、所属档次、得分、满分、原因；随后列出硬性规则及其调整前后的等级。",
        ),
        (
            replace(
                VALUES,
                help=Bilingual(
                    "The customer's cells, one row. Without headers in the order of the policy's inputs.",
                    "客户数据，一行。不传标题时，单元格须按制度输入项的顺序排列。",
                ),
                takes="row",
            ),
            POLICY,
            HEADERS,
        ),
        "table",
        ("=EXPLAIN(A2:F2)",),
        explain,
    ),
    Function(
        "REASONS",
        Bilingual("Reasons", "主要原因"),
        Bilingual(
            "The reasons that cost a customer most, the rules that decided first, as one text.",
            "客户失分最多的原因（起决定作用的规则在前），合为一段文字。",
        ),
        (
            VALUES,
            POLICY,
            Argument(
                "n",
                Bilingual("How many", "条数"),
                Bilingual("How many reasons at most. Left out: 4.", "最多列出几条原因。省略时为 4。"),
                "cell",
            ),
            HEADERS,
        ),
        "column",
        ("=REASONS(A2:F2)", '=REASONS(A2:F2,"credit_rating",2)'),
        reasons,
    ),
    Function(
        "CHECKROW",
        Bilingual("Check of a row", "数据检查"),
        Bilingual(
            "Empty if the row can be graded; otherwise what is wrong with it and how to mend it.",
            "能够评级时为空；否则说明问题所在及处理办法。",
        ),
        (VALUES, POLICY, HEADERS),
        "column",
        ("=CHECKROW(A2:F2)",),
        check,
        says_why=True,
        by_columns=True,
    ),
    Function(
        "TREATMENT",
        Bilingual("Treatment", "管理措施"),
        Bilingual(
            "What the policy ties to a grade: review interval, approver, visits, service, diligence; and what its "
            "review, movements and approvals say of it.",
            "制度为某等级规定的措施：复评周期、审批人、走访次数、服务、尽职调查等，以及复评、等级变动和审批方面的规定。",
        ),
        (
            GRADES,
            Argument(
                "item",
                Bilingual("Item", "项目"),
                Bilingual(
                    "An item of the policy's treatments such as approver, or review_months, review_window, "
                    "first_within_days, apply_months_before, for_life, provisional_months, transitions, approvals, "
                    "manual_overrides.",
                    "制度处置措施中的项目（如 approver），或 review_months、review_window、first_within_days、"
                    "apply_months_before、for_life、provisional_months、transitions、approvals、manual_overrides。",
                ),
                "cell",
                required=True,
            ),
            POLICY,
        ),
        "column",
        ('=TREATMENT(H2,"approver")',),
        treatment,
    ),
    Function(
        "NEXTREVIEW",
        Bilingual("Next review", "下次复评日"),
        Bilingual(
            "The date on which the next review is due, as a date number: the last review plus the months "
            "that the policy states for the grade, or for all; #N/A where it is reviewed irregularly.",
            "下次复评到期日（日期序列值）：上次复评日加上制度为该等级（或统一）规定的月数；不定期复评的返回 #N/A。",
        ),
        (
            GRADES,
            Argument(
                "last_review",
                Bilingual("Last review", "上次复评日"),
                Bilingual(
                    "The date of the last review, or a block of dates of the same size as the grades.",
                    "上次复评日期，或与等级区域大小相同的日期区域。",
                ),
                "each",
                required=True,
            ),
            POLICY,
        ),
        "column",
        ("=NEXTREVIEW(H2,J2)",),
        next_review,
    ),
    Function(
        "POLICYINFO",
        Bilingual("About a policy", "制度信息"),
        Bilingual(
            "A fact about the policy; without an item empty, or that a newer version is in force.",
            "制度的某项信息；不填项目时为空，或提示已有新版本生效。",
        ),
        (
            POLICY,
            Argument(
                "item",
                Bilingual("Item", "项目"),
                Bilingual(
                    "version, effective, hash, approval, title, owner, stamp or status.",
                    "可填 version（版本）、effective（生效日）、hash（摘要）、approval（审批）、"
                    "title（名称）、owner（主管部门）、stamp（版本标识）或 status（依据）。",
                ),
                "cell",
            ),
        ),
        "value",
        ("=POLICYINFO()", '=POLICYINFO("credit_rating","version")'),
        policy_info,
    ),
)

FUNCTIONS: Mapping[str, Function] = MappingProxyType({function.name: function for function in _DECLARED})
"""Every spreadsheet function by its name, in the order of the reference page."""
