"""`dinosaur-grader desk` as a person starts it."""

import re
import signal
import subprocess
import urllib.request

import pytest

from dinosaur_grader.desk.browser.serve import reached_at
from dinosaur_grader.exit_codes import Refused
from tests.dinosaur_grader.course import SCRIPTS
from tests.waiting import HANGS


def opened(folder, *options):
    command = [SCRIPTS / "dinosaur-grader", "desk", "--no-browser", *options]
    desk = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    return desk, re.search(r"http://\S+", desk.stderr.readline())[0]


def test_it_listens_on_this_machine_alone_and_ends_by_ctrl_c(tmp_path):
    desk, address = opened(tmp_path)
    try:
        host = address.split("/")[2]
        assert host.startswith("127.0.0.1:")
        with urllib.request.urlopen(f"http://{host}/") as answer:
            assert b"desk.js" in answer.read()
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(f"http://{host}/screen/home")
    finally:
        desk.send_signal(signal.SIGINT)
    assert desk.wait(HANGS) == 0
    assert "Traceback" not in desk.stderr.read()
    assert list(tmp_path.iterdir()) == []


def test_it_ends_itself_when_nobody_asks_anything(tmp_path):
    desk, _ = opened(tmp_path, "--minutes", "0.01")
    try:
        assert desk.wait(HANGS) == 0
    finally:
        desk.kill()


def test_a_port_that_is_taken_is_a_sentence(tmp_path):
    desk, address = opened(tmp_path)
    try:
        port = address.split(":")[2].split("/")[0]
        command = [SCRIPTS / "dinosaur-grader", "desk", "--no-browser", "--port", port]
        second = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    finally:
        desk.send_signal(signal.SIGINT)
        desk.wait(HANGS)
    assert second.returncode == 2
    assert "can't be had" in second.stderr and "Traceback" not in second.stderr


def test_a_proxy_s_address_is_one_more_by_which_it_is_reached():
    hosts, origins = reached_at(8000, "https://hub.example.org/user/ada/proxy/8000/")
    assert hosts == {"127.0.0.1:8000", "localhost:8000", "hub.example.org"}
    assert "https://hub.example.org" in origins and "http://hub.example.org" not in origins


@pytest.mark.parametrize(
    "behind", ["hub.example.org", "ftp://x", "https://", "https://ada@hub"]
)
def test_what_is_no_address_is_refused(behind):
    with pytest.raises(Refused, match="--behind"):
        reached_at(8000, behind)
