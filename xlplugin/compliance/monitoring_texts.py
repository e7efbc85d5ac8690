"""What monitoring says in words: what is measured against what, and the definitions of all figures with sources."""

from __future__ import annotations

from collections.abc import Iterator

from xlplugin.policy.findings import Bilingual

from .monitoring import Monitoring
from .monitoring_discrimination import FEWEST as FEWEST_OUTCOMES
from .monitoring_outcomes import Outcomes
from .monitoring_psi import FEWEST, MOST_VALUES, MOST_WORDS
from .monitoring_scipy import NEEDED, distributions


def reference_text(found: Monitoring) -> Bilingual:
    """What stability is measured against."""
    said = found.asked.reference
    if said is None:
        return Bilingual(
            "none: name a day or a run with --reference, or a day with --since",
            "未指定：请用 --reference 指定日期或批次，或用 --since 指定日期",
        )
    if isinstance(said, int):
        return Bilingual(f"run {said}, {found.referred:,} gradings", f"第 {said} 条批次，{found.referred:,} 项评级")
    return Bilingual(f"{said}, {found.referred:,} customers", f"{said}，{found.referred:,} 户")


def window_text(outcomes: Outcomes) -> Bilingual:
    """What the outcomes are."""
    window = outcomes.window
    count, bad = len(outcomes.defaulted), outcomes.defaulters
    return Bilingual(
        f"{outcomes.source}: {window.definition}, {window.start} to {window.end}; {count:,} customers, {bad:,} defaulted; "
        f"SHA-256 {outcomes.digest}",
        f"{outcomes.source}：{window.definition}，{window.start} 至 {window.end}；{count:,} 户，违约 {bad:,} 户；"
        f"SHA-256 {outcomes.digest}",
    )


def observed_before(item: str) -> Bilingual | None:
    """What to keep in mind of rates that are themselves observations; None for others."""
    if not item.startswith("observed"):
        return None
    return Bilingual(
        "The stated rates were observed when the policy was made: on that same sample, agreement proves nothing.",
        "所述违约率为制度编制时的实际值；若对照的就是同一样本，相符不说明任何问题。",
    )


def missing_library() -> Bilingual | None:
    """Which figures are not there for want of scipy; None where it is installed."""
    if distributions() is not None:
        return None
    return Bilingual(
        f"KS p-values, exact bounds and binomial tests of rates, and the PSI expected by chance: each {NEEDED.en}",
        f"KS检验p值、违约率精确区间与二项检验、PSI随机波动上限：{NEEDED.zh}",
    )


def definitions(found: Monitoring) -> Iterator[tuple[Bilingual, Bilingual]]:
    """Every term with what it means, how it is worked out, and where that comes from."""
    yield (
        Bilingual("System grade", "系统等级"),
        Bilingual(
            "The grade of a customer's newest grading as of the day or before, by any version of the policy. Gradings by "
            "draft policies "
            f"(here {found.drafts:,}) and those from inputs that a person changed are not counted, nor are gradings that name "
            f"no customer (here {found.nameless:,}).",
            "客户在基准日及以前最近一次系统评级的等级，不论所用制度版本。"
            f"未审批制度的评级（本期 {found.drafts:,} 项）、人工修改输入后的评级，"
            f"以及没有客户号的评级（本期 {found.nameless:,} 项）不计入。",
        ),
    )
    yield (
        Bilingual("Grade in force", "有效等级"),
        Bilingual(
            "The confirmed grade on the day: the newest decided rating, unless it was withdrawn or has expired. Where its "
            "manual override has ended or expired, the system grade counts; where the system has graded worse since, that "
            "worse grade counts.",
            "基准日有效的审定等级：以最近一次审定为准，已撤回或到期者除外；人工调整终止或到期的恢复系统等级；"
            "其后系统评级更差的，按更差的系统等级。",
        ),
    )
    yield (
        Bilingual("Migration", "等级迁徙"),
        Bilingual(
            "Customers by their grade on both days. Up is towards the better grade (value scales) or the milder one (risk "
            "scales). New: no grade on the earlier day; left: no grade on the later day.",
            "按客户在两个日期的等级统计。上调指等级变好（价值类）或风险变低（风险类）。新增：前一日期无等级；退出：后一日期无等级。",
        ),
    )
    yield (
        Bilingual("Override rate", "人工调整率"),
        Bilingual(
            "Ratings decided in the period that rest on a changed input or a changed grade, over all ratings decided in the "
            "period. Overrides of inputs and of the grade are counted apart (EBA/GL/2017/16, paragraphs 201-202). The "
            "expired share is of all overrides ever decided.",
            "期间内因修改输入或直接修改等级而审定的评级，占期间全部审定评级的比例；输入调整与等级调整分别统计"
            "（参见 EBA/GL/2017/16 第201-202段）。到期占比以历史全部人工调整为分母。",
        ),
    )
    yield (
        Bilingual("PSI, population stability index", "PSI 群体稳定性指数"),
        Bilingual(
            "Σ (a − e) · ln(a / e) over the bins; e is a bin's share in the reference, a its share now. Numbers: deciles of "
            "the reference, open at both ends, equal ones merged; a number with "
            f"{MOST_VALUES} different values or fewer: each value. Words: each (the {MOST_WORDS} most frequent). Blanks, "
            "and blanks filled with a default, are one bin. A bin that is empty on one side counts there as half a case, so "
            f"that the index is never infinite. Fewer than {FEWEST} cases on a side: no figure.",
            "Σ (a − e) · ln(a / e)，e 为基准样本在该分箱的占比，a 为当前占比。数值按基准样本十分位分箱，两端开放，相同界点合并；"
            f"不同取值不超过 {MOST_VALUES} 个时逐值分箱；类别逐项分箱（最多 {MOST_WORDS} 项）；空白（含以默认值代替的空白）"
            f"单独成箱。某一侧为零的分箱按半户计，指数不会为无穷大。任一侧少于 {FEWEST} 户不计算。",
        ),
    )
    yield (
        Bilingual("The marks 0.1 and 0.25", "0.1 与 0.25 界限"),
        Bilingual(
            "Conventions of practice (Lewis 1994; Siddiqi 2006), no test. By chance alone: two samples of these sizes from "
            "one population stay below (1/n + 1/m) · χ²(bins − 1) in 95 of 100 cases (Yurdakul and Naranjo 2020); for "
            "customers that are in both samples this is too high.",
            "业界惯例（Lewis 1994；Siddiqi 2006），并非统计检验。随机波动上限：同一总体的两个样本，其PSI有95%的可能低于"
            "(1/n + 1/m) · χ²(分箱数 − 1)（Yurdakul 与 Naranjo 2020）；两个样本含相同客户时该值偏高。",
        ),
    )
    yield (
        Bilingual("Outcomes", "违约结果"),
        Bilingual(
            "Compared with the newest grading as of the first day of the window or before. Blank outcomes and customers "
            "without a grading are left out and counted. A grading that was recorded after the window began may have been "
            "made in knowledge of the outcome; such gradings are counted.",
            "与观察期首日及以前最近一次评级对照。结果空白和没有评级的客户不计入，另行列示。观察期开始后才记录的评级可能已知结果，另行计数。",
        ),
    )
    yield (
        Bilingual("AUC, Gini", "AUC 与 Gini"),
        Bilingual(
            "AUC: the share of pairs of a defaulter and another customer in which the defaulter ranks as riskier; pairs that "
            "the ranking does not tell apart count half. Gini = 2 · AUC − 1 (accuracy ratio). A higher score is better on a "
            "value scale and riskier on a risk scale. Bounds at 95%: DeLong, DeLong and Clarke-Pearson 1988, normal "
            f"approximation; none where the separation is perfect. Fewer than {FEWEST_OUTCOMES} of either class: no figure.",
            "AUC：违约客户与未违约客户配对中，违约客户排序风险更高的比例，排序相同按一半计。Gini = 2 · AUC − 1（准确率比）。"
            "价值类评分越高越好，风险类评分越高风险越大。95%区间采用 DeLong 等（1988）方法及正态近似；完全区分时不给出。"
            f"任一类少于 {FEWEST_OUTCOMES} 户不计算。",
        ),
    )
    yield (
        Bilingual("KS", "KS"),
        Bilingual(
            "The greatest distance between the cumulative shares of defaulters and of others over the ranking, looked for "
            "where the ranking changes. The p-value is that of the two-sided two-sample test, asymptotic; ties make it "
            "conservative (too high).",
            "按排序累计的违约客户占比与未违约客户占比之间的最大差距，仅在排序值变化处计算。p值为双侧两样本渐近检验；"
            "排序值重复时偏保守（偏高）。",
        ),
    )
    yield (
        Bilingual("ROC, CAP", "ROC 与 CAP 曲线"),
        Bilingual(
            "From the riskiest on. ROC: share of defaulters reached over share of others reached. CAP: share of defaulters "
            "reached over share of all customers reached.",
            "自风险最高者起累计。ROC：违约客户累计占比对未违约客户累计占比。CAP：违约客户累计占比对全部客户累计占比。",
        ),
    )
    yield (
        Bilingual("Calibration", "校准"),
        Bilingual(
            "Observed rate: defaulters over customers of a grade. Bounds at 95%: Clopper and Pearson 1934 (exact). p-value: "
            "two-sided exact binomial test of the rate that the policy states in its treatments; several grades tested at 5% "
            "let about one in twenty fail by chance. Defaults are taken as independent; if they are not, bounds are too "
            "narrow.",
            "实际违约率：该等级违约户数除以总户数。95%区间采用 Clopper-Pearson（1934）精确法。p值为对制度处置措施所述违约率的"
            "双侧精确二项检验；各等级均按5%检验时，约二十分之一会偶然不通过。假定违约相互独立，否则区间偏窄。",
        ),
    )
