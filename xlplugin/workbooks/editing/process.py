"""The sheet of what a policy says of its own use: reviews, new customers, movements, approvals, manual overrides."""

from __future__ import annotations

from xlplugin.policy.findings import Bilingual

from .declarations import ROOT, STATUS, is_texts, text_fields, texts
from .fields import Field, Listed, Shape
from .glossary import DECIDERS, PROCESS_ITEMS, YES_NO
from .kinds import ANY, EACH, Column, Kind, Plan

_REVIEW = (
    "of", "months", "irregular", "first_within_days", "working_days", "window", "apply_months_before", "for_life",
    "status", "note",
)  # fmt: skip
_SINGLE = Shape(_REVIEW, among=ROOT)
_TRANSITION = Shape(("of", "from", "to", "when", "within_days", "status", "note"))
_APPROVAL = Shape(("step", "of", "role", "does", "grades", "when", "within_days", "status", "note"))
MANUAL = ("of", "better", "worse", "approved_by", "months", "status", "reasons", "note")
"""The usual order of keys of the manual overrides."""
_ENDS = {"status": Field(("status",))} | text_fields("note", ("note",))
_OF = {"of": Field(("of",))}
_WINDOW = {"month": "month", "from": "from_day", "to": "to_day"}
_DAYS = {"within_days": Field(("within_days",))}

PROCESS = Plan(
    "Process 流程",
    Bilingual(
        "When grades are reviewed, how long a new customer's grade is provisional, which movements between grades "
        "there are, who approves, and how far a person may change a grade, one rule per row. Several grades in a cell "
        "are parted by semicolons. Each reason for a manual override has a row with its code, and its text under When.",
        "复评、新客户暂定等级、等级变动、审批和人工调整的规定，每行一条。一格内有多个等级时以分号隔开。人工调整的每个原因"
        "各占一行，填写代码，含义填在“情形”栏。",
    ),
    (
        Column("item", Bilingual("Item", "项目"), 20, PROCESS_ITEMS),
        Column("code", Bilingual("Reason code", "原因代码"), 10),
        Column("step", Bilingual("Step", "步骤"), 14),
        Column("of", Bilingual("Grades of", "评级项目"), 16, names="decision output"),
        Column("from", Bilingual("From", "由"), 12, names="band grade"),
        Column("to", Bilingual("To", "至"), 12, names="band grade"),
        *texts("role", "Role", "角色", 20),
        *texts("does", "Does", "事项", 20),
        *texts("when", "When", "情形"),
        Column("grades", Bilingual("Only for grades", "仅适用等级"), 16),
        Column("within_days", Bilingual("Within days", "期限（日）"), 12),
        Column("better", Bilingual("Notches better", "调优级数"), 12),
        Column("worse", Bilingual("Notches worse", "调劣级数"), 12),
        Column("approved_by", Bilingual("Approved by", "审批角色"), 20, DECIDERS),
        Column("months", Bilingual("Months", "月数"), 12),
        Column("irregular", Bilingual("Irregularly", "不定期复评等级"), 16),
        Column("first", Bilingual("First grade within days", "首次评级期限（日）"), 14),
        Column("working", Bilingual("Working days", "按工作日"), 12, YES_NO),
        Column("window_month", Bilingual("Set in month", "评定月份"), 12),
        Column("window_from", Bilingual("From day", "起始日"), 10),
        Column("window_to", Bilingual("To day", "截止日"), 10),
        Column("apply", Bilingual("Apply months before", "提前申请（月）"), 14),
        Column("for_life", Bilingual("For life", "终身制"), 12, YES_NO),
        STATUS,
        *texts("note", "Note", "说明", 40),
    ),
    (
        Kind(
            "review",
            Bilingual("review", "复评"),
            (frozenset({"review"}),),
            ("item",),
            _OF
            | {"months": Field(("months",)), "irregular": Listed("irregular")}
            | {"first": Field(("first_within_days",)), "working": Field(("working_days",))}
            | {f"window_{id}": Field(("window", key)) for id, key in _WINDOW.items()}
            | {"apply": Field(("apply_months_before",)), "for_life": Field(("for_life",))}
            | _ENDS,
            _SINGLE,
            accepts=is_texts,
        ),
        Kind(
            "provisional",
            Bilingual("provisional grade", "暂定等级"),
            (frozenset({"provisional"}),),
            ("item",),
            _OF | {"months": Field(("months",))} | _ENDS,
            _SINGLE,
            accepts=is_texts,
        ),
        Kind(
            "transition",
            Bilingual("movement", "等级变动"),
            ("transitions", EACH),
            (),
            _OF | {key: Field((key,)) for key in ("from", "to")} | text_fields("when", ("when",)) | _DAYS | _ENDS,
            _TRANSITION,
            marks={"item": "transition"},
        ),
        Kind(
            "approval",
            Bilingual("approval step", "审批步骤"),
            ("approvals", EACH),
            (),
            {"step": Field(("step",))}
            | _OF
            | text_fields("role", ("role",))
            | text_fields("does", ("does",))
            | {"grades": Listed("grades")}
            | text_fields("when", ("when",))
            | _DAYS
            | _ENDS,
            _APPROVAL,
            marks={"item": "approval"},
        ),
        Kind(
            "manual overrides",
            Bilingual("manual overrides", "人工调整"),
            (frozenset({"manual_overrides"}),),
            ("item",),
            _OF | {key: Field((key,)) for key in ("better", "worse", "approved_by", "months")} | _ENDS,
            Shape(MANUAL, among=ROOT),
            accepts=is_texts,
            block=True,
        ),
        Kind(
            "reason of a manual override",
            Bilingual("reason of a manual override", "人工调整的原因"),
            ("manual_overrides", "reasons", ANY),
            ("code",),
            text_fields("when", ()),
            Shape(("en", "zh")),
            marks={"item": "override_reason"},
            accepts=is_texts,
        ),
    ),
)
