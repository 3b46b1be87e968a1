"""What was drawn is read as plain data, whoever made the objects that it is read from."""

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from dinosaur_grader.checks import figures
from dinosaur_grader.checks.calls import Call, Overrun
from dinosaur_grader.checks.observers import Observation, Observer
from dinosaur_grader.checks.perform import perform
from dinosaur_grader.checks.values import Opaque


def figure_of(function, *arguments):
    outcome = perform(Call("draw", arguments, draws=True), {"draw": function})
    assert outcome.failure is None
    return outcome.figure


def on_pyplot():
    plt.plot([0, 1, 2], [1, 4, 9], label="squares")
    plt.title("growth")
    plt.xlabel("n")
    plt.ylabel("n²")
    plt.yscale("log")
    plt.xlim(0, 2)
    plt.legend()
    plt.show()


def as_axes():
    axes = Figure().subplots()
    axes.plot([0, 1, 2], [1, 4, 9], "--", color="red", label="squares")
    axes.set(title="growth", xlabel="n", ylabel="n²", yscale="log", xlim=(0, 2))
    axes.legend()
    return axes


def as_figure():
    return as_axes().get_figure()


def as_both():
    axes = as_axes()
    return axes.get_figure(), axes


def as_array():
    return np.array([as_axes()], dtype=object)


def as_lines():
    return list(as_axes().lines)


def test_points_are_the_same_data_whichever_way_they_are_drawn():
    def scattered():
        plt.scatter([0, 1, 2], [1, np.nan, 9], label="squares")
        plt.plot([0, 2], [1, 9], "-o")

    def plotted():
        plt.plot([0, 1, 2], [1, np.nan, 9], "o", label="squares")
        plt.plot([0, 2], [1, 9], "-o")

    def without_a_line():
        axes = Figure().subplots()
        star = np.array([[0, 1], [1, -1], [-1, 0]])
        axes.plot([0, 1, 2], [1, np.nan, 9], marker=star, ls="", label="squares")
        axes.plot([0, 2], [1, 9])
        return axes

    def invisible():
        plt.plot([1, 2], ls="none")

    for draw in (scattered, plotted, without_a_line):
        (axes,) = figure_of(draw)
        assert (axes["counts"]["scatter"], axes["counts"]["lines"]) == (1, 1)
        (points,), (line,) = axes["scatter"], axes["lines"]
        assert points["label"] == "squares"
        assert points["x"][::2].tolist() == [0, 2]
        np.testing.assert_array_equal(points["y"], [1, np.nan, 9])
        assert line["y"].tolist() == [1, 9]
    assert figure_of(invisible)[0]["counts"]["scatter"] == 0


def test_points_stand_in_the_order_in_which_they_are_drawn():
    def mixed():
        plt.plot([1], [1], "o", label="first")
        plt.scatter([2], [2], label="second")
        plt.plot([3], [3], "^", label="third")

    (axes,) = figure_of(mixed)
    assert [one["label"] for one in axes["scatter"]] == ["first", "second", "third"]


@pytest.mark.parametrize(
    "draw",
    [on_pyplot, as_axes, as_figure, as_both, as_array, as_lines],
    ids=lambda f: f.__name__,
)
def test_a_plot_is_the_same_data_whichever_way_it_is_drawn_or_given_back(draw):
    (axes,) = figure_of(draw)

    assert axes["lines"][0]["x"].tolist() == [0, 1, 2]
    assert axes["lines"][0]["y"].tolist() == [1, 4, 9]
    assert axes["lines"][0]["label"] == "squares"
    texts = {key: axes[key] for key in ("title", "xlabel", "ylabel", "yscale", "legend")}
    assert texts == {
        "title": "growth",
        "xlabel": "n",
        "ylabel": "n²",
        "yscale": "log",
        "legend": ["squares"],
    }
    assert axes["xlim"] == [0, 2]
    assert axes["counts"] == {"lines": 1, "scatter": 0, "bars": 0, "images": 0}


def test_points_bars_and_images_are_read_by_the_names_that_draw_them():
    def draw():
        _, (left, middle, right, last) = plt.subplots(1, 4)
        left.scatter([1, 2], [3, 4], c="red")
        middle.bar(["a", "b"], [5, 6], bottom=[0, 1])
        right.barh([1, 2], [7, 8])
        last.imshow(np.eye(2))

    scatter, bars, lying, image = figure_of(draw)
    assert {k: v.tolist() for k, v in scatter["scatter"][0].items() if k != "label"} == {
        "x": [1, 2],
        "y": [3, 4],
    }
    assert bars["bars"][0]["x"].tolist() == pytest.approx([0, 1])
    assert bars["bars"][0]["height"].tolist() == [5, 6]
    assert bars["bars"][0]["bottom"].tolist() == [0, 1]
    assert lying["bars"][0]["y"].tolist() == pytest.approx([1, 2])
    assert lying["bars"][0]["width"].tolist() == [7, 8]
    assert image["images"][0]["data"].tolist() == [[1, 0], [0, 1]]
    assert image["images"][0]["shape"] == [2, 2]


@pytest.mark.parametrize("draw", [lambda: None, lambda: plt.figure(), lambda: [1, "text"]])
def test_where_nothing_was_drawn_there_is_nothing_to_see(draw):
    assert figure_of(draw) is None
    seen = Observer(
        "one", (Observation("title", "figure.0.title"), Observation("all", "figure"))
    )
    assert seen(perform(Call("draw", draws=True), {"draw": draw})) == {}


def test_what_was_open_before_is_not_read_and_stays_as_it_was():
    before = plt.figure()
    before.gca().plot([1, 2], [3, 4])
    try:
        assert figure_of(lambda: plt.figure(before.number) and None) is None
        figure_of(on_pyplot)
        assert plt.get_fignums() == [before.number]
        assert plt.gcf() is before
        assert len(before.axes[0].lines) == 1
    finally:
        plt.close("all")


def test_figures_are_closed_after_a_function_that_fails_or_never_ends():
    def draw(error):
        plt.plot([1, 2])
        raise error

    for error in (ValueError, Overrun):
        outcome = perform(Call("draw", (), {"error": error}, draws=True), {"draw": draw})
        assert outcome.failure is not None
        assert outcome.figure is None
        assert plt.get_fignums() == []


def test_where_no_backend_was_chosen_it_is_one_without_windows():
    chosen = plt.get_backend()
    dict.__setitem__(plt.rcParams, "backend", object())
    with figures.clean_sheet():
        assert dict.__getitem__(plt.rcParams, "backend") == "agg"
    plt.switch_backend(chosen)


def test_a_call_that_nobody_looks_at_the_figure_of_reads_none():
    assert perform(Call("draw"), {"draw": as_axes}).figure is None


class LyingLine(Line2D):
    def get_xdata(self, orig=True):
        raise AssertionError("asked")

    get_ydata = get_label = get_xdata


class LyingAxes(Axes):
    @property
    def lines(self):
        raise AssertionError("asked")

    images = collections = containers = lines

    def get_title(self, *_):
        raise AssertionError("asked")

    get_legend = get_xlabel = get_ylabel = get_xscale = get_title


class LyingFigure(Figure):
    @property
    def axes(self):
        raise AssertionError("asked")


def test_classes_of_a_students_own_are_not_asked():
    def draw():
        axes = as_axes()
        figure = axes.get_figure()
        for one, kind in ((axes.lines[0], LyingLine), (axes, LyingAxes), (figure, LyingFigure)):
            one.__class__ = kind
        return axes

    (axes,) = figure_of(draw)
    assert axes["title"] == "growth"
    assert axes["lines"][0]["y"].tolist() == [1, 4, 9]


class NoAxes:
    """Says that it is an Axes."""

    __class__ = Axes

    def get_figure(self):
        raise AssertionError("asked")


def test_what_only_says_that_it_is_an_axes_is_none():
    assert figure_of(NoAxes) is None


class NoBars:
    """Says that it holds bars."""

    __class__ = BarContainer


def test_what_only_says_that_it_holds_bars_has_none():
    def draw():
        axes = as_axes()
        axes.containers.append(NoBars())
        return axes

    assert figure_of(draw)[0]["counts"]["bars"] == 0


def test_windows_of_what_was_drawn_are_closed(monkeypatch):
    closed = []
    monkeypatch.setattr(FigureManagerBase, "destroy", lambda manager: closed.append(manager))
    figure_of(on_pyplot)
    assert len(closed) == 1


def test_a_title_of_a_students_own_class_is_copied_as_text():
    class Title(str):
        def __eq__(self, other):
            return True

        __hash__ = str.__hash__

    def draw():
        axes = Figure().subplots()
        axes.title._text = Title("mine")
        axes.yaxis.label._text = {"any": object()}
        return axes

    (axes,) = figure_of(draw)
    assert type(axes["title"]) is str and axes["title"] == "mine"
    assert axes["ylabel"] == {"any": Opaque("object")}


def test_a_broken_axes_fails_the_call_and_nothing_else():
    def draw():
        axes = Figure().subplots()
        axes.containers = 7
        return axes

    outcome = perform(Call("draw", draws=True), {"draw": draw})
    assert outcome.failure.type == "TypeError"
    assert outcome.figure is None


def test_axes_artists_and_points_are_bounded(monkeypatch):
    monkeypatch.setattr(figures, "MAX_AXES", 3)
    monkeypatch.setattr(figures, "MAX_ARTISTS", 5)

    def draw():
        figure = Figure()
        for i in range(4):
            axes = figure.add_subplot(2, 2, i + 1)
            for _ in range(7):
                axes.plot([1, 2])
        axes = figure.axes[0]
        axes.plot(np.zeros(10))
        axes.lines[0].set_data(np.zeros(300_000), np.zeros(300_000))
        return figure

    found = figure_of(draw)
    assert len(found) == 3
    assert [len(axes["lines"]) for axes in found] == [5, 5, 5]
    assert found[0]["counts"]["lines"] == 8
    assert found[0]["lines"][0]["x"] == Opaque("ndarray")


IN_A_KERNEL = """
from matplotlib import pyplot as plt
from dinosaur_grader.checks.calls import Call
from dinosaur_grader.checks.perform import perform
def draw():
    plt.plot([1, 2], [3, 4])
    plt.show()
outcome = perform(Call("draw", draws=True), globals())
print(outcome.failure, outcome.figure[0]["lines"][0]["y"].tolist(), plt.get_backend())
"""


@pytest.mark.slow
def test_in_a_notebook_a_figure_is_read_that_show_would_have_closed_and_not_shown(monkeypatch):
    monkeypatch.delenv("MPLBACKEND", raising=False)
    notebook = new_notebook(cells=[new_code_cell(IN_A_KERNEL)])
    done = NotebookClient(notebook, kernel_name="python3").execute()
    (output,) = done.cells[0].outputs
    assert "None [3.0, 4.0]" in output.text
    assert "inline" in output.text
