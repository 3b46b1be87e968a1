"""Each sentence of the lesson that a number decides, beside that number: the outputs of
the solved notebook, or what a "try" gives."""

import contextlib
import io
import itertools
import json
import math
import re

import numpy as np
import pytest

from rubrics.dinosaur_island import gradients
from tests.conftest import ROOT
from tests.dinosaurs import reference
from utils import baselines, get_sample, initialize_parameters, load_names, smooth, vocabulary

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


def invented(parameters, to_ix, to_char, count: int) -> list[str]:
    return [
        get_sample(RIGHT["sample"](parameters, to_ix, seed), to_char).strip()
        for seed in range(count)
    ]


def test_figure_2_says_what_was_measured():
    says("trained at five times the rate of the exercises;")
    says(
        "At iteration 165 both runs meet a norm of 65; without clipping the norm then stays four times"
    )
    says("At our own rate, 0.01, clipping at 5 first acts at iteration 2,366.")
    # tests/rubrics/test_gradients.py measures the others
    assert pytest.approx(5 * 0.01) == gradients.RATE


def test_index_2_leads_and_index_1_never_comes_up():
    says("Index 2 leads, index 1 never comes up.")
    counts = json.loads(output("drawn == i"))

    assert np.argmax(counts) == 2 and counts[1] == 0 and sum(counts) == 1000


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
    says("The loss is 19.8 instead of 126.5, and nothing was learned.")
    says(r"Compare it with blind guessing, $6 \log 27$.")
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
    says("By 12,000 five of the seven names end in *-saurus*, but two run on past 40 letters")
    names = reports(output("run = lesson.Run()"))[12_000]

    assert len(names) == 7
    assert sum(name.endswith("saurus") for name in names) == 5
    assert sum(len(name) > 40 for name in names) == 2


def test_the_loss_first_climbs_from_a_guess_of_seven_symbols_a_name():
    says(
        "its given start is that of blind guessing over seven symbols, and real names are longer"
    )
    says("each new one counts a thousandth")
    assert smooth(0.0, 1.0) == pytest.approx(0.001)
    begins, highest, ends = re.findall(
        r"(?:at|is highest at) (\d\d\.\d\d)", output("findings.losses")
    )

    assert float(begins) == pytest.approx(7 * math.log(27), abs=0.05)
    assert float(ends) != float(highest) > float(begins) + 5
    assert np.mean([len(name) + 1 for name in DATA.split("\n")]) > 7


def test_pairs_give_213_and_triples_do_as_well_as_the_network():
    says("Hold out every tenth name")
    says("Counting pairs gives 2.13; where do you stand? Counting triples does as well")
    rows = dict(re.findall(r"(count \w+|your network): (\d\.\d\d)", output("baselines.split")))

    assert rows["count pairs"] == "2.13"
    assert abs(float(rows["count triples"]) - float(rows["your network"])) <= 0.01
    assert len(baselines.split(DATA)[1].split("\n")) == len(DATA.split("\n")) // 10


def test_some_steps_are_nearly_certain_and_others_wide_open():
    says("Some steps are nearly certain, others wide open.")
    likeliest = re.findall(r"likeliest was \S+ with (\d\.\d\d)", output("seed=10)"))

    assert max(likeliest) > "0.95" and min(likeliest) < "0.25"


def test_a_unit_knows_where_in_a_name_it_is():
    says("mostly one colour at the beginning, the other at the end")

    [share] = re.findall(r"tells the right half for (\d\d)%", output("findings.half_teller"))
    assert int(share) >= 70


def test_it_does_not_copy_and_has_read_every_name_nine_times():
    says(
        "The model doesn't copy: it has read every name nine times and kept the commonest ending"
    )

    assert output("findings.known").startswith("0 of 200 invented names are in the data")
    assert 12_001 // len(DATA.split("\n")) == 9


@pytest.mark.slow
def test_the_model_finds_how_names_end():
    says("Your model has found out by itself that names end in *saurus*.")
    says("*dromaeosauroides* is in the data")
    parameters, _ = trained(DATA, 12_001)
    names = invented(parameters, TO_IX, TO_CHAR, 400)

    share = {
        ending: sum(name.endswith(ending) for name in names) / len(names)
        for ending in ("saurus", "don", "ops")
    }
    assert share.pop("saurus") > 0.4
    assert all(0 < each < 0.05 for each in share.values())
    assert "dromaeosauroides" in DATA.split("\n")


@pytest.mark.slow
def test_names_spelled_backwards_are_not_harder():
    says(
        r'`"\n".join(name[::-1] for name in data.split("\n"))`, for 12,001 iterations. Is the last loss higher than'
    )
    back = "\n".join(name[::-1] for name in DATA.split("\n"))

    assert trained(back, 12_001)[1] < float(
        re.findall(r"Loss: ([\d.]+)", output("run = lesson.Run()"))[-1]
    )


@pytest.mark.slow
def test_with_a_zero_state_before_each_name_the_list_is_learned_by_heart():
    """What the try leads to: the state is the cause."""
    says("set `a_prev` to zeros before each name, and count again.")
    says("how many of the printed names are in your list? Few, if any.")
    own = own_list()
    printed = [name for names in reports(output('own = """')).values() for name in names]
    assert sum(name.lower() in own for name in printed) <= 2
    to_ix, to_char = vocabulary("\n".join(own))
    parameters = initialize_parameters(50, len(to_ix), len(to_ix))
    np.random.seed(0)
    examples = list(own)
    np.random.shuffle(examples)
    carried, _ = trained("\n".join(own), 20_001)

    for j in range(20_001):
        Y = [to_ix[char] for char in examples[j % len(own)] + "\n"]
        RIGHT["optimize"]([None, *Y[:-1]], Y, np.zeros((50, 1)), parameters)

    known = [
        sum(name.lower() in own for name in invented(each, to_ix, to_char, 200))
        for each in (carried, parameters)
    ]
    assert known[0] < 20 and known[1] > 190


def test_the_ending_ium_is_found_before_anything_else():
    says("All 118 elements: is the ending -ium there by iteration 2,000?")
    elements = load_names("data/elements.txt")
    parameters, _ = trained(elements, 2_001)
    names = invented(parameters, *vocabulary(elements), 7)

    assert len(elements.split("\n")) == 118
    assert sum(name.endswith("ium") for name in names) >= 4


def test_at_temperature_03_all_three_names_could_stand_in_a_museum():
    says("At 0.3 the names could stand in a museum")
    careful, _, bold = output("for tau in").splitlines()

    assert careful == "0.3 ['Racherosaurus', 'Ratesteratops', 'Robertisaurus']"
    assert max(map(len, bold.split(","))) > 40
