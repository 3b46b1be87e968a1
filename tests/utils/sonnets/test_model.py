"""Reading the text in streams, an epoch of training, and the committed weights."""

import contextlib
import io
import math
import signal
import zipfile
from typing import ClassVar

import numpy as np
import pytest

from utils.corpus import data_file
from utils.sonnets import lstm, watching
from utils.sonnets import model as sonnets
from utils.sonnets.model import STEPS, STREAMS, Model

SYMBOLS = "\n abcdefgh"
TEXT = "abc defg\nhhab c" * 200


@pytest.fixture
def model():
    return Model(lstm.initialize(len(SYMBOLS), 6, 8, seed=0), SYMBOLS)


@pytest.fixture
def ix():
    return sonnets.encode(TEXT, SYMBOLS)


def test_a_text_and_its_indices_are_the_same_text(ix):
    assert "".join(SYMBOLS[k] for k in ix) == TEXT


def test_a_character_that_is_no_symbol_is_an_error():
    with pytest.raises(KeyError, match="Z"):
        sonnets.encode("abZ", SYMBOLS)


def test_the_held_out_part_is_the_last_tenth_and_nothing_is_lost_or_shared():
    learn, rest = sonnets.held_out(np.arange(1005))

    assert len(rest) == 101
    assert np.array_equal(np.concatenate([learn, rest]), np.arange(1005))


def test_targets_are_the_next_characters_and_a_stream_goes_on_from_batch_to_batch():
    work = sonnets.batches(np.arange(5000), np.random.default_rng(0))

    assert all(inputs.shape == targets.shape == (STEPS, STREAMS) for inputs, targets in work)
    assert all(np.array_equal(targets, inputs + 1) for inputs, targets in work)
    stream = np.concatenate([inputs[:, 3] for inputs, _ in work])
    assert np.array_equal(np.diff(stream), np.ones(len(stream) - 1))


def test_an_epoch_reads_nothing_twice_and_leaves_out_less_than_an_update_a_stream():
    work = sonnets.batches(np.arange(5000), np.random.default_rng(1))
    read = np.concatenate([inputs.ravel() for inputs, _ in work])

    assert len(np.unique(read)) == len(read)
    assert len(read) > 5000 - STREAMS * STEPS - STEPS - STREAMS


def test_epochs_begin_at_different_places():
    starts = {
        sonnets.batches(np.arange(5000), np.random.default_rng(seed))[0][0][0, 0]
        for seed in range(8)
    }

    assert len(starts) > 3
    assert max(starts) < STEPS


def test_a_text_that_is_too_short_for_an_update_is_refused():
    with pytest.raises(ValueError, match="at least 1088 characters"):
        sonnets.batches(np.arange(900), np.random.default_rng(0))


def test_measuring_in_stretches_is_measuring_at_once(model, ix):
    at_once = sonnets.measure(model.parameters, ix[:700], stretch=700)

    assert sonnets.measure(model.parameters, ix[:700], stretch=64) == pytest.approx(
        at_once, abs=1e-6
    )


def test_measuring_side_by_side_is_nearly_measuring_in_one_go(model, ix):
    one, many = (sonnets.measure(model.parameters, ix[:3201], streams=n) for n in (1, 16))

    assert one != many
    assert many == pytest.approx(one, abs=0.02)


def test_a_model_that_knows_nothing_loses_the_logarithm_of_its_symbols(model, ix):
    model.parameters["Wy"][:] = 0

    assert sonnets.measure(model.parameters, ix) == pytest.approx(math.log2(len(SYMBOLS)))


def test_an_epoch_learns_and_reports_each_update(model, ix):
    before = sonnets.measure(model.parameters, ix)
    reports = []
    adam = lstm.initialize_adam(model.parameters)

    mean = sonnets.train_epoch(
        model.parameters,
        adam,
        ix,
        np.random.default_rng(0),
        lambda part: 0.02,
        lambda *what: reports.append(what),
    )

    assert sonnets.measure(model.parameters, ix) < before
    assert [done for done, _, _ in reports] == list(range(1, reports[-1][1] + 1))
    assert mean == pytest.approx(np.mean([bits for *_, bits in reports]))


def test_the_same_seed_trains_copies_to_the_same_bits_and_leaves_the_model_as_it_is(model):
    copies = [model.copy(), model.copy(), model.copy()]

    for twin in copies[:2]:
        sonnets.one_more_epoch(twin, TEXT, seed=3, quiet=True)

    np.testing.assert_equal(copies[0].parameters, copies[1].parameters)
    np.testing.assert_equal(copies[2].parameters, model.parameters)
    assert not np.array_equal(copies[0].parameters["E"], model.parameters["E"])


class Shown(watching.Bar):
    """A bar whose lines are kept, and which presses the stop button at one report."""

    lines: ClassVar[list[str]] = []
    stop_at = 0

    def __init__(self, total, unit, done=0, show=None):
        super().__init__(total, unit, done, self.lines.append)

    def report(self, done, note=""):
        super().report(done, note)
        if len(self.lines) == Shown.stop_at:
            signal.raise_signal(signal.SIGINT)


@pytest.fixture
def shown(monkeypatch):
    monkeypatch.setattr(watching, "Bar", Shown)
    monkeypatch.setattr(Shown, "lines", [])
    monkeypatch.setattr(Shown, "stop_at", 0)
    return Shown


def test_one_more_epoch_shows_its_progress_and_both_losses(model, capsys, shown):
    before, after = sonnets.one_more_epoch(model, TEXT)

    said = capsys.readouterr().out
    assert said.startswith(f"before: {before:.3f} bits")
    assert f"after:  {after:.3f} bits" in said
    assert said.endswith(f", so {before - after:.3f} bits better\n")
    assert " 2 of 2 updates in " in shown.lines[-1]


def test_a_stopped_epoch_says_one_sentence_and_ends_where_an_unstopped_one_does(
    model, capsys, shown
):
    whole = model.copy()
    sonnets.one_more_epoch(whole, TEXT, quiet=True)
    shown.lines, shown.stop_at = [], 2

    before, _ = sonnets.one_more_epoch(model, TEXT)
    said = capsys.readouterr().out
    again, _ = sonnets.one_more_epoch(model, TEXT)

    assert "Stopped after 1 of 2 updates. What was learned is kept; run the cell again" in said
    assert again == before
    assert model.unfinished is None
    np.testing.assert_equal(model.parameters, whole.parameters)


def test_a_stopped_epoch_over_another_text_is_not_gone_on_with(model, shown):
    shown.stop_at = 2
    sonnets.one_more_epoch(model, TEXT, quiet=True)

    sonnets.one_more_epoch(model, TEXT + "abc", quiet=True)

    assert model.unfinished is None
    assert " 2 of 2 updates" in shown.lines[-1] and " 0 of 2 updates" in shown.lines[-3]


def test_in_a_browser_an_epoch_is_smaller_and_says_so_first(model, capsys, monkeypatch, shown):
    monkeypatch.setattr(watching, "in_a_browser", lambda: True)

    sonnets.one_more_epoch(model, TEXT * 5)

    assert capsys.readouterr().out.startswith("In a browser NumPy is slow")
    assert " 1 of 1 updates in " in shown.lines[-1]


def test_an_epoch_and_each_measurement_use_one_thread(model, ix, monkeypatch):
    used = []

    @contextlib.contextmanager
    def noted():
        used.append(1)
        yield

    monkeypatch.setattr(watching, "one_thread", noted)

    sonnets.measure(model.parameters, ix)
    sonnets.loss_by_reach(model, TEXT, [1, 2])
    sonnets.one_more_epoch(model, TEXT, quiet=True)

    assert len(used) >= 4


def test_weights_come_back_from_their_file_as_float32_and_are_the_same_bytes_twice(model):
    files = io.BytesIO(), io.BytesIO()
    for file in files:
        sonnets.save_model(model, file)
        file.seek(0)

    back = sonnets.load_model(files[0])

    assert files[0].getvalue() == files[1].getvalue()
    assert back.symbols == SYMBOLS
    for name, value in model.parameters.items():
        assert back.parameters[name].dtype == np.float32
        np.testing.assert_allclose(back.parameters[name], value, rtol=5e-4, atol=1e-7)


def test_a_file_with_a_pickle_in_it_is_refused(tmp_path):
    path = tmp_path / "bad.npz"
    np.savez(path, symbols=np.array("ab"), E=np.array([{"a": 1}], dtype=object))

    with pytest.raises(ValueError, match="allow_pickle"):
        sonnets.load_model(path)


def test_the_committed_weights_are_float16_arrays_under_1_2_megabytes_for_the_committed_text():
    path = data_file("sonnets.npz")

    assert path.stat().st_size < 1_200_000
    assert all(name.endswith(".npy") for name in zipfile.ZipFile(path).namelist())
    with np.load(path, allow_pickle=False) as file:
        types = {name: file[name].dtype for name in file.files if name != "symbols"}
    assert set(types.values()) == {np.dtype(np.float16)}
    assert sonnets.load_model().symbols == "".join(sorted(set(sonnets.load_sonnets())))


def test_looking_further_back_helps():
    bits = sonnets.loss_by_reach(
        sonnets.load_model(), sonnets.load_sonnets(), [1, 4, 16, 64], places=200
    )

    assert bits[1] > bits[4] > bits[16]
    assert bits[1] - bits[64] > 0.5


def test_a_stopped_measurement_keeps_what_it_has_and_goes_on(model, capsys, shown):
    shown.stop_at = 9  # the line before, and one report for each eighth of the first reach
    some = sonnets.loss_by_reach(model, TEXT, [1, 2, 4])
    said = capsys.readouterr().out
    whole = sonnets.loss_by_reach(model, TEXT, [1, 2, 4])

    assert list(some) == [1] and list(whole) == [1, 2, 4]
    assert "Stopped: 1 of 3 are measured and kept. Run the cell again" in said
    assert some[1] == whole[1]
    assert " 8 of 56 steps" in shown.lines[9]


def test_what_was_measured_of_other_weights_is_not_used(model):
    first = sonnets.loss_by_reach(model, TEXT, [1])

    model.parameters["Wy"][:] = 0

    assert sonnets.loss_by_reach(model, TEXT, [1]) != first


def test_the_loss_table_begins_at_the_first_epoch_and_goes_beyond_the_committed_one():
    history = sonnets.load_losses()

    assert np.array_equal(history["epoch"], np.arange(1, len(history["epoch"]) + 1))
    assert len(history["epoch"]) > 12


@pytest.mark.slow
def test_a_student_s_epoch_lowers_the_held_out_loss():
    before, after = sonnets.one_more_epoch(
        sonnets.load_model(), sonnets.load_sonnets(), seed=7, quiet=True
    )

    assert after < before - 0.005


def test_an_epoch_that_makes_it_worse_says_so(model, capsys, monkeypatch):
    monkeypatch.setattr(sonnets, "measure", lambda *_, **__: next(losses))
    losses = iter([2.5, 2.75])

    sonnets.one_more_epoch(model, TEXT)

    assert capsys.readouterr().out.endswith("so 0.250 bits worse\n")
