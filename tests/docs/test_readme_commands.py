"""What the clean room reads in the README."""

import pytest

from tests.conftest import ROOT
from tools import clean_room, readme_commands
from tools.readme_commands import Command, NotThere

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE = """
```bash root
apt-get update

apt-get install git
```
```
not a command
```
```bash
git clone https://github.com/YOUR_COURSE/dinosaur-island
cd dinosaur-island
```

| what | with make | with pip |
| --- | --- | --- |
| the packages (as root) | `make system` | `apt-get install bubblewrap` |
| a class | `make demo` | `echo a \\| cat`, then `false` (ends with 1) |

| command | does |
| --- | --- |
| `make test` | runs `pytest` |
"""


def texts(commands):
    return [command.text for command in commands]


def test_a_block_labelled_root_is_what_root_types_first():
    expected = [
        Command("apt-get update", as_root=True),
        Command("apt-get install git", as_root=True),
    ]
    assert readme_commands.prerequisites(PAGE) == expected


def test_the_clone_is_the_block_with_git_clone():
    assert texts(readme_commands.clone(PAGE)) == [
        "git clone https://github.com/YOUR_COURSE/dinosaur-island",
        "cd dinosaur-island",
    ]


def test_a_column_gives_its_code_spans_from_top_to_bottom():
    assert readme_commands.column(PAGE, "make") == [
        Command("make system", as_root=True),
        Command("make demo"),
    ]


def test_a_cell_may_hold_several_commands_a_stroke_and_the_exit_code_that_is_right():
    assert readme_commands.column(PAGE, "pip")[1:] == [
        Command("echo a | cat"),
        Command("false", code=1),
    ]


def test_a_code_span_of_another_column_is_no_command():
    assert "pytest" not in readme_commands.known(PAGE)
    assert "make test" in readme_commands.known(PAGE)


def test_a_fence_without_a_language_is_no_command():
    assert "not a command" not in readme_commands.known(PAGE)


def test_commands_are_chosen_by_their_words():
    assert readme_commands.chosen(PAGE, "make demo; false ;") == [
        Command("make demo"),
        Command("false", code=1),
    ]


def test_a_command_that_the_readme_does_not_have_is_refused_with_those_it_has():
    with pytest.raises(NotThere, match=r"no command 'make tea'(?s:.)*  make demo\n"):
        readme_commands.chosen(PAGE, "make demo; make tea")


def test_a_column_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(NotThere, match="it has: make, pip"):
        readme_commands.column(PAGE, "conda")


@pytest.mark.parametrize("read", [readme_commands.prerequisites, readme_commands.clone])
def test_a_readme_without_the_block_is_refused(read):
    with pytest.raises(NotThere, match="has no"):
        read("# Nothing\n")


# This README


@pytest.mark.parametrize("column", clean_room.SETTINGS["COLUMN"])
def test_every_column_of_this_readme_begins_as_root_and_ends_with_the_proof(column):
    commands = readme_commands.column(README, column)
    assert commands[0].as_root and not commands[-1].as_root
    assert commands[-1].text.endswith(" check")


def test_this_readme_names_the_make_command_before_it_is_used():
    installed = " ".join(texts(readme_commands.prerequisites(README)))
    for package in ("git", "make", "python3-venv", "ca-certificates"):
        assert f" {package}" in installed


def test_the_address_of_the_public_copy_is_the_only_thing_that_is_replaced():
    steps = clean_room.plan(README, clean_room.settings([], {}))
    assert texts(steps.clone) == [
        line.replace("https://github.com/YOUR_COURSE/", "file:///srv/")
        for line in texts(readme_commands.clone(README))
    ]
    assert "git clone file:///srv/dinosaur-island" in texts(steps.clone)
    assert steps.then == readme_commands.column(README, "make")
