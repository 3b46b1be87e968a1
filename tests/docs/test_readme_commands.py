"""What the clean room reads in the README and in docs/install.md."""

import pytest

from tests.conftest import ROOT
from tools import clean_room, readme_commands
from tools.readme_commands import Command, NotThere

PAGES = readme_commands.pages(lambda page: (ROOT / page).read_text(encoding="utf-8"))
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


def test_a_column_gives_its_code_spans_and_the_exit_codes_that_are_right():
    assert readme_commands.column(PAGE, "make") == [
        Command("make system", as_root=True),
        Command("make demo"),
    ]
    assert readme_commands.column(PAGE, "pip")[1:] == [
        Command("echo a | cat"),
        Command("false", code=1),
    ]
    assert not {"pytest", "not a command"} & set(readme_commands.known(PAGE))


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (
            lambda page: readme_commands.chosen(page, "make demo; make tea"),
            "no command 'make tea'",
        ),
        (lambda page: readme_commands.column(page, "conda"), "they have: make, pip"),
        (lambda _: readme_commands.prerequisites("# Nothing\n"), "have no"),
        (lambda _: readme_commands.clone("# Nothing\n"), "have no"),
    ],
)
def test_what_the_pages_do_not_have_is_refused(read, said):
    with pytest.raises(NotThere, match=said):
        read(PAGE)


# These pages


@pytest.mark.parametrize("column", clean_room.SETTINGS["COLUMN"])
def test_every_column_begins_as_root_and_ends_with_the_proof(column):
    commands = readme_commands.column(PAGES, column)
    assert commands[0].as_root and not commands[-1].as_root
    assert commands[-1].text.endswith(" check")
    installed = " ".join(texts(readme_commands.prerequisites(PAGES)))
    for package in ("git", "make", "python3-venv", "ca-certificates"):
        assert f" {package}" in installed


def test_the_address_of_the_public_copy_is_the_only_thing_that_is_replaced():
    steps = clean_room.plan(PAGES, clean_room.settings([], {}))
    assert texts(steps.clone) == [
        line.replace("https://github.com/YOUR_COURSE/", "file:///srv/")
        for line in texts(readme_commands.clone(PAGES))
    ]
    assert "git clone file:///srv/dinosaur-island" in texts(steps.clone)
    assert steps.then == readme_commands.column(PAGES, "make")
