import os
import re
import shutil
import subprocess
import sys
from importlib import metadata

import pytest

from dinosaur_grader import cli, home
from dinosaur_grader.desk.platforms import bundle
from tests.dinosaur_grader import small
from tests.dinosaur_grader.course import GRADER
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaurs import ASSIGNMENT

BLANK = str(ASSIGNMENT.blank_path)


def run(*arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main(list(arguments))
    return ended.value.code


def test_an_unknown_verb_is_wrong_usage(capsys):
    assert run() == 2
    assert "grade" in capsys.readouterr().out
    assert run("grad") == 2
    assert "no verb 'grad'" in capsys.readouterr().err


@pytest.mark.parametrize("verb", cli.VERBS)
def test_wrong_words_and_help_are_answered_in_the_command_s_own_name(verb, capsys):
    assert run(verb, "--no-such-option") == 2
    assert f"Usage: dinosaur-grader {verb} " in capsys.readouterr().err
    assert run(verb, "--help") == 0
    assert f"Usage: dinosaur-grader {verb} " in capsys.readouterr().out


def test_a_module_that_is_named_calls_itself_by_the_command_s_name():
    words = [*GRADER, "people", "nope"]
    said = subprocess.run(words, capture_output=True, text=True).stderr
    assert GRADER[1:] == ("-P", "-m", "dinosaur_grader")
    assert "Usage: dinosaur-grader people " in said and "python" not in said


def test_the_list_groups_the_verbs_by_what_they_are_for(capsys):
    assert run("--help") == 0
    said = capsys.readouterr().out
    headings = re.findall(r"^(\w.*):$", said, re.M)
    assert headings[:3] == ["An evening", "One hand-in", "Looking things up"]
    making = said.partition("Making an assignment:\n")[2].partition("\n\n")[0]
    listed = [line.split()[0] for line in making.splitlines()]
    assert listed == ["new", "adopt", "build", "quickstart"]
    assert set(re.findall(r"^  (\w+) ", said, re.M)) == set(cli.VERBS)
    assert "Exit codes: 0 " in said


@pytest.mark.parametrize("words", ["--version", "grade --version", "one --out x --version"])
def test_every_verb_says_which_version_it_is(words, capsys):
    assert run(*words.split()) == 0
    version = metadata.version("dinosaur-island")
    assert capsys.readouterr().out == f"dinosaur-grader {version}\n"


def test_a_reader_that_stops_reading_stops_nothing_and_is_no_error(tmp_path):
    """As with `| head -1`, whose end is closed before all is written."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [*GRADER, "seed", "--new", str(tmp_path / "own.seed")]
    one = [*GRADER, "one", BLANK, "--practice", "--isolation", "none"]
    with open(writing, "wb") as gone:
        done = subprocess.run(command, stdout=gone, stderr=subprocess.PIPE, text=True)
        graded = subprocess.run(one, stdout=gone, stderr=subprocess.PIPE, text=True)
    assert (graded.returncode, graded.stderr.count("\n")) == (0, 2)  # on seed and isolation
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "own.seed").exists()
    closed = ["sh", "-c", '"$@" >&- 2>&-', "-", *GRADER, "seed", str(tmp_path / "own.seed")]
    assert subprocess.run(closed).returncode == 0


def test_a_file_that_fails_a_verb_is_named(tmp_path, capsys):
    for name in ("a_1_2_x.ipynb", "submitted"):
        (tmp_path / name).write_text("no folder")
    assert run("collect", str(tmp_path), "--into", str(tmp_path / "submitted")) == 2
    said = capsys.readouterr().err
    assert said.startswith("Error: ") and str(tmp_path / "submitted") in said


def test_without_the_extra_one_sentence_says_how_to_get_it(monkeypatch, tmp_path, capsys):
    assert "Run `make setup` there." in without_msgspec(monkeypatch, capsys)
    monkeypatch.setattr(home, "KIT", tmp_path)  # of a wheel
    said = without_msgspec(monkeypatch, capsys)
    assert "'./NAME_OF_THE_WHEEL.whl[grader]': by `uv tool install`" in said


def without_msgspec(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "msgspec", None)
    monkeypatch.delitem(sys.modules, "dinosaur_grader.desk.grade", raising=False)

    assert run("grade") == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and said.startswith("Error: msgspec is missing")
    return said


CLASS = "--submitted submitted --out out --seed class.seed"
NO_STRICT = "isolation 'strict' is not available here: bubblewrap"
ON_A_BARE_MACHINE = [
    (f"grade {CLASS}", 2, NO_STRICT),
    (f"grade {CLASS} --isolation lax", 2, "a level is one of strict, process, none"),
    (f"grade {CLASS} --changes changes.csv", 2, "--dry-run"),
    ("grade --submitted nowhere --out out", 2, "does not exist"),
    (f"watch {CLASS}", 2, NO_STRICT),
    ("render --out out", 2, "there is no"),
    (
        "one /nowhere/nothing.ipynb --practice",
        2,
        "there is no /nowhere/nothing.ipynb: name the",
    ),
    ("one submitted/ada --seed nothing.seed", 2, "there is no seed file nothing.seed"),
    ("one submitted/ada --practice --assignment none", 2, "there is no rubric of 'none'"),
    ("one submitted/ada --practice --course none", 2, "none is not a course"),
    ("platform nowhere --to made", 2, "unknown platform 'nowhere'"),
    ("check", 2, NO_STRICT),
    ("doctor strict", 1, "NO bubblewrap: the program bwrap is not there"),
    ("seed nothing.seed", 2, "nothing.seed"),
    ("collect nothing.zip", 2, "nothing.zip"),
    ("evening nothing.zip", 2, "nothing.zip"),
    ("people show", 2, "nobody is in the register"),
    ("desk --no-browser --behind nowhere", 2, "--behind takes an address"),
    ("report --out nowhere", 2, "nowhere"),
    ("export --out nowhere --to marks.csv", 2, "nowhere"),
    ("explain ada --submitted submitted --out nowhere", 2, "nowhere"),
    ("answer 7K3QX-M2PD9 --out nowhere --stands --why so", 2, "nowhere"),
    ("forget ada --out nowhere", 2, "nowhere"),
    ("database move --to sqlite:///new.db --out submitted", 2, "there is no"),
    ("people show", 2, "nobody is in the register"),
    ("people import nothing.csv", 2, "nothing.csv"),
    ("people rename ada bob --out nowhere --submitted nowhere", 2, "nobody here has the id"),
    ("quickstart", 2, "Where there is none yet, it is made."),
    ("quickstart .", 2, "nor is it an empty folder"),
    ("build", 2, "this folder is not a course"),
    ("new nothing", 2, "nbgrader_config.py"),
    ("adopt nothing.ipynb", 2, "nothing.ipynb"),
]


@pytest.mark.parametrize(("words", "code", "said"), ON_A_BARE_MACHINE)
def test_where_nothing_is_to_be_had_each_verb_says_so(
    words, code, said, tmp_path, monkeypatch, capfd
):
    """An exception would go through `run`: it waits for an exit and for nothing
    else."""
    there = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "bwrap" else there(name))
    monkeypatch.chdir(tmp_path)
    small.hand_in(tmp_path / "submitted", "ada", b"")
    # one seed for all, whose questions are drawn once
    bundle.seed_file(tmp_path / "class.seed", upgrade.SEED)
    assert run(*words.split()) == code
    written = "".join(capfd.readouterr())
    assert said in " ".join(written.split())
    assert "Traceback" not in written


def test_every_verb_is_tried_on_a_bare_machine():
    tried = {words.split()[0] for words, _, _ in ON_A_BARE_MACHINE}
    assert tried | {"demo"} == set(cli.VERBS)  # the demo goes on without: its own tests
