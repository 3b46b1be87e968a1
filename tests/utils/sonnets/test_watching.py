"""Long steps: one thread, a bar with the time that is left, a stop that is noted."""

import itertools
import signal
import sys
import threading

import pytest
from threadpoolctl import threadpool_info

from utils.sonnets import watching


def blas_threads():
    return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}


def test_inside_products_have_one_thread_where_they_can_be_limited(monkeypatch):
    before = blas_threads()

    with watching.one_thread():
        assert blas_threads() == {1}

    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
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


@pytest.mark.parametrize(
    ("total", "done", "reports", "said"),
    [
        (40, 0, [(4, "loss 2.30 bits")], "░ 4 of 40 updates, about 36 s left, loss 2.30 bits"),
        (40, 0, [(4,), (40,)], "█" * 30 + " 40 of 40 updates in 8 s"),
        (40, 20, [(30,)], "░ 30 of 40 updates, about 4 s left"),  # 20 say nothing of speed
        (82, 0, [(1,)], ", about 5 minutes left"),
    ],
)
def test_a_bar_says_how_much_is_done_and_how_long_the_rest_takes(
    monkeypatch, total, done, reports, said
):
    clock, shown = itertools.count(0.0, 4.0), []
    monkeypatch.setattr(watching.time, "monotonic", lambda: next(clock))
    bar = watching.Bar(total, "updates", done, show=shown.append)
    for report in reports:
        bar.report(*report)
    assert shown[0].endswith(f" {done} of {total} updates")
    assert shown[-1].endswith(said)
