"""Who a customer is, by the family of the policy: the columns before the inputs of a full form."""

from __future__ import annotations

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy

from .columns import CUSTOMER, IDENTITY, Column
from .formats import DATE, MONEY, TEXT
from .wording import NO, YES

DAY = Bilingual("date such as 2026-03-01", "日期，如2026-03-01")
_CODE_NOTE = Bilingual("18 characters", "18位")
_CODE = Bilingual("Unified social credit code", "统一社会信用代码")
_PERSON_CODE = Bilingual("Credit code or ID number", "统一社会信用代码或证件号码")
NEW_CUSTOMER = Bilingual("new", "新客户")
_RELATION = (NEW_CUSTOMER, Bilingual("existing", "存量客户"))


def _text(key: str, en: str, zh: str, width: float) -> Column:
    return Column(key, Bilingual(en, zh), "entry", CUSTOMER, TEXT, width)


RELATION = Column(
    "relation", Bilingual("New or existing", "新客户或存量"), "entry", CUSTOMER, TEXT, 11, kind="choice", choices=_RELATION
)
CODE = Column("credit_code", _CODE, "entry", CUSTOMER, TEXT, 22, kind="code", note=_CODE_NOTE)
PERSON_CODE = Column("credit_code", _PERSON_CODE, "entry", CUSTOMER, TEXT, 22)
BRANCH, OFFICER = _text("branch", "Branch", "经办机构", 14), _text("officer", "Officer", "客户经理", 11)
REGION, OWNER = _text("branch", "Region or branch", "区域或机构", 14), _text("officer", "Account owner", "客户负责人", 12)
STATEMENT = Column(
    "statement_date", Bilingual("Statement date", "报表日期"), "entry", CUSTOMER, DATE, 12, kind="date", note=DAY
)
AUDITED = Column(
    "audited", Bilingual("Audited", "是否审计"), "entry", CUSTOMER, TEXT, 9, kind="choice", choices=(YES, NO)
)
EXPOSURE = Column(
    "exposure", Bilingual("Exposure, 10,000 yuan", "授信余额（万元）"), "entry", CUSTOMER, MONEY, 14, kind="amount"
)

_BY_FAMILY = {
    "credit": (CODE, RELATION, BRANCH, OFFICER, STATEMENT, AUDITED, EXPOSURE),
    "aml": (PERSON_CODE, RELATION, BRANCH, OFFICER),
}


def identity_of(policy: Policy) -> tuple[Column, ...]:
    """The serial number, number and name of the customer, and what its family asks for besides."""
    return (*IDENTITY, *_BY_FAMILY.get(policy.family, (RELATION, REGION, OWNER)))
