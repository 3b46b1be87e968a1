"""One hand-in by everybody: results are read as they are meant, who can't be had is left
out, and a mark that differs or is lost fails the command."""

import contextlib
import json
import sys

import pytest

from bench import classroom, everybody
from bench.contenders import environment, environments, graders, gradescope, jupygrader, running
from bench.contenders.environments import NoPeer
from bench.costs import counted
from bench.costs.measure import Cost, Failed
from bench.everybody import Measured, Turn
from dinosaur_grader.assignments.assignment import load

WORK = load("dinosaur_island")
STUDENTS = ("student00001", "student00002", "student00003")
RIGHT = {test.id: test.points for test in WORK.tests}


def given(student, **other):
    return {(student, cell): points for cell, points in (RIGHT | other).items()}


def one(name, column, marks, seconds=1.0, whole=False):
    students = tuple({student for student, _ in marks})
    return Measured(name, column, whole, [Turn(seconds, students, marks)])


DUE = one(*everybody.DUE, given("ada", clip_hidden=3.0))


class Fake(graders.Contender):
    """Gives all points, and costs a second."""

    name = "nbgrader, batch command"

    def cold(self, student):
        return Cost(cpu=1.0), given(student)

    def batch(self, students, one):
        return Cost(cpu=1.0), {key: m for s in students for key, m in given(s).items()}


class Strict(Fake):
    name = "strict"

    def cold(self, student):
        return Cost(cpu=2.0), given(student, model_hidden=0.0)


class Nowhere(Fake):
    name = "nowhere"

    def prepare(self):
        raise NoPeer("there is no network")


@pytest.fixture
def group(tmp_path, monkeypatch):
    """A folder in the place of a control group."""
    folder = tmp_path / "group"
    folder.mkdir()
    (folder / "cpu.stat").write_text("usage_usec 0\n")

    @contextlib.contextmanager
    def made():
        yield folder

    monkeypatch.setattr(counted, "group", made)
    return folder


def test_a_mark_that_differs_from_nbgrader_s_is_named():
    count, differ = everybody.compared([DUE, one("b", "cold", given("ada"))], WORK)
    assert count == len(RIGHT)
    row = "ada clip_hidden: 3.0 by nbgrader, batch command, 12.0 by b, cold, turn 1"
    assert differ == [row]


def test_who_knows_only_all_or_nothing_is_held_to_that():
    fair = one("whole", "warm", given("ada", clip_hidden=0.0), whole=True)
    assert everybody.compared([DUE, fair], WORK) == (len(RIGHT), [])


def test_what_is_due_is_not_compared_with_itself():
    assert everybody.compared([DUE], WORK) == (0, [])


def test_marks_that_are_lost_differ():
    marks = given("ada", clip_hidden=3.0)
    del marks["ada", "clip_hidden"]
    differ = everybody.compared([DUE, one("b", "cold", marks)], WORK)[1]
    assert differ == ["ada clip_hidden: no mark by b, cold, turn 1"]
    lost = Measured("b", "batch", False, [Turn(1.0, ("ada",), {})])
    assert len(everybody.compared([DUE, lost], WORK)[1]) == len(RIGHT)


def test_ratios_are_to_ours_in_the_same_column():
    found = [one("ours", "cold", {}, 0.5), one("ours", "warm", {}, 0.1), one("b", "cold", {}, 2.0)]  # fmt: skip
    found += [one("b", "again", {}, 4.0), one("nbgrader, a process each", "cold", {}, 1.0)]
    found[2].turns += [Turn(3.0, (), {}), Turn(9.0, (), {})]
    shown = everybody.table(found).splitlines()
    assert shown[2:] == [
        "| ours | 0.500, x 1.0 | 0.100, x 1.0 | - | - |",
        "| b | 3.000 (2.000 to 9.000), x 6.0 | - | 4.000 | - |",
        "| nbgrader, a process each | 1.000, x 2.0 | - | - | as cold |",
    ]


def test_who_can_t_be_had_is_left_out_and_said(monkeypatch, capsys):
    monkeypatch.setattr(everybody, "ALL", (Fake, Nowhere))
    assert everybody.main(["--quick"]) == 0
    said = capsys.readouterr().out
    assert "\nnowhere is not among them: there is no network.\n" in said
    assert "| nowhere |" not in said and "8 rows, 0 differ" in said


def test_a_mark_that_differs_fails_the_command(monkeypatch, capsys):
    monkeypatch.setattr(everybody, "ALL", (Fake, Strict))
    assert everybody.main(["--turns", "2"]) == 1
    said = capsys.readouterr().out
    assert "x" not in said.split("| strict |")[1].splitlines()[0]  # ours is not there
    assert "student00002 model_hidden: 20.0 by nbgrader, batch command, 0.0 by strict, cold" in said  # fmt: skip


def test_without_control_groups_nobody_is_asked_in_a_running_process(monkeypatch, tmp_path):
    class Runs(Fake):
        @contextlib.contextmanager
        def running(self):
            raise counted.NoGroup("not here")
            yield

    monkeypatch.setattr(everybody, "ALL", (Runs,))
    found, missing = everybody.measured(tmp_path, 1, "none")
    assert {measured.column for measured in found} == {"cold", "batch"}
    assert missing == [f"{Fake.name}, warm: no control group can be made: not here."]


def test_a_group_is_at_rest_once_it_uses_no_more(monkeypatch, tmp_path):
    seconds = iter((0.0, 3.0, 7.0, 7.0))
    monkeypatch.setattr(counted, "used", lambda _: next(seconds))
    monkeypatch.setattr(counted, "REST_SECONDS", 0.0)
    assert counted.at_rest(tmp_path) == 7.0


def test_what_a_peer_does_after_its_answer_is_counted(group, tmp_path, monkeypatch):
    monkeypatch.setattr(counted, "REST_SECONDS", 2.0)  # long enough on a busy machine
    late = f"""import sys, time
for line in sys.stdin:
    print('{{"clip_hidden": 2.0}}', flush=True)
    time.sleep(0.2)
    open({str(group / "cpu.stat")!r}, "w").write("usage_usec 7000000\\n")
"""
    with running.asked([sys.executable, "-c", late], tmp_path, {}) as ask:
        cost, marks = ask("ada")
    assert cost.cpu == 7.0
    assert marks == {("ada", "clip_hidden"): 2.0}


@pytest.mark.usefixtures("group")
def test_a_peer_that_ends_without_an_answer_is_named_with_its_last_words(tmp_path):
    ends = [sys.executable, "-c", "input(); raise SystemExit('no marks today')"]
    told = pytest.raises(Failed, match="no answer on ada:\nno marks today")
    with running.asked(ends, tmp_path, {}) as ask, told:
        ask("ada")


@pytest.mark.usefixtures("group")
def test_what_a_peer_prints_is_no_answer(tmp_path):
    noisy = """from bench.contenders import one_by_one
one_by_one.PEERS["noisy"] = lambda folder: lambda student: print("0 points") or {student: 1.0}
one_by_one.main(["noisy", "."])
"""
    env = environment()
    with running.asked([sys.executable, "-c", noisy], tmp_path, env) as ask:
        assert ask("ada")[1] == {("ada", "ada"): 1.0}


def test_scores_are_read_from_what_the_new_contenders_write():
    tests = [{"name": "clip_hidden", "score": 0.0, "max_score": 12}, {"name": "loader error"}]
    assert gradescope.scores({"tests": tests}) == {"clip_hidden": 0.0}
    results = [{"test_case_name": "clip_hidden", "points": 12, "did_pass": True}]
    assert jupygrader.listed(results) == {"clip_hidden": 12.0}


def test_jupygrader_s_test_cells_stand_in_place_of_the_release_s(tmp_path):
    classroom.write(tmp_path, WORK, 1, False)
    (path,) = tmp_path.rglob("*.ipynb")
    before = json.loads(path.read_text())["cells"]
    jupygrader.prepare(path, WORK)
    after = json.loads(path.read_text())["cells"]
    changed = [new["source"] for old, new in zip(before, after, strict=True) if old != new]
    named = [text.splitlines()[0] for text in changed]
    assert named == [f'_test_case = "{cell}"' for cell in RIGHT]
    assert changed[0].splitlines()[1:3] == ["_points = 8", "check(clip)"]
    assert changed[0].splitlines()[-1] == 'assert marks("clip_expected", globals()) >= 8'


def test_without_uv_a_new_contender_is_said_to_be_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(environments, "BUILD", tmp_path)
    monkeypatch.setattr(environments, "_search", lambda: str(tmp_path))
    for kind in (graders.Gradescope, graders.Jupygrader):
        with pytest.raises(NoPeer, match="the program uv is not there"):
            kind(tmp_path / kind.name, WORK, 1)


@pytest.fixture
def made(tmp_path):
    """Makes a contender with two hand-ins; in the second one `clip` is wrong."""

    def make(kind):
        try:
            return kind(tmp_path, WORK, 2, "none")
        except NoPeer as error:
            pytest.skip(f"{kind.name} can't be fetched here: {error}")

    return make


@pytest.mark.slow
@pytest.mark.usefixtures("group")
@pytest.mark.parametrize("kind", [graders.Gradescope, graders.Jupygrader])
def test_a_new_contender_gives_the_marks_that_are_due(made, kind):
    contender, student = made(kind), "student00001"
    due = given(student, clip_expected=0.0, clip_hidden=0.0)
    assert contender.cold(student)[1] == due
    with contender.running() as ask:
        assert ask is None or ask(student)[1] == due


@pytest.mark.slow
@pytest.mark.usefixtures("group")
def test_our_running_process_marks_a_hand_in_that_comes_again(made):
    with made(graders.Ours).running() as ask:
        first, again = ask("student00001")[1], ask("student00001")[1]
    assert first == again
    lost = {cell for (_, cell), score in first.items() if score < RIGHT[cell]}
    assert lost == {"clip_expected", "clip_hidden"}
