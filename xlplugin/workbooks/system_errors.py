"""What keeps XlsxWriter from writing a file, told as for every other file: by the system's own error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def system_errors() -> Iterator[None]:
    """Raise OSError where one is behind an exception of XlsxWriter's; other exceptions pass."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        cause = error.__cause__ or error.__context__
        if isinstance(cause, OSError):
            raise cause from error
        raise
