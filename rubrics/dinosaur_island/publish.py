"""What a notebook's folder gets beside the questions: the first reports of the long
run, for every corpus that the kit knows. And the sealed cases of "Find the fault"."""

from __future__ import annotations

import hashlib
import json
import tomllib

from dinosaur_grader.assignments.rubric import Rubric
from dinosaur_grader.workshop import gallery
from utils.cases import keys
from utils.cases.sealed import seal
from utils.corpus import data_file, read_text

from . import observe

CLASSIC_LOWER_SHA256 = "8f559199fe891d4c1708c9a9b2992298b95e1e961b5664163eabdf5c56ca63e1"  # of the text in lower case


def files(rubric: Rubric) -> dict[str, str]:
    """The kit's own log from the right answers, the classic one as the classic text
    prints it."""
    data = read_text(data_file("dinos.txt"))
    own = {"corpus": "the kit's own names", "sha256": hashlib.sha256(data.encode()).hexdigest()}
    own |= observe.log(observe.long_run(rubric.answers.functions, data, observe.ITERATIONS))
    table = tomllib.loads((rubric.folder / "words/classic_log.toml").read_text("utf-8"))
    reports = [row for row in table["report"] if row["iteration"] < observe.ITERATIONS]
    classic = {
        "corpus": "the classic names",
        "sha256": CLASSIC_LOWER_SHA256,
        "iterations": [row["iteration"] for row in reports],
        "losses": [float(row["loss"]) for row in reports],
        "names": [name for row in reports for name in row["names"].split()],
    }
    for log in (own, classic):
        log["names"] = [name.lower() for name in log["names"]]
    text = json.dumps({"logs": [own, classic]}, indent=1, ensure_ascii=False) + "\n"
    return {observe.LOGS.name: text}


def elsewhere(rubric: Rubric) -> dict[str, str]:
    """The cases of the page "Find the fault", each sealed by its right answer's own
    key."""
    table = tomllib.loads((rubric.folder / "words/find_the_fault.toml").read_text("utf-8"))
    rows = [_case(rubric, number, row) for number, row in enumerate(table["case"], 1)]
    return {"utils/cases/cases.json": "[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n"}


def _case(rubric: Rubric, number: int, row: dict) -> dict:
    name = row["function"]
    wrong = (a for a in gallery.answers(rubric) if not a.right and a.function == name)
    code = next(a.text for a in wrong if a.name == row["file"]).rstrip()
    answers = dict([(row["right"], None), *row["others"]])
    order = sorted(answers, key=lambda text: hashlib.sha256(text.encode()).digest())
    letters = dict(zip("ABCD", order, strict=True))
    inside = {
        "code": code,
        "sentences": letters,
        "right": next(letter for letter, text in letters.items() if text == row["right"]),
        "no": {letter: answers[text] for letter, text in letters.items() if answers[text]},
        "why": row["why"],
    }
    key = keys.key(name, rubric.answers.functions[name], number)
    return {"function": name, "sealed": seal(inside, key)}
