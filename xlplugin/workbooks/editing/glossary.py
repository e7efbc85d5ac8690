"""The words of the policy language that an editing workbook offers, with what they mean in Chinese."""

from __future__ import annotations

from collections.abc import Mapping

STATUSES = {"stated": "有据", "repaired": "已修补", "proposed": "建议"}
TYPES = {
    "number": "数值",
    "integer": "整数",
    "boolean": "是否",
    "date": "日期",
    "category": "类别",
    "set": "多选",
    "text": "文本",
}
MISSING = {"error": "报错", "stated": "另行规定"}
YES_NO = {"true": "是", "false": "否"}
INAPPLICABLE = {"reweight": "其余折算", "zero": "计零分"}
MONOTONIC = {"increasing": "递增", "decreasing": "递减"}
KINDS = {
    "formula": "公式",
    "scorecard": "评分卡",
    "bands": "分级",
    "table": "决策表",
    "matrix": "矩阵",
    "ranking": "排序",
    "policy": "引用制度",
}
GIVES = {"number": "数值", "boolean": "是否", "date": "日期", "grade": "等级", "text": "文本"}
OTHERWISE = {"otherwise": "其他情形"}

ITEMS = {
    "policy": "标识",
    "version": "版本",
    "effective": "生效日",
    "retired": "停用日",
    "scale": "等级次序",
    "owner": "主管部门",
    "status": "数值依据",
    "lists": "名单",
    "title": "名称",
    "note": "说明",
    "scope": "适用范围",
    "reference": "出处",
}
"""What the sheet Policy has a row for."""

PROCESS_ITEMS = {
    "review": "复评",
    "provisional": "暂定等级",
    "transition": "等级变动",
    "approval": "审批步骤",
    "manual_overrides": "人工调整",
    "override_reason": "调整原因",
}
"""What the sheet Process has rows for."""
DECIDERS = {"approver": "审批人员", "compliance": "合规人员"}
"""The roles that may approve a manual override."""

SETTINGS = {
    "is": "公式",
    "gives": "结果类型",
    "unit": "单位",
    "decimals": "小数位数",
    "when_undefined": "无法计算时",
    "of": "所依据的值",
    "hit": "命中方式",
    "collect": "汇集方式",
    "base_points": "基础分",
    "combine": "合并方式",
    "divide_by": "除数",
    "weights_sum": "权重合计",
    "rows": "矩阵的行",
    "columns": "矩阵的列",
    "measure": "排序指标",
    "tiles": "分组数",
    "order": "排序方向",
    "ties": "并列时",
    "crossing": "跨线时",
    "where": "参与范围",
    "outside": "范围外取值",
    "use": "引用的制度",
    "inputs": "输入的对应",
    "output": "取用的结果",
}
"""What a decision may say besides its kind, title and status."""

VALUES: Mapping[str, tuple[str, ...]] = {
    "scale": ("value", "risk", "none"),
    "status": tuple(STATUSES),
    "gives": tuple(GIVES),
    "hit": ("unique", "first", "collect"),
    "collect": ("sum", "min", "max", "worst", "list"),
    "combine": ("sum", "max", "mean"),
    "measure": ("percent_rank", "cumulative_share", "ntile"),
    "order": ("ascending", "descending"),
    "ties": ("best", "worst", "mean"),
    "crossing": ("better", "worse"),
}
"""The closed choices of an item or a setting."""
