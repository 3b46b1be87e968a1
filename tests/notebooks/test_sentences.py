"""Each sentence of the lesson that a number decides, beside that number: the outputs of
the solved notebook, or what a "try" gives."""

import contextlib
import csv
import functools
import io
import itertools
import json
import math
import re
import statistics
from collections import Counter

import numpy as np
import pytest

from rubrics.dinosaur_island import gradients
from tests.conftest import ROOT
from tests.dinosaurs import reference
from utils import (
    baselines,
    comparisons,
    findings,
    get_sample,
    initialize_parameters,
    inventor,
    lesson,
    load_names,
    recipes,
    rnn_backward,
    rnn_forward,
    rnn_step_forward,
    smooth,
    update_parameters,
    vocabulary,
)

RIGHT = reference()
DATA = load_names(ROOT / "data" / "dinos.txt", quiet=True)
TO_IX, TO_CHAR = vocabulary(DATA)
PATH = ROOT / "solutions" / "dinosaur_island" / "dinosaur_island.ipynb"
SOLVED = json.loads(PATH.read_text(encoding="utf-8"))["cells"]
CODE = [cell for cell in SOLVED if cell["cell_type"] == "code"]
PROSE = ["".join(cell["source"]) for cell in SOLVED if cell["cell_type"] == "markdown"]


def says(sentence: str) -> None:
    """The lesson has this sentence, in whatever lines."""
    assert sentence in " ".join(" ".join(PROSE).split())


def output(piece: str) -> str:
    """All that the one cell with this piece printed, and its figures' texts."""
    [cell] = [cell for cell in CODE if piece in "".join(cell["source"])]
    return "\n".join(
        "".join(each.get("text") or each["data"]["text/plain"]) for each in cell["outputs"]
    )


def reports(printed: str) -> dict[int, list[str]]:
    """The names of each report of a run."""
    found = re.findall(r"Iteration: (\d+), Loss: [\d.]+\n\n((?:\w*\n)+)", printed)
    return {int(iteration): names.split() for iteration, names in found}


def own_list() -> list[str]:
    """The names of the cell with a list of one's own."""
    [cell] = [each for each in CODE if 'own = """' in "".join(each["source"])]
    return "".join(cell["source"]).split('"""')[1].split()


def trained(data: str, iterations: int) -> tuple[dict, float]:
    """The parameters and the last printed loss of a quiet run of the right `model`."""
    to_ix, to_char = vocabulary(data)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        parameters = RIGHT["model"](
            data, to_char, to_ix, num_iterations=iterations, vocab_size=len(to_ix)
        )
    return parameters, float(printed.getvalue().rsplit("Loss: ", 1)[1].split()[0])


@functools.cache
def better() -> dict:
    """The parameters of the lesson's better recipe."""
    kept, _ = baselines.split(DATA)
    return recipes.train(RIGHT["optimize"], kept, TO_IX, 24_000)


def invented(parameters, to_ix, to_char, count: int) -> list[str]:
    return [
        get_sample(RIGHT["sample"](parameters, to_ix, seed), to_char).strip()
        for seed in range(count)
    ]


def test_figure_2_says_what_was_measured():
    says("*This network*, at the learning rate 0.05:")
    says(
        "at iteration 165 it jumps to 65 in both runs; from 200 on it is about four times as large"
    )
    says("At our own rate, 0.01, clipping at 5 first acts at iteration 2,366.")
    # tests/rubrics/test_gradients.py measures the others
    assert pytest.approx(5 * 0.01) == gradients.RATE


def test_figure_4_says_how_much_of_a_gradient_is_left():
    says("a new network keeps 6% one letter back, and nothing after three;")
    says("the trained one of the first cell keeps 20% after eight (medians of 172 names)")
    names = [name for name in DATA.split("\n") if len(name) > comparisons.BACK][::7]
    new = comparisons.measure_decay(names, initialize_parameters(50, 27, 27), TO_IX)
    trained = inventor.parameters(np.load(ROOT / "data" / "network.npy"))

    assert len(names) == 172
    assert new[:4].tolist() == [1.0, 0.06, 0.0, 0.0]
    assert comparisons.measure_decay(names, trained, TO_IX)[-1] == 0.2


def test_the_four_symbols_come_up_by_their_shares():
    says("If $\\hat{y}_i = 0.2$, index $i$ comes up in about a fifth of the draws.")
    counts = json.loads(output("drawn == i"))

    assert counts[1] == 0 and sum(counts) == 1000 and abs(counts[3] - 200) < 30


def test_the_first_names_are_careful_and_bold_by_their_temperature():
    says("At 0.3 most names end in *-saurus*; at 2 hardly any name does.")
    names = {
        temperature: inventor.names(200, temperature, seed=0) for temperature in (0.3, 2.0)
    }
    share = {
        temperature: np.mean([name.endswith(("saurus", "saura")) for name in each])
        for temperature, each in names.items()
    }

    assert share[0.3] > 0.6 and share[2.0] < 0.1
    says("This model has 5,277 numbers.")


def test_the_letters_after_q_are_those_of_the_list():
    says("`u` 12 times, `i` 6, and `a`, `e`, `s`, `w` once each: `q` occurs 22 times in all.")
    after = Counter(second for first, second in itertools.pairwise(DATA) if first == "q")

    assert after == {"u": 12, "i": 6, **dict.fromkeys("aesw", 1)}


def test_the_mini_network_has_21_numbers_and_by_alone_decides_how_it_begins():
    says("a network so small that you can see all 21 of its numbers")
    says("The newline's probability rises from 0.12 to 0.88 in the first step")
    mini = mini_network()
    assert sum(array.size for array in mini.values()) == 21

    first = []
    for top in (-1.0, 3.0):
        mini["by"][0] = top
        first.append(rnn_step_forward(mini, np.zeros((2, 1)), np.zeros((3, 1)))[1][0, 0])

    assert first == pytest.approx([0.12, 0.88], abs=0.005)


def mini_network():
    [cell] = [each for each in CODE if "mini = {" in "".join(each["source"])]
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec("from utils import *\nimport numpy as np\n" + "".join(cell["source"]), names)
    return names["mini"]


def test_clipping_entry_by_entry_turns_a_gradient():
    says("it now points 39 degrees upwards; before, it was 8")
    before, after = np.array([30.0, 4.0]), np.clip([30.0, 4.0], -5, 5)

    degrees = [np.degrees(np.arctan2(up, right)) for right, up in (before, after)]
    assert degrees == pytest.approx([8, 39], abs=0.5)


def test_without_clip_each_order_gets_worse_than_blind_guessing():
    says("at a learning rate of 0.07, without clipping and with your `clip` at 0.5:")
    says("with `clip` the network learns on,")
    says(
        "without it the loss soon rises above blind guessing, in each of sixteen orders of the "
        "names. There its curve ends: from then on, rounding decides."
    )
    for order in range(16):
        losses = recipes.clipping(RIGHT["clip"], DATA, TO_IX, order=order)

        assert losses["not clipped"][-2] < math.log(27) < losses["not clipped"][-1], order
        assert losses["clipped"][-1] < 2.5 and losses["clipped"].max() < math.log(27), order


@pytest.mark.parametrize(("rate", "loss"), [(0.3, 1.95), (1, 2.33), (3, 6.26)])
def test_a_long_step_overshoots_in_the_mini(rate, loss):
    says("1.95, 2.33 and 6.26, from 2.32: the step gets so long that it overshoots.")
    mini, X, Y = mini_network(), [None, 1, 2], [1, 2, 0]
    before, cache = rnn_forward(X, Y, np.zeros((2, 1)), mini)
    gradients, _ = rnn_backward(X, Y, mini, cache)
    update_parameters(mini, gradients, rate)

    assert before == pytest.approx(2.32, abs=0.005)
    assert rnn_forward(X, Y, np.zeros((2, 1)), mini)[0] == pytest.approx(loss, abs=0.005)


def test_seeds_two_apart_give_one_name_without_its_first_letter():
    says(
        "an untrained network, `initialize_parameters(50, 27, 27)`, with the seeds 0, 2 and 4."
    )
    names = invented(initialize_parameters(50, 27, 27), TO_IX, TO_CHAR, 5)[::2]

    assert all(b.lower() == a[1:].lower() for a, b in itertools.pairwise(names))
    assert len(names[0]) > 10


def test_one_step_lowers_the_loss_and_dby_sums_to_zero():
    says("One step, and the loss is lower. The entries of `dby` sum to zero")
    numbers = [float(each) for each in re.findall(r"-?\d+\.\d+", output("mini_gradients, a ="))]
    before, after, *dby = numbers

    assert after < before
    assert sum(dby) == pytest.approx(0, abs=0.002)


@pytest.mark.parametrize(("factor", "loss"), [(1, 126.5), (0.01, 19.8)])
def test_smaller_weights_are_as_good_as_blind_guessing_before_anything_is_learned(factor, loss):
    says("19.8 instead of 126.5, as good as blind guessing (19.78), and nothing was learned.")
    says(r"Compare the loss with blind guessing, $6 \log 27$.")
    np.random.seed(1)
    shapes = {"Wax": (100, 27), "Waa": (100, 100), "Wya": (27, 100)}
    shapes |= {"b": (100, 1), "by": (27, 1)}
    a_prev = np.random.randn(100, 1)
    parameters = {name: factor * np.random.randn(*shape) for name, shape in shapes.items()}

    found, _, _ = RIGHT["optimize"](
        [12, 3, 5, 11, 22, 3], [4, 14, 11, 22, 25, 26], a_prev, parameters
    )

    assert found == pytest.approx(loss, abs=0.05)
    assert 6 * math.log(27) == pytest.approx(19.8, abs=0.05)


def test_at_12000_five_of_seven_end_in_saurus_and_two_run_past_40_letters():
    says("By 12,000, five of the seven names end in *-saurus*, but two run on past 40 letters")
    names = reports(output("run = lesson.train("))[12_000]

    assert len(names) == 7
    assert sum(name.endswith("saurus") for name in names) == 5
    assert sum(len(name) > 40 for name in names) == 2


def test_the_loss_first_climbs_from_a_guess_of_seven_symbols_a_name():
    says("it starts at the value for blind guessing on a name of seven symbols, and real names")
    says("each new loss counts for one thousandth")
    assert smooth(0.0, 1.0) == pytest.approx(0.001)
    begins, highest, ends = re.findall(
        r"(?:at|is highest at) (\d\d\.\d\d)", output("run.draw(")
    )

    assert float(begins) == pytest.approx(7 * math.log(27), abs=0.05)
    assert float(ends) != float(highest) > float(begins) + 5
    assert np.mean([len(name) + 1 for name in DATA.split("\n")]) > 7


def test_a_recipe_of_two_changes_wins_and_no_name_runs_on():
    says("Your network wins: 1.68 against 1.80 for the best of these tables.")
    says("every tenth name is held out")
    rows = dict(
        re.findall(r"(table of \w+|your network): (\d\.\d\d)", output("explore.standing("))
    )

    assert rows["table of pairs"] == "2.13" and rows["your network"] == "1.68"
    assert min(value for name, value in rows.items() if name.startswith("table")) == "1.80"
    assert "ten networks of the classic recipe: 1.77 to 1.84" in output("explore.standing(")
    assert len(baselines.split(DATA)[1].split("\n")) == len(DATA.split("\n")) // 10


def test_the_falling_rate_lowers_the_loss_and_the_zero_state_ends_the_long_names():
    says(
        "the falling rate lowers the loss by 0.09 and the zero state by 0.04; only the zero state ends"
    )
    with (ROOT / "data" / "recipes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    def middle(column, **recipe):
        wanted = [row for row in rows if recipe.items() <= row.items()]
        return statistics.median(float(row[column]) for row in wanted)

    for state in ("carried", "zero"):
        fixed, falling = (
            middle("nats", state=state, rate=rate) for rate in ("fixed", "falling")
        )
        assert fixed - falling == pytest.approx(0.09, abs=0.01)
    for rate in ("fixed", "falling"):
        carried, zero = (
            middle("nats", state=state, rate=rate) for state in ("carried", "zero")
        )
        assert carried - zero == pytest.approx(0.04, abs=0.01)
    for rate in ("fixed", "falling"):
        assert (
            middle("long", state="zero", rate=rate)
            <= 1
            < 5
            <= middle("long", state="carried", rate=rate)
        )


def test_names_run_on_in_the_classic_recipe_and_neither_real_ones_nor_the_better_s_do():
    said = re.findall(
        r"(\d+) of (?:200 classic|200 better|1318 real) names", output("over 25 letters")
    )

    assert int(said[0]) > 20 and said[1:] == ["0", "0"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "falling", "nats"), [(48_000, True, 1.77), (24_000, False, 1.81)]
)
def test_longer_or_at_a_fixed_rate_it_guesses_worse(count, falling, nats):
    says("1.77 and 1.81. Twice as long, it starts to memorise the names;")
    kept, held = baselines.split(DATA)
    parameters = recipes.train(RIGHT["optimize"], kept, TO_IX, count, falling=falling)

    assert baselines.network(held, parameters, TO_IX) == pytest.approx(nats, abs=0.015)


def test_some_steps_are_nearly_certain_and_others_wide_open():
    says("Some steps are nearly certain, others wide open.")
    likeliest = re.findall(r"likeliest was \S+ with (\d\.\d\d)", output("seed=3)"))

    assert max(likeliest) > "0.95" and min(likeliest) < "0.25"


def test_hardly_one_name_is_copied():
    says(
        "Hardly one is copied: the model has picked up the most common endings, not the names."
    )

    assert output("explore.endings(").startswith("1 of 200 invented names are in the data")


@pytest.mark.slow
def test_the_model_finds_how_names_end():
    says("Your model found out by itself that nearly half of all names end in *-saurus*.")
    says("*dromaeosauroides* is in the data")
    names = invented(better(), TO_IX, TO_CHAR, 400)

    share = {
        ending: sum(name.endswith(ending) for name in names) / len(names)
        for ending in ("saurus", "don", "ops")
    }
    assert share.pop("saurus") > 0.4
    assert 0.4 < np.mean([name.endswith("saurus") for name in DATA.split("\n")]) < 0.5
    assert all(0 < each < 0.1 for each in share.values())
    assert "dromaeosauroides" in DATA.split("\n")


@pytest.mark.slow
def test_names_spelled_backwards_are_not_harder():
    says(
        r'`"\n".join(name[::-1] for name in data.split("\n"))`, for 12,001 iterations. Is the last loss higher than'
    )
    says("23.13, and forwards 23.28: names are no harder to learn backwards.")
    back = "\n".join(name[::-1] for name in DATA.split("\n"))

    assert trained(back, 12_001)[1] < float(
        re.findall(r"Loss: ([\d.]+)", output("run = lesson.train("))[-1]
    )


def test_with_a_zero_state_before_each_name_three_of_seven_are_in_the_list():
    says("By `model`, none; with a zero state three of the seven: *Emil*, *Elias*, *Leonie*.")
    own = own_list()
    printed = [name for names in reports(output('own = """')).values() for name in names]
    assert sum(name.lower() in own for name in printed) == 0

    text = "\n".join(own)
    to_ix, to_char = vocabulary(text)
    mine = recipes.train(RIGHT["optimize"], text, to_ix, 2_001, falling=False)

    names = invented(mine, to_ix, to_char, 7)
    assert [name for name in names if name.lower() in own] == ["Emil", "Elias", "Leonie"]


def test_the_elements_end_in_ium_after_2000_steps():
    says("The elements end in *-ium* after 2,000 steps: *Troginium*, *Necaium*.")
    elements = load_names("data/elements.txt")
    to_ix, to_char = vocabulary(elements)
    parameters, _ = trained(elements, 2_001)
    zero = recipes.train(RIGHT["optimize"], elements, to_ix, 2_001, falling=False)

    names = invented(parameters, to_ix, to_char, 7)
    assert len(elements.split("\n")) == 118
    assert sum(name.endswith("ium") for name in names) >= 4 and "Troginium" in names
    assert "Necaium" in invented(zero, to_ix, to_char, 7)


def test_a_low_temperature_gives_careful_names():
    says("below 1 the model is careful, above 1 bold")
    careful, _, bold = output("for tau in").splitlines()

    assert careful == "0.3 ['Sauroptorus', 'Maranosaurus', 'Pelodon']"
    assert bold.startswith("1.5 [") and bold != careful


@pytest.mark.slow
def test_a_unit_knows_how_far_into_a_name_it_is_and_another_tells_vowels():
    says("The letter alone gives away the right half for 67%.")
    says("its sign tells a vowel from a consonant for 76% of the letters; always guessing a")
    names = DATA.split("\n")[::7]
    states = [lesson.states(name, better(), TO_IX) for name in names]
    unit, share = findings.half_teller(states)
    assert share > 0.8 and f"unit {unit} picks the right half for {share:.0%}" in output(
        "explore.unit("
    )

    halves = Counter(
        (letter, i < len(name) / 2) for name in names for i, letter in enumerate(name)
    )
    alone = sum(max(halves[letter, True], halves[letter, False]) for letter in TO_IX)
    assert alone / sum(halves.values()) == pytest.approx(0.67, abs=0.005)
    vowel = np.array([letter in "aeiou" for letter in "".join(names)])
    told = np.mean((np.concatenate(states)[:, 16] > 0) == vowel)
    assert max(told, 1 - told) == pytest.approx(0.76, abs=0.005)
    assert 1 - vowel.mean() == pytest.approx(0.57, abs=0.005)


def test_a_name_has_12_8_letters_with_its_newline_and_the_last_loss_is_18_a_letter():
    says("With the newline they have 12.8 on average: the last loss is 1.8 nats per letter.")
    mean = np.mean([len(name) + 1 for name in DATA.split("\n")])
    last = float(re.findall(r"Loss: ([\d.]+)", output("run = lesson.train("))[-1])

    assert mean == pytest.approx(12.8, abs=0.05) and last / mean == pytest.approx(1.8, abs=0.05)
