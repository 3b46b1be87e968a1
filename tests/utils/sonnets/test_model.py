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


def test_a_text_and_its_indices_are_the_same_text_and_no_other_character_is_read(ix):
    assert "".join(SYMBOLS[k] for k in ix) == TEXT
    with pytest.raises(KeyError, match="Z"):
        sonnets.encode("abZ", SYMBOLS)


def test_the_held_out_part_is_the_last_tenth_and_nothing_is_lost_or_shared():
    learn, rest = sonnets.held_out(np.arange(1005))

    assert len(rest) == 101
    assert np.array_equal(np.concatenate([learn, rest]), np.arange(1005))


def test_an_epoch_reads_each_character_once_in_streams_that_go_on():
    epochs = [sonnets.batches(np.arange(5000), np.random.default_rng(n)) for n in range(8)]

    for inputs, targets in epochs[0]:
        assert inputs.shape == (STEPS, STREAMS)
        assert np.array_equal(targets, inputs + 1)
    stream = np.concatenate([inputs[:, 3] for inputs, _ in epochs[0]])
    assert np.array_equal(np.diff(stream), np.ones(len(stream) - 1))
    read = np.concatenate([inputs.ravel() for inputs, _ in epochs[0]])
    assert len(np.unique(read)) == len(read) > 5000 - STREAMS * STEPS - STEPS - STREAMS
    assert len({epoch[0][0][0, 0] for epoch in epochs}) > 3  # they begin elsewhere
    with pytest.raises(ValueError, match="at least 1088 characters"):
        sonnets.batches(np.arange(900), np.random.default_rng(0))


def test_measuring_in_stretches_or_side_by_side_is_measuring_at_once(model, ix):
    whole = sonnets.measure(model.parameters, ix[:3201], stretch=3201)

    stretches = sonnets.measure(model.parameters, ix[:3201], stretch=64)
    assert stretches == pytest.approx(whole, abs=1e-6)
    many = sonnets.measure(model.parameters, ix[:3201], streams=16)
    assert many != whole and many == pytest.approx(whole, abs=0.02)
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
    assert {value.dtype for value in model.parameters.values()} == {np.dtype(np.float32)}
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


def test_in_a_browser_an_epoch_is_smaller_and_says_so_first_on_one_thread(
    model, capsys, monkeypatch, shown
):
    used = []
    monkeypatch.setattr(watching, "in_a_browser", lambda: True)
    monkeypatch.setattr(
        watching, "one_thread", lambda: used.append(1) or contextlib.nullcontext()
    )

    sonnets.one_more_epoch(model, TEXT * 5)

    assert capsys.readouterr().out.startswith("In a browser NumPy is slow")
    assert " 1 of 1 updates in " in shown.lines[-1]
    assert len(used) == 3  # the epoch and both measurements


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
    epochs = sonnets.load_losses()["epoch"]
    assert epochs.tolist() == list(range(1, len(epochs) + 1)) and len(epochs) > 12


def test_a_stopped_measurement_keeps_what_it_has_and_goes_on(model, capsys, shown):
    shown.stop_at = 9  # the line before, and one report for each eighth of the first reach
    some = sonnets.loss_by_reach(model, TEXT, [1, 2, 4])
    said = capsys.readouterr().out
    whole = sonnets.loss_by_reach(model, TEXT, [1, 2, 4])

    assert list(some) == [1] and list(whole) == [1, 2, 4]
    assert "Stopped: 1 of 3 are measured and kept. Run the cell again" in said
    assert some[1] == whole[1]
    assert " 8 of 56 steps" in shown.lines[9]
    model.parameters["Wy"][:] = 0
    assert sonnets.loss_by_reach(model, TEXT, [1]) != some  # other weights' is not used


def test_an_epoch_that_makes_it_worse_says_so(model, capsys, monkeypatch):
    monkeypatch.setattr(sonnets, "measure", lambda *_, **__: next(losses))
    losses = iter([2.5, 2.75])

    sonnets.one_more_epoch(model, TEXT)

    assert capsys.readouterr().out.endswith("so 0.250 bits worse\n")
