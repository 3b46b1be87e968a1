"""`dinosaur-grader platform`: the course's seed is drawn where there is none yet."""

from tests.dinosaur_grader.desk.upgrade import files, run
from tests.dinosaurs import NAME


def test_a_seed_is_drawn_once_and_for_practice_never(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ("platform", "container", "--assignment", NAME, "--to")
    assert run(*words, "practised", "--practice") == 0
    assert not (tmp_path / "course.seed").exists()
    assert run(*words, "one") == run(*words, "two") == 0
    assert capsys.readouterr().err.count("Drew a new secret seed") == 1
    assert run("platform", "nowhere", "--to", "three") == 2


def test_github_and_classroom_are_the_same(tmp_path, capsys):
    made = ("--assignment", NAME, "--practice", "--repository", "them/check", "--to")
    for name in ("github", "classroom"):
        assert run("platform", name, *made, tmp_path / name) == 0
    one, other = (
        {path: content for path, (_, content) in files(tmp_path / name).items()}
        for name in ("github", "classroom")
    )
    assert one == other and "check.yml" in one


def test_parts_that_are_no_json_are_said(tmp_path, capsys):
    words = ("platform", "coursera", "--practice", "--to", tmp_path / "x.zip")
    assert run(*words, "--parts", "clip") == 2
    assert "--parts" in capsys.readouterr().err
