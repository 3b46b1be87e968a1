"""A thread's own sandbox, with a stand-in for what it opens."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from dinosaur_grader.judging import thread_sandbox
from dinosaur_grader.judging.thread_sandbox import ThreadSandbox


class Counted:
    open = 0

    def __init__(self, level, beside=None, secret=(), rehearsed=True):
        self.level, self.beside, self.secret = level, beside, secret

    def __enter__(self):
        Counted.open += 1
        return self

    def __exit__(self, *_):
        Counted.open -= 1


@pytest.fixture
def kept(monkeypatch):
    monkeypatch.setattr(thread_sandbox, "Sandbox", Counted)
    monkeypatch.setattr(thread_sandbox.atexit, "register", lambda _: None)
    Counted.open = 0
    return ThreadSandbox()


def test_one_sandbox_serves_many_and_another_level_gets_another(kept):
    first = kept.at("strict")
    assert kept.at("strict") is first
    assert kept.at("process") is not first
    assert Counted.open == 1
    kept.close()
    kept.close()
    assert Counted.open == 0


def test_the_files_beside_another_notebook_need_another_sandbox(kept, tmp_path):
    first = kept.at("strict", tmp_path / "one")
    assert kept.at("strict", tmp_path / "one") is first
    other = kept.at("strict", tmp_path / "other")
    assert (other.beside, Counted.open) == (tmp_path / "other", 1)
    assert kept.at("strict") is not other
    assert Counted.open == 1


def test_it_is_renewed_after_many_submissions_and_after_it_was_closed(kept, monkeypatch):
    monkeypatch.setattr(thread_sandbox, "MOST_SUBMISSIONS", 2)
    served = [kept.at("strict") for _ in range(4)]
    assert served[0] is served[1] is not served[2] is served[3]
    kept.close()
    assert kept.at("strict") not in served


def test_every_thread_has_its_own(kept):
    with ThreadPoolExecutor(1) as other:
        assert other.submit(kept.at, "strict").result() is not kept.at("strict")
