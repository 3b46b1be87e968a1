"""`dinosaur-grader build` makes what belongs to the course in this folder."""

from dinosaur_grader.workshop import course as making
from tests.dinosaur_grader import toy
from tests.dinosaur_grader.desk.upgrade import run


def test_the_only_assignment_of_a_course_is_built(tmp_path, monkeypatch, capsys):
    built = []
    monkeypatch.setattr(making, "build", lambda *given: built.append(given[:2]))
    monkeypatch.chdir(toy.make(tmp_path))
    assert run("build") == 0
    assert built == [("toy", tmp_path)]
    assert "check --assignment toy" in capsys.readouterr().out
