"""`dinosaur-grader platform`: the course's seed is drawn where there is none yet."""

from tests.dinosaur_grader.desk.upgrade import run
from tests.dinosaurs import NAME


def test_a_seed_is_drawn_once_and_for_practice_never(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ("platform", "container", "--assignment", NAME, "--to")
    assert run(*words, "practised", "--practice") == 0
    assert not (tmp_path / "course.seed").exists()
    assert run(*words, "one") == run(*words, "two") == 0
    assert capsys.readouterr().err.count("Drew a new secret seed") == 1
    assert run("platform", "nowhere", "--to", "three") == 2
