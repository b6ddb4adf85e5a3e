"""The workspace as a process: it says when it answers, and ends when it is told to or when its parent ends."""

import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import requests

from standins.slack.workspace import Workspace

MANIFEST = Path(__file__).with_name("manifest.yml")
PROGRAM = """
import argparse, sys
from standins.slack.serve import add_arguments, serve
parser = argparse.ArgumentParser()
add_arguments(parser)
sys.exit(serve(parser.parse_args()))
"""
COMMAND = [sys.executable, "-c", PROGRAM, "--port", "0", "--manifest", str(MANIFEST)]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_says_when_it_answers_and_ends_when_told(how: signal.Signals) -> None:
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        ready, url = process.stdout.readline().split()
        with requests.get(f"{url}/control/stream?user=anna", stream=True, timeout=30) as stream:
            assert (ready, stream.status_code) == ("ready", 200)
            process.send_signal(how)
            assert process.wait(30) == 0, "it does not wait for the stream, which never ends"
        assert (process.stdout.read(), process.stderr.read()) == ("", "")


def test_it_ends_with_its_parent() -> None:
    parent = f"import subprocess; p = subprocess.Popen({[*COMMAND, '--die-with-parent']!r}); input()"
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        url = process.stdout.readline().split()[1]
        assert requests.get(f"{url}/control/clock", timeout=30).ok
        process.kill()
        assert process.stdout.read() == ""  # its end of the pipe closes when the workspace is gone, too
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{url}/control/clock", timeout=30)


def test_tokens_of_the_real_slack_are_not_taken() -> None:
    real = subprocess.run(
        [*COMMAND, "--bot-token", "xoxb-123456789012-abc"], capture_output=True, text=True, timeout=20
    )
    assert real.returncode == 2
    assert "real Slack" in real.stderr


def test_the_page_is_served_under_a_strict_policy(connected: Workspace) -> None:
    url = connected.url
    answer = requests.get(f"{url}/", timeout=30)
    assert answer.ok
    assert "default-src 'none'; script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_an_app_that_hangs_does_not_keep_it_from_ending() -> None:
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        deliver = ["--deliver", f"http://127.0.0.1:{hanging.getsockname()[1]}/slack/events"]
        with subprocess.Popen([*COMMAND, *deliver], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            workspace = Workspace(process.stdout.readline().split()[1])
            asking = threading.Thread(target=ask_in_vain, args=(workspace,))
            asking.start()
            held, _ = hanging.accept()
            process.terminate()
            assert process.wait(30) == 0, "it does not wait for the app, which never answers"
            asking.join()
            held.close()


def ask_in_vain(workspace: Workspace) -> None:
    with workspace, pytest.raises(requests.RequestException):
        workspace.person("anna").types("/close 1", in_="#accounting")
