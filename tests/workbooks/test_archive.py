"""The container: a copy keeps the packed bytes, the order and the headers of all that does not change."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from xlplugin.workbooks.archive import Archive
from xlplugin.workbooks.zip_directory import CENTRAL, LOCAL


def member(name: str, **attributes: object) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (2011, 2, 3, 4, 5, 6))
    info.compress_type = zipfile.ZIP_DEFLATED
    for key, value in attributes.items():
        setattr(info, key, value)
    return info


class Unseekable(io.RawIOBase):
    """A target that zipfile cannot seek in, so that it writes sizes after the data, as streaming programs do."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.data += data
        return len(data)


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A container with all that a copy has to keep."""
    path = tmp_path / "odd.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.comment = b"made by hand"
        file.writestr(member("b.xml", external_attr=0o100644 << 16, create_system=3), "second first" * 50)
        file.writestr(member("a/中文.xml", comment="说明".encode()), "text")
        file.writestr(member("stored.bin", compress_type=zipfile.ZIP_STORED, extra=b"\x99\x99\x02\0ab"), bytes(99))
        file.writestr(member("a/"), "")
    return path


def test_a_copy_without_changes_is_the_same_file(odd: Path) -> None:
    target = io.BytesIO()
    with Archive(odd) as archive:
        archive.write_copy(target, {})
    assert target.getvalue() == odd.read_bytes()


def test_a_comment_that_looks_like_the_end(odd: Path) -> None:
    data = odd.read_bytes()
    comment = b"PK\5\6 and more"
    odd.write_bytes(data[: -len(b"made by hand") - 2] + struct.pack("<H", len(comment)) + comment)
    target = io.BytesIO()
    with Archive(odd) as archive:
        archive.write_copy(target, {})
    assert target.getvalue() == odd.read_bytes()


def test_a_streamed_container_is_copied_with_its_descriptors(tmp_path: Path) -> None:
    stream = Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a", "first " * 100)
        file.writestr("b", "second " * 100)
    path = tmp_path / "streamed.zip"
    path.write_bytes(bytes(stream.data))
    target = io.BytesIO()
    with Archive(path) as archive:
        assert archive.members["a"].flags & 8
        archive.write_copy(target, {})
        assert target.getvalue() == path.read_bytes()
        target = io.BytesIO()
        archive.write_copy(target, {"a": b"new"})
    with zipfile.ZipFile(target) as file:
        assert file.testzip() is None
        assert (file.read("a"), file.read("b")) == (b"new", b"second " * 100)
        assert not file.getinfo("a").flag_bits & 8


def test_only_the_changed_member_differs(odd: Path) -> None:
    target = io.BytesIO()
    with Archive(odd) as archive:
        archive.write_copy(target, {"b.xml": b"changed" * 30})
    with zipfile.ZipFile(odd) as before, zipfile.ZipFile(target) as after:
        assert after.testzip() is None
        assert after.comment == before.comment
        assert after.namelist() == before.namelist()
        assert after.read("b.xml") == b"changed" * 30
        for old, new in zip(before.infolist(), after.infolist(), strict=True):
            for key in ("date_time", "external_attr", "create_system", "comment", "internal_attr"):
                assert getattr(old, key) == getattr(new, key)
            if old.filename != "b.xml":
                assert (old.CRC, old.compress_size, old.extra) == (new.CRC, new.compress_size, new.extra)
                assert before.read(old) == after.read(new)


def widened(data: bytes) -> bytes:
    """A container of one stored member rewritten with 64-bit sizes and offsets, as some programs always do."""
    local = list(LOCAL.unpack_from(data))
    name = data[30 : 30 + local[9]]
    content = data[30 + local[9] + local[10] :][: local[8]]
    extra = struct.pack("<HHQQ", 1, 16, local[8], local[7])
    local[7] = local[8] = 0xFFFFFFFF
    local[10] = len(extra)
    body = LOCAL.pack(*local) + name + extra + content
    entry = list(CENTRAL.unpack_from(data, data.index(b"PK\1\2")))
    wide = struct.pack("<HHQQQ", 1, 24, entry[9], entry[8], 0)
    entry[8] = entry[9] = entry[16] = 0xFFFFFFFF
    entry[11] = len(wide)
    directory = CENTRAL.pack(*entry) + name + wide
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(directory), len(body))
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(body) + len(directory), 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return body + directory + end64 + locator + end


def test_sizes_and_offsets_of_64_bits(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("only.bin", b"content")
    path = tmp_path / "wide.zip"
    path.write_bytes(widened(buffer.getvalue()))
    with Archive(path) as archive:
        assert archive.read("only.bin") == b"content"
        for changed, expected in (({}, b"content"), ({"only.bin": b"new"}, b"new")):
            target = io.BytesIO()
            archive.write_copy(target, changed)
            with zipfile.ZipFile(target) as file:
                assert file.testzip() is None
                assert file.read("only.bin") == expected


def test_a_file_that_is_closed_can_be_removed(odd: Path) -> None:
    with Archive(odd):
        pass
    odd.unlink()
    assert not odd.exists()
