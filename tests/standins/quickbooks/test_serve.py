"""The command: it says when it is ready, ends when it is told to, and keeps a snapshot."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

START = (
    "import argparse, standins.quickbooks.serve as s; p = argparse.ArgumentParser(); s.add_arguments(p); "
    "s.serve(p.parse_args())"
)
ROOT = Path(__file__).parents[3]


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-c", START, "--limits", "off", "--company", "empty", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        word, _, url = process.stdout.readline().strip().partition(" ")
        assert word == "ready"
        try:
            yield process, url
        finally:
            process.kill()


def tokens(url: str) -> dict[str, str]:
    made = requests.post(f"{url}/control/grant", json={}, timeout=30).json()
    return {"Authorization": f"Bearer {made['access_token']}"}


def test_it_ends_at_once_even_while_a_request_hangs() -> None:
    with started() as (process, url):
        requests.post(f"{url}/control/faults", json={"kind": "delay", "seconds": 60}, timeout=30)
        seen = threading.Event()

        def hang() -> None:
            try:
                requests.get(f"{url}/v3/company/1/preferences", timeout=60)
            except requests.ConnectionError:
                seen.set()

        thread = threading.Thread(target=hang)
        thread.start()
        while not requests.get(f"{url}/control/faults", timeout=30).json()["faults"][0]["seen"]:
            pass
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0, "it does not wait for the request that hangs for a minute"
        thread.join(30)
        assert seen.is_set()


def test_a_snapshot_brings_everything_back(tmp_path: Path) -> None:
    file = str(tmp_path / "company.json")
    realm = "9130350000000001"
    with started("--snapshot", file, "--refresh-token", "RT") as (process, url):
        head = tokens(url)
        base = f"{url}/v3/company/{realm}"
        vendor = requests.post(f"{base}/vendor", json={"DisplayName": "Acme"}, headers=head, timeout=30).json()[
            "Vendor"
        ]
        kept = requests.post(
            f"{base}/term", json={"Name": "Net 7", "DueDays": 7}, params={"requestid": "r"}, headers=head, timeout=30
        )
        process.send_signal(signal.SIGINT)
        process.wait(30)
    with started("--snapshot", file) as (process, url):
        base, head = f"{url}/v3/company/{realm}", tokens(url)
        assert requests.get(f"{base}/vendor/{vendor['Id']}", headers=head, timeout=30).json()["Vendor"] == vendor
        again = requests.post(
            f"{base}/term", json={"Name": "Net 7", "DueDays": 7}, params={"requestid": "r"}, headers=head, timeout=30
        )
        assert again.text == kept.text
        form = {"grant_type": "refresh_token", "refresh_token": "RT"}
        app = ("standin-client", "standin-secret-key")
        assert requests.post(f"{url}/oauth2/v1/tokens/bearer", data=form, auth=app, timeout=30).status_code == 200


def test_it_listens_on_this_machine_alone() -> None:
    with started() as (_, url):
        assert url.startswith("http://127.0.0.1:")
