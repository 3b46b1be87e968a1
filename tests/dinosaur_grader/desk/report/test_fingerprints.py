"""What a disguise leaves as it is, and that no text of a stranger costs much."""

import random

import pytest

from dinosaur_grader.desk.report.fingerprints import MAX_TEXT, MAX_TOKENS, fingerprints
from tests.dinosaur_grader.desk.report import disguises
from tests.dinosaur_grader.desk.report.test_report import ORIGINAL
from tests.dinosaurs import source
from tests.effort import steps

HEADED = "def f(p, n):\n" + "".join(
    f"    a{i} = np.tanh(p['W{i}'] @ x + p['b{i}'])\n" for i in range(9)
)


def alike(one, other):
    a, b = set(fingerprints([one])), set(fingerprints([other]))
    return len(a & b) / min(len(a), len(b))


WHOLLY = (
    *(disguises.comments, disguises.renamed, disguises.reordered, disguises.no_ops),
    *(disguises.semicolons, disguises.type_hints, disguises.magics, disguises.in_exec),
)


@pytest.mark.parametrize("disguise", disguises.ALL, ids=lambda disguise: disguise.__name__)
def test_a_disguise_hides_little_and_most_hide_nothing(disguise):
    (copy,) = disguise([ORIGINAL], random.Random(1))
    assert alike(ORIGINAL, copy) > 0.75
    same = set(fingerprints([copy])) == set(fingerprints([ORIGINAL]))
    assert same or disguise not in WHOLLY


@pytest.mark.parametrize(
    "copy",
    [
        f"import builtins\ngetattr(builtins, 'ex' + 'ec')({ORIGINAL!r})",
        f"%%time\n{ORIGINAL}",
        f"!echo '''\nlines = !ls\n?np\nnp.dot??\n{ORIGINAL}",
        f"if 1:\n{'    '.join(['', *ORIGINAL.splitlines(True)])}",
        ORIGINAL.replace("np.", "numpy.").replace("import numpy as np", "import numpy"),
        "import numpy as zz\n" + ORIGINAL.replace("np.", "zz."),
    ],
    ids=range(6),
)
def test_other_ways_to_write_the_same_hide_nothing(copy):
    assert alike(ORIGINAL, copy) == 1.0


def test_another_author_s_code_is_another_and_what_is_called_is_told_apart():
    assert alike(ORIGINAL, source("sample")) < 0.3
    assert alike(HEADED, HEADED.replace("tanh", "sinh")) <= 0.5


def test_a_broken_line_changes_nothing_of_the_others():
    broken = ORIGINAL + "\n    elif x > 3 * y + 1:\n    a = = b\n)))]"
    assert alike(broken, broken.replace("indices", "found") + " # more") == 1.0
    assert fingerprints([broken]).items() >= fingerprints([ORIGINAL]).items()
    assert "    elif x > 3 * y + 1:" in fingerprints([broken]).values()
    assert fingerprints(["a = = b + c + d + e"]) == {}


BEYOND_ITS_BOUNDS = (
    *("(" * 100_000, "-" * 200_000 + "1", "x" + ".a" * 100_000, "a" + "+a" * 100_000),
    *("f'" + "{x}" * 50_000 + "'", " " * 300_000 + "?", "? " * 150_000, "=" * 300_000),
    *("\x00\ud800" * 1_000, "x = '''" + "exec(1);" * 30_000 + "'''"),
    *(
        "lambda: " * 50_000 + "0",
        "'" + "\\" * 250_000,
        "import " + "a." * 70_000 + "a as b\nb()",
    ),
    "\n".join(f"%{i}\n)" for i in range(30_000)),
    "import " + "a." * 90 + "a as b\n" + "b()\n" * 10_000,
)


@pytest.mark.parametrize("text", BEYOND_ITS_BOUNDS, ids=range(len(BEYOND_ITS_BOUNDS)))
def test_a_hostile_text_costs_few_steps_however_long_it_is(text):
    found = []
    cost = steps(lambda: found.extend(fingerprints([text, text])), "dinosaur_grader")
    assert cost < 10 * MAX_TOKENS
    assert len(found) <= MAX_TEXT / 8


@pytest.mark.parametrize(
    "text",
    [
        lambda n: "x = " + "[" * (n // 10) + "]" * (n // 10),
        lambda n: "if x:\n" + "".join(" " * i + "if x:\n" for i in range(1, n // 10)),
        lambda n: "\n".join(f"a{i} = f{i}(b{i}, c, {i})" for i in range(n)),
        lambda n: ("a" + "+'x'" * n + "\n") * 7,
        lambda n: "\n".join(f"%{i}\n)" for i in range(n)),
    ],
    ids=["lists", "blocks", "lines", "sums", "magics"],
)
def test_the_steps_grow_no_faster_than_the_text(text):
    few, many = (steps(lambda n=n: fingerprints([text(n)])) for n in (200, 800))
    assert many < 5 * few
