"""A process that writes to a journal and says what was acknowledged: ``python -m tests.compliance.writer URL COUNT ROWS``."""

from __future__ import annotations

import sys

from xlplugin.compliance.errors import JournalError
from xlplugin.compliance.gradings import Recording
from xlplugin.compliance.journal import open_journal

from .grading import credit


def main(url: str, count: int, rows: int) -> int:
    """Write ``count`` books (0: without end); after each the number of the last entry is said."""
    book = credit(rows)
    print("ready", flush=True)
    sys.stdin.readline()
    written = 0
    try:
        with open_journal(url, create=True) as journal:
            while not count or written < count:
                with Recording(journal, "test", draft=True) as run:
                    run.add(book)
                    recording = run.writing
                assert recording is not None
                print(recording.seq, flush=True)
                written += 1
    except JournalError as error:
        print(error.kind, error.message.zh, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
