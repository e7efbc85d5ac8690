"""Ed25519 keys: made, kept in a file or the system's key store, used to sign and to check. Cryptography is imported late."""

from __future__ import annotations

import base64
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import JournalError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PREFIX = "ed25519:"
STORE = "xlplugin approvals"
"""The service under which the key store of the system keeps keys."""
FILE = "approval-key.pem"

Password = Callable[[], str]
"""Asks for the password of a key file, once it is known to have one."""


@dataclass(frozen=True, slots=True)
class Key:
    """A private key that can sign; ``public`` is its public half as it is written."""

    public: str
    private: Ed25519PrivateKey = field(repr=False)

    def sign(self, text: str) -> str:
        """The signature over a text."""
        return base64.b64encode(self.private.sign(text.encode())).decode()


def new_key() -> Key:
    """A new key of its own. Raises JournalError where the library is missing."""
    _need_cryptography()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return _key(Ed25519PrivateKey.generate())


def holds(public: str, signature: str, text: str) -> bool:
    """True where a signature over a text was made with the private half of a public key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(_bytes(public.removeprefix(PREFIX))).verify(_bytes(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _bytes(text: str) -> bytes:
    """What base64 says; ValueError for a second way of writing the same, which would be a change that nobody finds."""
    found = base64.b64decode(text, validate=True)
    if base64.b64encode(found).decode() != text:
        raise ValueError(text)
    return found


def is_public(text: str) -> bool:
    """True for what looks like a public key: ``ed25519:`` and 32 bytes in base64."""
    try:
        return text.startswith(PREFIX) and len(_bytes(text.removeprefix(PREFIX))) == 32
    except ValueError:
        return False


def default_file() -> Path:
    """Where a person's key lies without another place named."""
    from platformdirs import user_data_path

    return user_data_path("xlplugin", appauthor=False) / FILE


def write_key(key: Key, path: Path, password: str = "") -> None:
    """Write a private key into a new file that its owner alone can read. Raises JournalError, OSError."""
    from cryptography.hazmat.primitives import serialization as forms

    locked = forms.BestAvailableEncryption(password.encode()) if password else forms.NoEncryption()
    data = key.private.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, locked)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise JournalError(
            "key",
            f"{path} is there already: a key is never replaced, because what it signed would lose it; name another file",
            f"{path} 已存在：密钥不会被覆盖，以免原有签名失去对应密钥；请另取文件名",
        ) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)  # half a key would stand in the way of the next one
        raise


def read_key(path: Path, password: Password) -> Key:
    """The key in a file. Raises JournalError where it is none of ours, or others can read it."""
    _need_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization as forms
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if os.name == "posix" and (not stat.S_ISREG(status.st_mode) or status.st_mode & 0o077):
                raise JournalError(
                    "key",
                    f"others on this machine can read the private key {path}; run chmod 600 {path}, or make a new one "
                    "if somebody may have copied it",
                    f"本机其他用户可以读取私钥 {path}；请执行 chmod 600 {path}，如可能已泄露请另建密钥",
                )
            data = file.read(65536)
    except FileNotFoundError:
        raise JournalError(
            "key",
            f"there is no key in {path}; make one with xlplugin approve keygen, or name it with --key or --keystore",
            f"{path} 中没有密钥；请用 xlplugin approve keygen 建立，或用 --key、--keystore 指定",
        ) from None
    try:
        locked = b"ENCRYPTED" in data
        found = forms.load_pem_private_key(data, password().encode() if locked else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise JournalError(
            "key",
            f"the key in {path} cannot be read: the password is wrong, or the file is no private key in PEM",
            f"无法读取 {path} 中的密钥：密码有误，或文件不是 PEM 格式的私钥",
        ) from None
    if not isinstance(found, Ed25519PrivateKey):
        raise JournalError(
            "key",
            f"the key in {path} is of another kind than Ed25519; make one with xlplugin approve keygen",
            f"{path} 中的密钥不是 Ed25519 密钥；请用 xlplugin approve keygen 建立",
        )
    return _key(found)


def store_key(key: Key, person: str) -> None:
    """Put a private key into the key store of the system. Raises JournalError."""
    keyring = _keyring()
    try:
        if keyring.get_password(STORE, person):
            raise JournalError(
                "key",
                f"the key store holds a key of {person} already: a key is never replaced; remove it there first",
                f"系统密钥库中已有 {person} 的密钥，不会被覆盖；请先在密钥库中移除",
            )
        keyring.set_password(STORE, person, base64.b64encode(key.private.private_bytes_raw()).decode())
    except keyring.errors.KeyringError as error:
        raise _no_store(error) from error


def stored_key(person: str) -> Key:
    """The key of a person in the key store of the system. Raises JournalError."""
    _need_cryptography()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    keyring = _keyring()
    try:
        found = keyring.get_password(STORE, person)
    except keyring.errors.KeyringError as error:
        raise _no_store(error) from error
    try:
        return _key(Ed25519PrivateKey.from_private_bytes(base64.b64decode(found or "", validate=True)))
    except ValueError:
        raise JournalError(
            "key",
            f"the key store of the system holds no key of {person}; make one: xlplugin approve keygen {person} --keystore",
            f"系统密钥库中没有 {person} 的密钥；请建立：xlplugin approve keygen {person} --keystore",
        ) from None


def _key(private: Ed25519PrivateKey) -> Key:
    return Key(PREFIX + base64.b64encode(private.public_key().public_bytes_raw()).decode(), private)


def _need_cryptography() -> None:
    try:
        import cryptography.hazmat.primitives.asymmetric.ed25519  # noqa: F401
    except ImportError:
        raise JournalError(
            "driver",
            f"keys and signatures need a package that is missing here: {sys.executable} -m pip install cryptography",
            f"此处缺少密钥和签名所需的组件：{sys.executable} -m pip install cryptography",
        ) from None


def _keyring():  # type: ignore[no-untyped-def]
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise JournalError(
            "driver",
            f'the key store of the system needs a further package: {sys.executable} -m pip install "xlplugin[keystore]"; '
            "or keep the key in a file",
            f'使用系统密钥库需另装组件：{sys.executable} -m pip install "xlplugin[keystore]"；也可将密钥存入文件',
        ) from None
    return keyring


def _no_store(error: Exception) -> JournalError:
    return JournalError(
        "key",
        f"the key store of the system cannot be used ({error}); keep the key in a file: xlplugin approve keygen NAME -o FILE",
        f"系统密钥库无法使用（{error}）；请将密钥存入文件：xlplugin approve keygen 姓名 -o 文件",
    )
