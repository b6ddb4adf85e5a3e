"""PostgreSQL for tests: the server that answers, else a cluster of our own in a temporary folder."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket

import psycopg
import pytest
from sqlalchemy import make_url

from domain.clock import new_id

HERE = "postgresql://postgres@127.0.0.1:5432/postgres"
GIVEN = "TIEOUT_TEST_POSTGRES"
# Nothing in a cluster of our own outlives a run: it need not wait for the disk, nor clean up behind itself.
FLEETING = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off -c max_connections=400"


@contextmanager
def server() -> Iterator[str]:
    """The address of a server's maintenance database; skips the test where there is none, but fails in CI."""
    given = os.environ.get(GIVEN, HERE)
    if _answers(given):
        yield given
        return
    binaries = _installed()
    if not binaries:
        assert os.environ.get("CI") != "true", "PostgreSQL must be there in CI"
        pytest.skip("no PostgreSQL server answers and none is installed")
    with _own_cluster(binaries[-1]) as address:
        yield address


@contextmanager
def fleeting_server() -> Iterator[str]:
    """The address of a server for a whole run: the one that is given, else a cluster of our own, which is quicker
    than the one that answers here."""
    binaries = _installed()
    with server() if GIVEN in os.environ or not binaries else _own_cluster(binaries[-1]) as address:
        yield address


@contextmanager
def database(address: str, template: str = "template1") -> Iterator[str]:
    """The address of a database on a server, empty or like the named one; dropped afterwards."""
    name = f"tieout_{new_id()}"
    with psycopg.connect(address, autocommit=True) as administrator:
        strategy = "strategy file_copy" if administrator.info.server_version >= 150000 else ""  # twice as quick
        administrator.execute(f'create database "{name}" template "{template}" {strategy}')
        try:
            yield make_url(address).set(database=name).render_as_string(hide_password=False)
        finally:
            administrator.execute(f'drop database "{name}" with (force)')


def _installed() -> list[Path]:
    return sorted(path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def _own_cluster(binaries: Path) -> Iterator[str]:
    """A cluster on a free port; as root it runs as the user `postgres`, who may not be root."""
    folder = Path(tempfile.mkdtemp(prefix="tieout-postgres-"))
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, options = folder / "data", f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} {FLEETING}"

    def call(*command: str) -> None:
        subprocess.run(command, check=True, user=user, stdout=subprocess.DEVNULL, cwd=folder)

    try:
        call(str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "--no-sync")
        call(str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        call(str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
