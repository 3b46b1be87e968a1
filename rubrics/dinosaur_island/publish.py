"""What a notebook's folder gets beside the questions: the first reports of the long
run, for every corpus that the kit knows."""

from __future__ import annotations

import hashlib
import json

from grader.assignments.rubric import Rubric
from grader.workshop.expected_outputs import CLASSIC_LOG
from utils.corpus import data_file, read_text

from . import observe

CLASSIC_LOWER_SHA256 = "8f559199fe891d4c1708c9a9b2992298b95e1e961b5664163eabdf5c56ca63e1"  # of the text in lower case


def files(rubric: Rubric) -> dict[str, str]:
    """The kit's own log from the right answers, the classic one as the classic text
    prints it."""
    data = read_text(data_file("dinos.txt"))
    own = {"corpus": "the kit's own names", "sha256": hashlib.sha256(data.encode()).hexdigest()}
    own |= observe.log(observe.long_run(rubric.answers.functions, data, observe.ITERATIONS))
    reports = [row for row in CLASSIC_LOG if row[0] < observe.ITERATIONS]
    classic = {
        "corpus": "the classic names",
        "sha256": CLASSIC_LOWER_SHA256,
        "iterations": [row[0] for row in reports],
        "losses": [float(row[1]) for row in reports],
        "names": [name for row in reports for name in row[2].split()],
    }
    for log in (own, classic):
        log["names"] = [name.lower() for name in log["names"]]
    text = json.dumps({"logs": [own, classic]}, indent=1, ensure_ascii=False) + "\n"
    return {observe.LOGS.name: text}
