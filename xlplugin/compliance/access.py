"""Who may do what: the roles of the machine's configuration, asked in this one place.

Without any roles in the configuration every user holds all of them; maker and checker are told apart all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xlplugin.policy.findings import Bilingual

from .errors import JournalError

OFFICER, APPROVER, COMPLIANCE, ADMINISTRATOR = "officer", "approver", "compliance", "administrator"
ROLES: Mapping[str, Bilingual] = {
    OFFICER: Bilingual("officer", "经办人员"),
    APPROVER: Bilingual("approver", "审批人员"),
    COMPLIANCE: Bilingual("compliance", "合规人员"),
    ADMINISTRATOR: Bilingual("administrator", "管理员"),
}
EXPORT = "export"
_WORKING = (OFFICER, APPROVER, COMPLIANCE)
_EVERYBODY = (*_WORKING, ADMINISTRATOR)
WHO_MAY: Mapping[str, tuple[str, ...]] = {
    "run": _WORKING,
    "grading": _WORKING,
    "rating.proposed": (OFFICER, APPROVER),
    "rating.reviewed": (OFFICER, APPROVER, COMPLIANCE),
    "rating.decided": (APPROVER, COMPLIANCE),
    "rating.withdrawn": (APPROVER, COMPLIANCE),
    "rating.override_ended": (APPROVER, COMPLIANCE),
    "review.triggered": _WORKING,
    "review.done": _WORKING,
    "approval.requested": (OFFICER, COMPLIANCE, ADMINISTRATOR),
    "approval.granted": (APPROVER, COMPLIANCE),
    "approval.retired": (APPROVER, COMPLIANCE),
    "outcome.recorded": (COMPLIANCE,),
    "report.made": _WORKING,
    "redaction": (COMPLIANCE,),
    EXPORT: (COMPLIANCE, ADMINISTRATOR),
}
"""What may be written, or handed out, by which roles; each event of a journal is checked as it is appended."""
WHAT: Mapping[str, Bilingual] = {EXPORT: Bilingual("export of the journal", "导出评级日志")}
"""Names of what is no kind of event."""


@dataclass(frozen=True, slots=True)
class Access:
    """The roles of each user, by the user's name in the operating system."""

    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def configured(self) -> bool:
        """True where the configuration gives roles."""
        return bool(self.roles)

    def of(self, user: str) -> tuple[str, ...]:
        """The roles that a user holds: all of them where none are configured."""
        return self.roles.get(user, ()) if self.roles else tuple(ROLES)

    def allows(self, user: str, action: str) -> bool:
        """True where a user may do something; what no rule names nobody may do."""
        return any(role in self.of(user) for role in WHO_MAY.get(action, ()))

    def require(self, user: str, action: str) -> None:
        """Raise JournalError where a user may not do something."""
        if not self.allows(user, action):
            raise refused(user, self.of(user), WHO_MAY.get(action, ()), what(action))

    def require_role(self, user: str, role: str, doing: Bilingual) -> None:
        """Raise JournalError where a user does not hold the role that a policy asks for."""
        if role not in self.of(user):
            raise refused(user, self.of(user), (role,), doing)


def what(action: str) -> Bilingual:
    """The name of something that is done."""
    from .events import KINDS

    return KINDS.get(action) or WHAT.get(action) or Bilingual(action, action)


def refused(user: str, held: tuple[str, ...], needed: tuple[str, ...], doing: Bilingual) -> JournalError:
    """The error for a user without the role."""
    has, needs = _listed(held), _listed(needed)
    return JournalError(
        "not-allowed",
        f"{user} ({has.en}) may not do this: {doing.en} takes the role {needs.en}. Nothing was written; roles are "
        "given under roles: in this machine's configuration",
        f"用户 {user}（{has.zh}）无权执行：{doing.zh}须由{needs.zh}办理。本次未写入任何内容；角色在本机配置的 roles: 中设定",
    )


def _listed(roles: tuple[str, ...]) -> Bilingual:
    if not roles:
        return Bilingual("no role", "无角色")
    return Bilingual(" or ".join(ROLES[role].en for role in roles), "或".join(ROLES[role].zh for role in roles))
