"""Notebooks that are a weapon by their form: their size, depth, encoding, metadata,
outputs."""

import copy
import json
from collections.abc import Callable
from pathlib import Path

from . import Attack

NOTEBOOK = "dinosaur_island.ipynb"
UNREADABLE = ("unreadable",)
SCRIPT = "<script>window.HARM = 1</script><img src=x onerror='window.HARM=1'><iframe src='javascript:window.HARM=1'></iframe>"


def _made(change: Callable[[dict], dict | None]) -> Callable[[Path, object], None]:
    """The blank notebook as plain JSON, changed and written."""

    def make(folder: Path, blank) -> None:
        notebook = json.loads(json.dumps(blank))
        changed = change(notebook)
        (folder / NOTEBOOK).write_text(json.dumps(notebook if changed is None else changed), encoding="utf-8")

    return make


def _raw(write: Callable[[str], bytes]) -> Callable[[Path, object], None]:
    """The blank notebook's own text, turned into other bytes."""

    def make(folder: Path, blank) -> None:
        (folder / NOTEBOOK).write_bytes(write(json.dumps(blank)))

    return make


def _code(source: str, **metadata) -> dict:
    return {
        "cell_type": "code",
        "metadata": metadata,
        "source": source,
        "outputs": [],
        "execution_count": 1,
        "id": "own",
    }


def _text(source: str, **more) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": source, "id": "text", **more}


def _graded(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]


def _deep_metadata(text: str) -> bytes:
    return text.replace('"metadata"', f'"deep": {"[" * 10**5}{"]" * 10**5}, "metadata"', 1).encode()


def _long_number(text: str) -> bytes:
    return b'{"cells": ' + b"9" * 10**6 + b"}"


def _half_characters(text: str) -> bytes:
    return text.replace("#", "#\\ud800").encode()


def _many_cells(notebook: dict) -> None:
    notebook["cells"] += [_text("")] * 100_000


def _long_cell(notebook: dict) -> None:
    notebook["cells"].append(_code("# " + "x" * 5 * 2**20))


def _many_exits(notebook: dict) -> None:
    exits = [_code(f"import os; os._exit({number})") for number in range(45)]
    notebook["cells"] = exits + notebook["cells"]


def _claims(notebook: dict) -> None:
    for cell in _graded(notebook):
        cell["metadata"]["nbgrader"] |= {"points": 1e9, "score": 100, "locked": False}
        cell["metadata"]["score"] = 100
    notebook["metadata"] |= {"score": 100, "nbgrader": {"score": 100, "max_score": 100}}


def _claims_by_new_tests(notebook: dict) -> None:
    own = {"grade": True, "solution": False, "locked": False, "points": 100, "schema_version": 3}
    notebook["cells"].append(_code("100.0", nbgrader={"grade_id": "bonus", **own}))
    notebook["cells"].append(_code("100.0", nbgrader={"grade_id": "model_hidden", **own}))


def _tests_replaced(notebook: dict) -> None:
    for cell in _graded(notebook):
        cell["source"] = "### BEGIN HIDDEN TESTS\n100.0\n### END HIDDEN TESTS\n100.0"


def _tests_deleted(notebook: dict) -> None:
    notebook["cells"] = [cell for cell in notebook["cells"] if cell not in _graded(notebook)]


def _strange_ids(notebook: dict) -> None:
    strange = ("../../gradebook", "", "=1+1", "<b>", "x" * 10_000, "clip\0", "canary-solved", "volcano_1")
    own = {"grade": True, "solution": False, "points": 5, "schema_version": 3}
    notebook["cells"] += [_code("5.0", nbgrader={"grade_id": each, **own}) for each in strange]


def _ids_of_other_types(notebook: dict) -> None:
    for value in (None, 7, [], {}, True, 1e308):
        notebook["cells"].append(
            {"cell_type": value, "metadata": value, "source": value, "outputs": value, "id": value}
        )
        notebook["cells"].append(_code("1", nbgrader={"grade_id": value, "points": value}, tags=value))
        notebook["cells"].append(value)


def _copies(notebook: dict) -> None:
    notebook["cells"] += [copy.deepcopy(cell) for _ in range(10) for cell in notebook["cells"]]


def _scripts(notebook: dict) -> None:
    data = {
        "text/html": SCRIPT,
        "image/svg+xml": f"<svg onload='window.HARM=1'>{SCRIPT}</svg>",
        "application/javascript": "1",
    }
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
    notebook["cells"].insert(0, _text(f'# {SCRIPT}\n\n[x](javascript:window.HARM=1)\n\n![x](x"onerror="window.HARM=1)'))
    notebook["cells"].insert(1, _code(f"# {SCRIPT}"))
    notebook["metadata"]["title"] = SCRIPT


def _script_in_an_error(notebook: dict) -> None:
    notebook["cells"].insert(0, _code(f"raise ValueError({SCRIPT!r})"))


def _attachment(megabytes: int) -> Callable[[dict], None]:
    def change(notebook: dict) -> None:
        attachments = {"big.png": {"image/png": "A" * (megabytes * 2**20)}}
        notebook["cells"].append(_text("![](attachment:big.png)", attachments=attachments))

    return change


def _deep_text(notebook: dict) -> None:
    notebook["cells"] += [_text(">" * 20_000), _text("[" * 20_000), _text("*a_ " * 10_000), _text("- " * 5_000)]


def _other_kernel(notebook: dict) -> None:
    notebook["metadata"]["kernelspec"] = {"name": "../../evil", "argv": ["touch", "pwned"], "language": "bash"}
    notebook |= {"nbformat": 99, "nbformat_minor": -1}


def _parser_bombs(notebook: dict) -> None:
    bombs = (
        "-" * 100_000 + "1",
        "a" + ".a" * 90_000,
        "(" * 9_000,
        "lambda:" * 20_000,
        "x = '\0'",
        "\ud800",
        "f'{" * 500,
    )
    notebook["cells"] = [_code(bomb) for bomb in bombs] + notebook["cells"]


def _terminal(notebook: dict) -> None:
    notebook["cells"].insert(0, _code("raise RuntimeError('\\x1b[2J\\x1b]0;owned\\x07 \\u202e =1+1\\r\\n,100')"))


ATTACKS = (
    Attack("many-cells", "100,000 cells", make=_made(_many_cells), states=UNREADABLE),
    Attack("many-exits", "45 cells that end their process", make=_made(_many_exits)),
    Attack("much-code", "two megabytes of statements", first="a;" * 2**20, states=("graded", "unreadable")),
    Attack("long-cell", "a cell of five megabytes", make=_made(_long_cell), states=UNREADABLE),
    Attack("deep-metadata", "depth in the metadata", make=_raw(_deep_metadata), states=UNREADABLE),
    Attack("long-number", "a number of a million digits", make=_raw(_long_number), states=UNREADABLE),
    Attack("half-characters", "escaped halves of characters", make=_raw(_half_characters)),
    Attack("big-attachment", "an attachment of 100 megabytes", make=_made(_attachment(100)), states=UNREADABLE),
    Attack("attachment", "an attachment of 20 megabytes", make=_made(_attachment(20))),
    Attack("claims-points", "metadata that claim points", make=_made(_claims)),
    Attack("claims-tests", "test cells of its own", make=_made(_claims_by_new_tests)),
    Attack("tests-replaced", "test cells that return 100", make=_made(_tests_replaced)),
    Attack("tests-deleted", "no test cell at all", make=_made(_tests_deleted)),
    Attack("strange-ids", "other students' and impossible cell ids", make=_made(_strange_ids)),
    Attack("other-types", "numbers and lists where texts belong", make=_made(_ids_of_other_types)),
    Attack("copies", "every cell eleven times", make=_made(_copies)),
    Attack("scripts", "scripts in outputs, text and code", make=_made(_scripts)),
    Attack("script-in-error", "a script in an error message", make=_made(_script_in_an_error)),
    Attack("deep-text", "Markdown that breaks readers", make=_made(_deep_text)),
    Attack("other-kernel", "a kernel that starts a program", make=_made(_other_kernel)),
    Attack("parser-bombs", "code that breaks Python's parser", make=_made(_parser_bombs)),
    Attack("terminal", "an error that writes on the terminal and in the table", make=_made(_terminal)),
)
