"""The explanations of reviews, provisional grades, transitions, approvals and manual overrides."""

from __future__ import annotations

from xlplugin.policy.findings import Bilingual

from .explained import NOTE, OF_GRADES, STATUS, WITHIN, Explained, meaning

EXPLAINED: dict[str, Explained] = {
    "review": Explained(
        Bilingual("Review", "复评"),
        Bilingual("The mapping under `review`.", "`review` 之下的内容。"),
        {
            "of": OF_GRADES,
            "months": meaning(
                "Months between reviews, for the grades whose treatment states no `review_months`.",
                "复评间隔月数，适用于处置措施未写 `review_months` 的等级。",
                "12",
            ),
            "irregular": meaning(
                "Grades that are reviewed at no fixed interval.", "不定期复评的等级。", "[C]"
            ),
            "first_within_days": meaning(
                "Days within which a new customer gets the first grade.", "新客户首次评级的最长天数。", "10"
            ),
            "working_days": meaning("true: those are working days.", "true 表示按工作日计算。", "true"),
            "window": meaning(
                "The days of the year in which grades are set.",
                "每年集中评定的日期。",
                "{month: 12, from_day: 25, to_day: 30}",
            ),
            "apply_months_before": meaning(
                "Months before the grade or contract ends by which to apply.",
                "须在等级或合同到期前多少个月提出申请。",
                "1",
            ),
            "for_life": meaning(
                "false: the source says that no grade is held without renewal.",
                "false 表示原文规定等级并非终身有效，须重新评定。",
                "false",
            ),
            "status": STATUS,
            "note": NOTE,
        },
    ),
    "window": Explained(
        Bilingual("Window", "评定期间"),
        Bilingual(
            "The mapping under `review.window`; both days belong to it.",
            "`review.window` 之下的内容，含首尾两日。",
        ),
        {
            "month": meaning("The month.", "月份。", "12"),
            "from_day": meaning("The first day.", "起始日。", "25"),
            "to_day": meaning("The last day.", "截止日。", "30"),
        },
    ),
    "provisional": Explained(
        Bilingual("Provisional grade", "暂定等级"),
        Bilingual("The mapping under `provisional`.", "`provisional` 之下的内容。"),
        {
            "months": meaning(
                "Months after which the full assessment follows.", "暂定期的月数，期满后全面评定。", "6"
            ),
            "of": OF_GRADES,
            "status": STATUS,
            "note": NOTE,
        },
    ),
    "transition": Explained(
        Bilingual("Transition", "等级变动"),
        Bilingual("An item of `transitions`.", "`transitions` 的一项。"),
        {
            "from": meaning("The grade before.", "变动前的等级。", "C"),
            "to": meaning("The grade after.", "变动后的等级。", "D"),
            "when": meaning("What brings it about.", "变动的条件。", "{en: Payment stopped, zh: 停止付款}"),
            "of": OF_GRADES,
            "within_days": WITHIN,
            "status": STATUS,
            "note": NOTE,
        },
    ),
    "approval": Explained(
        Bilingual("Approval", "审批环节"),
        Bilingual("An item of `approvals`.", "`approvals` 的一项。"),
        {
            "step": meaning("The step's name in the file.", "环节标识。", "checks"),
            "role": meaning("Who acts.", "由谁办理。", "{en: Sales director, zh: 营销总监}"),
            "does": meaning("What they do.", "办理事项。", "{en: checks, zh: 审核}"),
            "of": OF_GRADES,
            "grades": meaning(
                "The grades for which the step is needed; without it, all.", "需经该环节的等级；未写即全部。", "[A]"
            ),
            "when": meaning(
                "When the step is needed or takes place.",
                "何时需要或进行该环节。",
                "{en: Above the limit, zh: 超过限额时}",
            ),
            "within_days": WITHIN,
            "status": STATUS,
            "note": NOTE,
        },
    ),
    "manual_overrides": Explained(
        Bilingual("Manual overrides", "人工调整"),
        Bilingual(
            "The mapping under `manual_overrides`. Notches count from grade to grade; what the policy's own hard rules "
            "set, cap or floor stays so all the same.",
            "`manual_overrides` 之下的内容。调整幅度按等级逐级计算；制度的硬性规定（set、cap、floor）不得因此突破。",
        ),
        {
            "better": meaning(
                "Most notches towards the better or less risky grade; 0: none.",
                "向更好（或风险更低）等级调整的最大级数；0 表示不得调优。",
                "1",
            ),
            "reasons": meaning(
                "The reason codes of which one has to be given, with their texts.",
                "可选的原因代码及含义，调整时必须选填其一。",
                "{M05: {en: Data incomplete, zh: 资料不完整}}",
            ),
            "approved_by": meaning("The role that has to decide.", "须由何种角色审批。", "approver"),
            "months": meaning(
                "Months for which the changed grade holds, at most until the next review; then the system's grade counts.",
                "调整后等级的有效月数，最长至下次复评；期满恢复系统评级。",
                "6",
            ),
            "of": OF_GRADES,
            "worse": meaning(
                "Most notches towards the worse or riskier grade; without it, any number.",
                "向更差（或风险更高）等级调整的最大级数；未写即不限。",
                "3",
            ),
            "status": STATUS,
            "note": NOTE,
        },
    ),
}
