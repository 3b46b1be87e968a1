"""Run in compare50's own environment: reads Python texts as JSON from standard input,
writes the score of each pair that shares anything, by its pass `structure`."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from compare50 import Submission, passes
from compare50._data import Preprocessor


def main() -> None:
    asked = json.load(sys.stdin)
    preprocessor = Preprocessor(passes.structure.preprocessors)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:

        def submission(name: str, text: str) -> Submission:
            home = Path(folder) / name
            home.mkdir()
            (home / "notebook.py").write_text(text, encoding="utf-8")
            return Submission(home, ["notebook.py"], preprocessor=preprocessor)

        given = [submission(name, text) for name, text in asked["texts"].items()]
        release = submission("the release", asked["release"])
        scores = passes.structure.comparator.score(given, [], set(release.files))
        found = [(s.sub_a.path.name, s.sub_b.path.name, float(s.score)) for s in scores]
    json.dump({"scores": found, "seconds": time.perf_counter() - started}, sys.stdout)


if __name__ == "__main__":
    main()
