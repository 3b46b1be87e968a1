import subprocess
import sys

import pytest

from dinosaur_grader.store import database, lock

HOLD = """
import sys
from dinosaur_grader.store import lock
with lock.one_run(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_refused_until_the_first_has_ended_however_it_ends(tmp_path):
    url = database.default_url(tmp_path)
    command = [sys.executable, "-P", "-c", HOLD, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(lock.RunBusy, match="another run is grading"), lock.one_run(url):
            pass
        with database.writing(url):
            pass  # a mark by hand is not kept waiting
        other.kill()
        other.wait()
    with lock.one_run(url):
        pass
