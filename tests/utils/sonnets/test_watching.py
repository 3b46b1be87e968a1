"""Long steps: one thread, a bar with the time that is left, a stop that is noted."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from threadpoolctl import threadpool_info

from utils.sonnets import watching


def blas_threads():
    return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}


def test_inside_products_have_one_thread_and_outside_what_they_had():
    before = blas_threads()

    with watching.one_thread():
        assert blas_threads() == {1}

    assert blas_threads() == before


def test_without_threadpoolctl_nothing_is_limited_and_nothing_fails(monkeypatch):
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    before = blas_threads()

    with watching.one_thread():
        assert blas_threads() == before


def test_a_first_press_is_noted_a_second_breaks_off_and_the_old_handler_comes_back():
    before = signal.getsignal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), watching.stoppable() as stop:
        assert not stop.asked
        signal.raise_signal(signal.SIGINT)
        assert stop.asked
        signal.raise_signal(signal.SIGINT)

    assert signal.getsignal(signal.SIGINT) is before


def test_outside_the_main_thread_nothing_is_noted_and_nothing_fails():
    seen = []

    def work():
        with watching.stoppable() as stop:
            seen.append(stop.asked)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert seen == [False]


def lines(total, done, *reports, seconds=(0.0, 4.0, 8.0, 12.0), monkeypatch):
    """What a bar shows when its clock says `seconds`."""
    clock, shown = iter(seconds), []
    monkeypatch.setattr(watching.time, "monotonic", lambda: next(clock))
    bar = watching.Bar(total, "updates", done, show=shown.append)
    for report in reports:
        bar.report(*report)
    return shown


def test_it_says_how_much_is_done_and_how_long_the_rest_takes(monkeypatch):
    shown = lines(40, 0, (4, "loss 2.30 bits"), (40,), monkeypatch=monkeypatch)

    assert shown[0].endswith(" 0 of 40 updates")
    assert shown[1].endswith(" 4 of 40 updates, about 36 s left, loss 2.30 bits")
    assert shown[2] == "█" * 30 + " 40 of 40 updates in 8 s"


def test_what_was_done_before_a_stop_does_not_count_as_speed(monkeypatch):
    shown = lines(40, 20, (30,), monkeypatch=monkeypatch)

    assert shown[0] == "█" * 15 + "░" * 15 + " 20 of 40 updates"
    assert shown[1].endswith(" 30 of 40 updates, about 4 s left")


def test_a_long_rest_is_told_in_minutes(monkeypatch):
    assert lines(82, 0, (1,), monkeypatch=monkeypatch)[1].endswith(", about 5 minutes left")


def test_where_nobody_watches_nothing_is_shown(capsys):
    bar = watching.Bar(2, "updates")
    bar.report(1)
    assert capsys.readouterr().out == ""


def test_the_package_that_limits_threads_is_no_condition(tmp_path):
    code = "import sys; sys.modules['threadpoolctl'] = None; from utils.sonnets import model"
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ)
