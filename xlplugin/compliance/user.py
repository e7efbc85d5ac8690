"""Who does something: the user of the operating system, not what the surroundings claim."""

from __future__ import annotations

import os


def current_user() -> str:
    """The name of the user that this process runs as; environment variables, which anybody can set, are not asked."""
    if os.name == "nt":  # pragma: no cover
        import ctypes

        size = ctypes.c_ulong(257)
        name = ctypes.create_unicode_buffer(size.value)
        if ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(size)):  # type: ignore[attr-defined]
            return name.value
        return os.getlogin()
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a user id without a name, as in some containers
        return f"uid {os.getuid()}"
