"""The policies that a journal was graded by, from the texts that it holds."""

from __future__ import annotations

from xlplugin.policy.findings import PolicyError
from xlplugin.policy.model import Grades, Policy
from xlplugin.scoring.compile import Compiled, compile_policy

from .errors import JournalError
from .events import RUN, Entry
from .reading import Reading
from .texts import Basis, policy_of, read_basis

BASIS, APPROVAL, STATE, DRAFT = "basis", "approval", "state", "draft"
GRADE = "grade"


class Policies:
    """Reads each policy once, by the digest of its basis; of a journal or of a transaction that writes to it."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._runs: dict[int, Entry] = {}
        self._known: dict[str, Policy] = {}
        self._compiled: dict[str, Compiled] = {}
        self._newest: dict[str, Entry | None] = {}

    def of(self, grading: Entry) -> Policy:
        """The policy that a grading was made by. Raises JournalError where its text is gone or cannot be read."""
        return self._policy(self.digest(grading))

    def compiled(self, grading: Entry) -> Compiled:
        """The same, ready to grade."""
        digest = self.digest(grading)
        if digest not in self._compiled:
            self._compiled[digest] = compile_policy(self._policy(digest))
        return self._compiled[digest]

    def newest(self, policy: str) -> Policy:
        """The policy of the newest run under an id, or under an ``id@version``; JournalError where there is none."""
        return self._policy(str(self.newest_run(policy).open[BASIS]))

    def newest_run(self, policy: str) -> Entry:
        """The newest run under an id, or under an ``id@version``; JournalError where nothing was graded by it."""
        if policy not in self._newest:
            self._newest[policy] = self.reading.last(kind=RUN, policy=policy)
        run = self._newest[policy]
        if run is None:
            raise JournalError(
                "unknown-policy",
                f"nothing was graded by {policy} in this journal; xlplugin journal show lists what there is",
                f"评级日志中没有按制度 {policy} 的评级；可用 xlplugin journal show 查看",
            )
        return run

    def ids(self) -> tuple[str, ...]:
        """The ids of the policies by which something was graded, sorted."""
        return tuple(sorted({run.policy.partition("@")[0] for run in self.reading.entries(kind=RUN)}))

    def run(self, grading: Entry) -> Entry:
        """The run that a grading belongs to."""
        number = grading.run or 0
        if number not in self._runs:
            self._runs[number] = self.reading.entry(number)
        return self._runs[number]

    def digest(self, grading: Entry) -> str:
        """The digest of the basis of a grading."""
        return str(self.run(grading).open[BASIS])

    def draft(self, grading: Entry) -> bool:
        """True where the grading was made by a policy that nobody had approved."""
        approval = self.run(grading).open.get(APPROVAL)
        return isinstance(approval, dict) and approval.get(STATE) == DRAFT

    def basis(self, digest: str) -> Basis:
        """What a policy is made of."""
        with self.reading.reading() as connection:
            return read_basis(connection, digest)

    def _policy(self, digest: str) -> Policy:
        if digest not in self._known:
            with self.reading.reading() as connection:
                basis = read_basis(connection, digest)
                try:
                    self._known[digest] = policy_of(connection, basis)
                except PolicyError as error:
                    name = f"{basis['policy']}@{basis['version']}"
                    raise JournalError(
                        "unknown-policy",
                        f"{name} as the journal holds it cannot be read by this version of xlplugin: "
                        f"{error.findings[0]}; use version {basis['engine']}",
                        f"本版本无法读取日志中的 {name}：{error.findings[0].in_language('zh')}；请使用 {basis['engine']} 版",
                    ) from error
        return self._known[digest]


def graded_name(policy: Policy) -> str:
    """The decision behind a policy's grade, empty where it gives none."""
    return policy.result.get(GRADE, "")


def grades_of(policy: Policy) -> Grades | None:
    """The grades of a policy in their order, None where it gives none."""
    name = graded_name(policy)
    return None if not name or name in policy.inputs else policy.grades(name)
