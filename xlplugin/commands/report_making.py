"""Makes the report: reads the journal once, writes the workbook, and records that it was made."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from xlplugin.compliance.events import Event
from xlplugin.compliance.graded_by import Policies
from xlplugin.compliance.journal import Journal, open_journal
from xlplugin.compliance.monitoring import Asked, Monitoring, Version, monitor
from xlplugin.compliance.monitoring_outcomes import Outcomes, Window
from xlplugin.compliance.monitoring_reading import Held
from xlplugin.compliance.reading import Reading
from xlplugin.compliance.standing import standings
from xlplugin.compliance.work_list import due
from xlplugin.policy.findings import Bilingual, PolicyError, UnknownPolicy
from xlplugin.scoring.serving import Serving

from .printing import print_json, progress
from .report_reading import read_outcomes
from .session import GRADED, Failure, Session, day_option
from .tables import appearing, check_output

MADE, OUTCOMES = "report.made", "outcome.recorded"
WHAT = "monitoring"
LONGEST = 300
"""Characters of a definition of default, which stands in the journal and on pages for good."""
OR_RUN = Bilingual(", or the number of a run", "，或填写批次的记录编号")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line; ``window`` is from, until and definition of the outcomes."""

    policy: str | None
    as_of: str | None
    since: str | None
    reference: str | None
    outcomes: Path | None
    outcome: str | None
    customer: str | None
    window: tuple[str | None, str | None, str | None]
    output: Path | None
    record: bool


def make_report(
    session: Session, url: str | None, wanted: Wanted, folders: Sequence[Path] | None, json: bool
) -> int:
    """Print the figures and write the workbook; nothing appears, and nothing is recorded, where anything fails."""
    from .report_showing import document, show

    serving = session.serving(folders)
    with open_journal(url) as journal:
        today = journal.clock().astimezone().date()
        day = day_option(wanted.as_of, "--as-of") or today
        outcomes = _outcomes(wanted, day, today)
        if wanted.record:
            for kind in (MADE, OUTCOMES) if outcomes else (MADE,):
                journal.access.require(journal.user, kind)
        with journal.reading() as connection, progress(journal.name) as tell:
            reading = Held(connection)
            asked = _asked(reading, wanted, day)
            out = _output(wanted, asked)
            standing = standings(reading, asked.policy_id, day)
            tasks = due(reading, day, [asked.policy_id], serving, standing={asked.policy_id: standing})
            found = monitor(reading, asked, outcomes, tasks, tell, standing)
        approvals = _approvals(session, serving, found.versions, day)
        recorded = _write(session, journal, found, approvals, out, wanted.record)
        if json:
            print_json(document(session, found, journal, approvals, out, recorded))
        else:
            show(session, found, journal, approvals, out, recorded)
    return GRADED


def _asked(reading: Reading, wanted: Wanted, day: datetime.date) -> Asked:
    since = day_option(wanted.since, "--since")
    if since is not None and since >= day:
        raise Failure(
            f"--since {since} is not before the day of the report, {day}",
            f"--since {since} 应早于报告基准日 {day}",
        )
    reference: datetime.date | int | None = since
    if wanted.reference is not None:
        said = wanted.reference.strip()
        is_number = said.isascii() and said.isdigit() and len(said) < 8  # eight digits are a day
        reference = int(said) if is_number else day_option(said, "--reference", OR_RUN)
    return Asked(_policy(reading, wanted.policy), day, since, reference)


def _policy(reading: Reading, asked: str | None) -> str:
    known = Policies(reading).ids()
    if asked is not None:
        name = asked.partition("@")[0]
        if name != asked:
            raise Failure(
                f"--policy {asked}: give the id alone, {name}; customers are followed through all of its versions",
                f"--policy {asked}：请只写标识 {name}；报告涵盖该制度的各个版本",
            )
        return name
    if len(known) != 1:
        listed = ", ".join(known) or "-"
        raise Failure(
            f"name the policy with --policy; graded were: {listed}",
            f"请用 --policy 指定制度；日志中有：{listed}",
        )
    return known[0]


def _outcomes(wanted: Wanted, day: datetime.date, today: datetime.date) -> Outcomes | None:
    start, end, definition = wanted.window
    if wanted.outcomes is None:
        if wanted.outcome or wanted.customer or start or end or definition:
            raise Failure("name the table of outcomes with --outcomes", "请用 --outcomes 指定违约结果表格")
        return None
    first = day_option(start, "--outcome-from") or day
    last = day_option(end, "--outcome-until") or max(today, first)
    said = " ".join((definition or "").split())
    if len(said) > LONGEST:
        raise Failure(
            f"--definition has {len(said):,} characters: say in {LONGEST} at most what counts as a default",
            f"--definition 共 {len(said):,} 个字符：请用不超过 {LONGEST} 个字符说明违约定义",
        )
    return read_outcomes(wanted.outcomes, wanted.outcome, wanted.customer, Window(first, last, said))


def _output(wanted: Wanted, asked: Asked) -> Path:
    """Where the workbook goes: the file asked for, in the folder asked for, or here."""
    usual = f"{asked.policy_id}-report-{asked.day}.xlsx"
    out = Path(usual) if wanted.output is None else wanted.output
    out = out / usual if out.is_dir() else out
    check_output(out, (".xlsx",))
    if wanted.outcomes is not None and out.exists() and out.samefile(wanted.outcomes):
        raise Failure(f"{out} is the table of outcomes; name another file", f"{out} 就是违约结果表格；请指定其他文件")
    return out


def _approvals(
    session: Session, serving: Serving, versions: Sequence[Version], day: datetime.date
) -> Mapping[str, Bilingual]:
    """How each version that graded is approved on this machine, where it is served with the same text."""
    from xlplugin.compliance.approvals import Approvals

    approvals = Approvals.of(serving.library, session.settings)
    found: dict[str, Bilingual] = {}
    for version in versions:
        try:
            policy = serving.compiled(version.stamp, day).policy
        except (UnknownPolicy, PolicyError):
            found[version.stamp] = Bilingual("not among the policies of this machine", "本机没有该版本制度")
            continue
        if policy.digest == version.digest:
            found[version.stamp] = approvals.state(policy).words
        else:
            found[version.stamp] = Bilingual("this machine has another text of it", "本机该版本的文本与日志不同")
    return found


def _write(
    session: Session, journal: Journal, found: Monitoring, approvals: Mapping[str, Bilingual], out: Path, record: bool
) -> tuple[int, ...]:
    """Write the workbook and record it; gives the numbers of the entries. The file appears when both went well."""
    from xlplugin.workbooks.monitoring_book import write_monitoring
    from xlplugin.workbooks.monitoring_parts import About

    about = About(journal.user, journal.name, approvals)
    with appearing(out) as part:
        write_monitoring(part, found, about, session.language)
        digest = sha256(part.read_bytes()).hexdigest()
        return _recorded(journal, found, out, digest) if record else ()


def _recorded(journal: Journal, found: Monitoring, out: Path, digest: str) -> tuple[int, ...]:
    asked, policy = found.asked, found.policy.stamp
    said: dict[str, object] = {"what": WHAT, "as_of": asked.day.isoformat(), "digest": digest}
    if asked.since is not None:
        said["since"] = asked.since.isoformat()
    if asked.reference is not None:
        said["reference"] = asked.reference if isinstance(asked.reference, int) else asked.reference.isoformat()
    with journal.writing() as writing:
        numbers = []
        if found.validation is not None:
            outcomes = found.validation.outcomes
            event = _outcomes_event(outcomes, policy, asked.day)
            known = (one.seq for one in writing.entries(kind=OUTCOMES, policy=policy) if one.open == event.open)
            seq = next(known, None)
            numbers.append(writing.append(event) if seq is None else seq)
            said["outcomes"] = numbers[0]
        event = Event(MADE, {"source": out.name}, said, policy=policy, as_of=asked.day)
        numbers.append(writing.append(event))
    return tuple(numbers)


def _outcomes_event(outcomes: Outcomes, policy: str, day: datetime.date) -> Event:
    window = outcomes.window
    said = {
        "definition": window.definition,
        "from": window.start.isoformat(),
        "until": window.end.isoformat(),
        "count": len(outcomes.defaulted),
        "defaulted": outcomes.defaulters,
        "digest": outcomes.digest,
    }
    return Event(OUTCOMES, {"source": outcomes.source}, said, policy=policy, as_of=day)
