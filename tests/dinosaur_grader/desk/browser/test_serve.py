"""`dinosaur-grader desk` as a person starts it."""

import json
import re
import signal
import subprocess
import sys
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


# What it was started with, what every process was, and the page that it was sent to
BROWSER = """
import glob, json, os, pathlib, sys, urllib.request
def read(path):
    try:
        return pathlib.Path(path).read_text(errors="replace")
    except OSError:
        return ""
found = [read(path) for path in glob.glob("/proc/[0-9]*/cmdline")]
page = urllib.request.url2pathname(sys.argv[2].removeprefix("file://"))
mode = [oct(os.stat(page).st_mode & 0o777)] if os.path.exists(page) else []
pathlib.Path(sys.argv[1]).write_text(json.dumps([found, read(page), mode]))
"""


def test_the_word_that_opens_it_is_in_no_process_s_arguments(tmp_path, monkeypatch):
    course, script, seen = (tmp_path / name for name in ("a & b", "browser.py", "seen.json"))
    course.mkdir()
    script.write_text(BROWSER)
    monkeypatch.setenv("BROWSER", f"{sys.executable} {script} {seen} %s")
    command = [SCRIPTS / "dinosaur-grader", "desk", "--minutes", "0.01"]
    ended = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=HANGS)
    address = re.search(r"http://\S+", ended.stderr)[0]
    arguments, page, mode = json.loads(seen.read_text())
    assert any("browser.py" in one for one in arguments), "the browser sees processes"
    assert not [one for one in arguments if address.partition("once=")[2] in one]
    assert (f"url={address}" in page, mode) == (True, ["0o600"])
    assert list(course.iterdir()) == [], "the page goes with the desk"


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
