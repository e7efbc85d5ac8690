"""A PostgreSQL server of the tests' own, in a temporary folder, reached by a socket there."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

import psycopg

from tests.install_postgresql import programs

SECONDS = 60


class Server:
    """A running server; ``new_database`` gives the address of an empty database."""

    def __init__(self) -> None:
        found = programs()
        assert found is not None
        self.folder = Path(tempfile.mkdtemp(prefix="xlplugin-pg-", dir=_reachable()))
        self.user = pwd.getpwuid(os.getuid()).pw_name
        self._as: dict[str, str] = {}
        if os.getuid() == 0:  # the server refuses to be root
            self.user = "postgres"
            shutil.chown(self.folder, self.user, self.user)
            self._as = {"user": self.user}
        data = self.folder / "data"
        self._run([found / "initdb", "-D", data, "-U", self.user, "-A", "trust", "-E", "UTF8", "--no-sync"])
        settings = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={self.folder}", "-c", "fsync=off"]
        self._server = subprocess.Popen(
            [found / "postgres", "-D", data, *settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd=self.folder, **self._as,
        )  # fmt: skip
        self._wait()

    def new_database(self) -> str:
        """The address of a database that nobody else uses."""
        name = f"journal_{uuid.uuid4().hex}"
        with self._connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"postgresql://{self.user}@/{name}?host={self.folder}"

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._server.terminate()
        self._server.wait(SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user=self.user, dbname="postgres", autocommit=True)

    def _run(self, command: list[object]) -> None:
        subprocess.run(
            list(map(str, command)), check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self._as
        )

    def _wait(self) -> None:
        end = time.monotonic() + SECONDS
        while True:
            try:
                self._connect().close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > end or self._server.poll() is not None:
                    raise
                time.sleep(0.1)


def _reachable() -> str | None:
    """A folder that another user can pass through; None for the usual one."""
    usual = Path(tempfile.gettempdir()).resolve()
    open_to_all = all(folder.stat().st_mode & 0o001 for folder in (usual, *usual.parents))
    return None if open_to_all else "/tmp"
