"""A course gets the assignment by one command and loses nothing. A real course's way from
there is in `test_coexistence` and `test_exchange`."""

import shlex
import sys

import pytest
from nbformat import v4
from traitlets.config import Config

from dinosaur_grader.desk.quickstart import CONFIG, command
from dinosaur_grader.exit_codes import Refused
from tests.dinosaur_grader import course
from tests.dinosaur_grader.desk.upgrade import files

OWN = "c = get_config()\nc.Autograde.autograde_preprocessors = ['mine']\n"
SOURCE = f"source/{course.NAME}/{course.NAME}.ipynb"


@pytest.fixture
def mine(tmp_path):
    (tmp_path / CONFIG).write_text(OWN)
    return tmp_path


def test_the_config_is_kept_lines_are_added_and_helpers_and_data_are_brought(mine, capsys):
    assert command(mine) == 0

    text = (mine / CONFIG).read_text(encoding="utf-8")
    assert text.startswith(OWN)
    added = text.removeprefix(OWN).splitlines()
    assert "    from dinosaur_grader.desk.quickstart import bring" in added
    assert added[-1] == "bring(c)"
    assert (mine / SOURCE).read_bytes() == (course.ROOT / SOURCE).read_bytes()
    kit, own = course.ROOT / "release" / course.NAME, mine / "source" / course.NAME
    helpers = ("utils/__init__.py", "utils/questions/probes.json", "data/dinos.txt")
    for place in (*helpers, "requirements.txt"):
        assert (own / place).read_bytes() == (kit / place).read_bytes()

    before = files(mine)
    assert command(mine) == 0
    assert "Everything was already there." in capsys.readouterr().out
    assert files(mine) == before


def test_where_the_kit_is_missing_its_notebooks_get_no_mark_and_others_go_on(mine, monkeypatch):
    command(mine)
    monkeypatch.setitem(sys.modules, "dinosaur_grader.desk.quickstart", None)
    config = Config()
    text = (mine / CONFIG).read_text(encoding="utf-8")
    exec(text, {"get_config": lambda: config})
    hidden = v4.new_code_cell("from dinosaur_grader.plain import marks\nmarks('clip_hidden')")

    exporter = config.Autograde.exporter_class()

    with pytest.raises(RuntimeError, match="no mark without dinosaur-grader"):
        exporter.from_notebook_node(v4.new_notebook(cells=[hidden]))
    assert exporter.from_notebook_node(v4.new_notebook(cells=[v4.new_code_cell("1")]))


@pytest.mark.parametrize("place", ["new", "deep/er", "empty", "with a space"])
def test_where_there_is_no_course_one_is_made_without_example_homework(tmp_path, place, capsys):
    (tmp_path / "empty").mkdir()
    home = tmp_path / place

    assert command(home) == 0

    assert {path.name for path in home.iterdir()} == {"source", "gradebook.db", CONFIG}
    assert [path.name for path in (home / "source").iterdir()] == [course.NAME]
    config, said = Config(), capsys.readouterr().out
    exec((home / CONFIG).read_text(encoding="utf-8"), {"get_config": lambda: config})
    assert config.CourseDirectory.course_id == home.name
    assert "exporter_class" in config.Autograde
    assert f"--course {shlex.quote(str(home))}`" in said


def test_a_folder_of_something_else_and_a_file_are_refused_and_stay_as_they_are(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")

    for place in (tmp_path, tmp_path / "notes.txt"):
        with pytest.raises(Refused, match="nor is it an empty folder"):
            command(place)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
