"""The class report counts what it says, hides nothing dangerous in names, and finds work that was copied."""

from grader.report import misunderstandings, report, spreads
from grader.results import CellMark, ProbeVerdict, Result
from grader.similar import groups

ORIGINAL = """
def sample(parameters, char_to_ix, seed):
    x, a_prev, indices = np.zeros((27, 1)), np.zeros((50, 1)), []
    for step in range(50):
        a = np.tanh(Wax @ x + Waa @ a_prev + b)
        z = Wya @ a + by
        y = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
        np.random.seed(seed + 2 * step)
        index = int(np.random.choice(len(y), p=y[:, 0]))
        indices.append(index)
        if index == 0:
            return indices
        x = (np.arange(27) == index).astype(float)[:, None]
        a_prev = a
    return indices + [0]
"""
OTHER = """
def sample(parameters, char_to_ix, seed):
    out = []
    state = start = np.zeros_like(parameters["b"])
    letter = None
    while len(out) < 50 and letter != char_to_ix["\\n"]:
        drive = parameters["Wax"][:, [letter]] if letter is not None else 0 * start
        state = np.tanh(drive + parameters["Waa"].dot(state) + parameters["b"])
        odds = softmax(parameters["Wya"].dot(state) + parameters["by"]).ravel()
        np.random.seed(seed + 2 * len(out))
        letter = np.random.choice(range(odds.size), p=odds)
        out += [letter]
    return out + ([0] if len(out) == 50 else [])
"""


def verdict(fault, passed=False, public=False):
    return ProbeVerdict(f"clip.{fault}", passed, 0, 5, f"about {fault}", fault, public)


def result(student, score, *verdicts, state="graded"):
    mark = CellMark("clip_hidden", "clip", score, 20, verdicts=tuple(verdicts))
    return Result(student, student, "dinosaur_island", state, (mark,), level="strict", needs_look=state != "graded")


def test_a_student_counts_once_for_a_fault():
    results = [result("a", 0, verdict("no_lower"), verdict("no_lower")), result("b", 0, verdict("no_lower"))]
    assert [(row.fault, row.students) for row in misunderstandings(results)] == [("no_lower", 2)]


def test_differences_without_a_name_and_questions_never_asked_are_not_faults():
    assert (
        misunderstandings([result("a", 0, verdict("number:dWaa"), verdict("skipped"), verdict("", passed=True))]) == []
    )


def test_students_without_a_score_are_not_in_the_mean():
    found = spreads([result("a", 20), result("b", 10), result("c", None, state="unreadable")])
    assert (found[0].count, found[0].mean, found[0].full) == (2, 15, 1)


def test_a_name_that_is_markup_stays_text():
    page = report([result("<img src=x onerror=alert(1)>", None, state="unreadable")], [], "A class")
    assert "<img" not in page
    assert "&lt;img src=x" in page


def test_the_page_loads_nothing():
    page = report([result("a", 20)], [], "A class")
    assert "<svg" in page
    assert not any(f'{what}="http' in page for what in ("src", "href")) and "<script" not in page


def test_copied_work_is_found_under_other_names_and_numbers():
    copied = ORIGINAL.replace("indices", "found").replace("index", "k").replace("a_prev", "before").replace("50", "49")
    assert [group.students for group in groups({"a": ORIGINAL, "b": copied, "c": OTHER})] == [("a", "b")]


def test_what_the_release_holds_is_no_sign():
    assert groups({"a": ORIGINAL, "b": ORIGINAL}, release=ORIGINAL) == []
