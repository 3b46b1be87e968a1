"""`dinosaur-grader seed`: the fingerprint is shown, the seed never."""

import json

from dinosaur_grader.assignments import course_seed
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.classroom import result
from tests.dinosaur_grader.desk.upgrade import run


def test_a_seed_is_named_by_its_fingerprint_and_never_shown(tmp_path, capsys):
    assert run("seed", str(tmp_path / "course.seed"), "--new") == 0
    drawn = course_seed.load(tmp_path / "course.seed")
    assert run("seed", str(tmp_path / "course.seed")) == 0
    said = capsys.readouterr().out
    assert said.count(drawn.fingerprint) == 2 and drawn.value.hex() not in said
    assert run("seed", str(tmp_path / "course.seed"), "--new") == 2
    assert "File exists" in capsys.readouterr().err
    assert course_seed.load(tmp_path / "course.seed") == drawn


def test_as_json_it_says_which_marks_were_made_with_it(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("seed", "--new") == 0
    drawn = course_seed.load(tmp_path / "course.seed").fingerprint
    (tmp_path / "graded").mkdir()
    made = (result("ada", seed=drawn), result("bo", seed="other"))
    stored.count(tmp_path / "graded", *made)
    capsys.readouterr()
    assert run("seed", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["file"], found["fingerprint"], found["new"]) == ("course.seed", drawn, False)
    assert found["marks"] == [
        {"seed": one, "this": one == drawn} for one in sorted((drawn, "other"))
    ]
