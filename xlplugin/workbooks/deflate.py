"""The deflate library: isal where it is installed, which is several times as fast, else the one of Python."""

from __future__ import annotations

import zlib
from typing import Any

try:
    from isal import isal_zlib as _fast
except ImportError:  # no build for this machine
    _fast = None

_LEVEL, _FAST_LEVEL = 4, 2


def compressor() -> Any:
    """An object with ``compress`` and ``flush`` for a member of a zip container."""
    if _fast is not None:
        return _fast.compressobj(_FAST_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)


def decompressor() -> Any:
    """An object with ``decompress`` for a member of a zip container."""
    return (_fast or zlib).decompressobj(-zlib.MAX_WBITS)


crc32 = (_fast or zlib).crc32
FAULTS: tuple[type[Exception], ...] = (zlib.error,) if _fast is None else (zlib.error, _fast.error)
"""What decompressing damaged data raises."""
