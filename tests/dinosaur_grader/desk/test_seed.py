"""`dinosaur-grader seed`: the fingerprint is shown, the seed never."""

from dinosaur_grader.assignments import course_seed
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
