"""`dinosaur-grader one`: where its page and its result go."""

from __future__ import annotations

import json

import pytest

from dinosaur_grader.assignments import course_seed as seeds
from dinosaur_grader.batch import single
from dinosaur_grader.desk.platforms import one
from dinosaur_grader.exit_codes import Refused
from tests.dinosaur_grader.desk.platforms import doors
from tests.dinosaurs import ASSIGNMENT


def refuse(asked):
    raise Refused("not today")


def test_a_seed_that_nobody_named_is_said_in_a_sentence(capsys, tmp_path, monkeypatch):
    (tmp_path / "course" / "source").mkdir(parents=True)
    seed = seeds.create(tmp_path / "course" / "course.seed")
    (tmp_path / "hers").mkdir()
    (tmp_path / "hers" / "x.ipynb").write_text("no notebook")
    monkeypatch.chdir(tmp_path / "course")
    monkeypatch.setattr(single, "grade", refuse)
    for words, said in ("", 1), ("--course .", 1), ("--seed course.seed", 0), ("--practice", 0):
        one.command(["../hers/x.ipynb", "--isolation", "none", *words.split()])
        sentence = f"The questions are drawn from the seed course.seed: {seed.fingerprint}."
        heard = capsys.readouterr().err
        assert heard.count(sentence) == said, words
        assert (one.PRACTICE in heard) is (words == "--practice")


@pytest.mark.parametrize(
    ("here", "said"),
    [
        (
            ".",
            "there is no course.seed here: name the course by --course DIR or its seed by --seed",
        ),
        ("..", "no course.seed is taken from this folder, for the hand-in lies in it: name"),
    ],
)
def test_where_no_seed_is_named_or_taken_it_says_how_to_name_one(
    capsys, tmp_path, monkeypatch, here, said
):
    for folder in ("hers", "empty"):
        (tmp_path / folder).mkdir()
    (tmp_path / "hers" / "x.ipynb").write_text("no notebook")
    monkeypatch.chdir(tmp_path / "empty" / here)
    words = [str(tmp_path / "hers" / "x.ipynb"), "--isolation", "none"]
    assert one.command(words) == 2
    assert capsys.readouterr().err.startswith(f"Error: {said}")
    assert one.command([*words, "--seed", "nothing.seed"]) == 2
    assert capsys.readouterr().err == "Error: there is no seed file nothing.seed\n"


def test_a_file_that_is_not_there_is_a_sentence_and_a_folder_without_one_is_a_hand_in(
    capsys, tmp_path
):
    words = ["--practice", "--isolation", "none"]
    assert one.command([str(tmp_path / "x.ipynb"), *words]) == 2
    said = capsys.readouterr()
    assert (
        said.err
        == f"Error: there is no {tmp_path / 'x.ipynb'}: name the notebook, or the folder with it\n"
    )
    assert json.loads(said.out)["state"] == "refused"


@pytest.mark.slow
def test_a_student_s_folder_is_not_searched_and_the_one_below_is_named(capsys, tmp_path):
    inner = doors.handed_in(tmp_path / "ada" / ASSIGNMENT.name, b"{}").parent
    assert one.command([str(tmp_path / "ada"), "--practice", "--isolation", "none"]) == 1
    said = capsys.readouterr()
    assert f"It may be in {inner}: name that folder." in said.err
    assert json.loads(said.out)["state"] == "missing"


@pytest.mark.slow
def test_page_and_result_go_into_a_folder_and_one_that_can_t_be_written_is_said(
    capsys, tmp_path
):
    (tmp_path / "file").touch()
    blank = doors.handed_in(tmp_path / "handed-in", ASSIGNMENT.blank_path.read_bytes())
    words = [str(blank), "--practice", "--isolation", "none", "--out"]
    assert one.command([*words, str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert said == f"0 of 100 points: result.json, feedback.html in {tmp_path / 'out'}\n"
    page = (tmp_path / "out" / "feedback.html").read_text(encoding="utf-8")
    assert "clip" in page
    assert json.loads((tmp_path / "out" / "result.json").read_text())["score"] == 0
    assert one.command([*words, str(tmp_path / "file")]) == 2
    assert f"can't write to {tmp_path / 'file'}" in capsys.readouterr().err


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A student's repository, in which `out` leads to somebody's folder, and this folder."""
    (tmp_path / "hers" / "work").mkdir(parents=True)
    (tmp_path / "theirs").mkdir()
    (tmp_path / "hers" / "work" / "x.ipynb").write_text("no notebook")
    (tmp_path / "hers" / "out").symlink_to(tmp_path / "theirs")
    monkeypatch.chdir(tmp_path / "hers")
    monkeypatch.setattr(single, "grade", refuse)
    return tmp_path / "hers"


@pytest.mark.parametrize("where", ["out", "out/deep/er", "../hers/out", "work/../out/x"])
@pytest.mark.parametrize("whole", [False, True])
def test_no_link_that_a_repository_brought_leads_to_the_output(
    capsys, repository, where, whole
):
    out = repository / where if whole else where
    words = ["work/x.ipynb", "--practice", "--isolation", "none", "--out", str(out)]
    assert one.command(words) == 2
    assert f"Error: {repository / 'out'} is a link" in capsys.readouterr().err
    assert list((repository.parent / "theirs").iterdir()) == []


def test_no_link_in_the_folder_of_the_output_is_followed(repository):
    (repository / "own").mkdir()
    victim = repository.parent / "theirs" / "marks"
    victim.write_text("mine")
    for name in ("result.json", "result.json.new"):
        (repository / "own" / name).symlink_to(victim)
    words = ["work/x.ipynb", "--practice", "--isolation", "none", "--out", "own"]
    assert one.command(words) == 2
    assert victim.read_text() == "mine"
    assert json.loads((repository / "own" / "result.json").read_text())["state"] == "refused"


def test_a_link_that_shares_only_the_root_with_the_hand_in_is_the_instructor_s(repository):
    words = [str(repository / "work" / "x.ipynb"), "--practice", "--isolation", "none"]
    assert one.command([*words, "--out", f"/proc/self/root{repository.parent}/theirs"]) == 2
    result = json.loads((repository.parent / "theirs" / "result.json").read_text())
    assert result["state"] == "refused"
