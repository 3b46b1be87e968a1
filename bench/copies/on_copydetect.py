"""Run in copydetect's own environment: reads pairs of Python texts as JSON from
standard input, writes each pair's similarity and the seconds that it took."""

from __future__ import annotations

import io
import json
import sys
import time

from copydetect.detector import CodeFingerprint, compare_files
from copydetect.utils import filter_code, get_document_fingerprints

GRAM, WINDOW = 25, 6  # copydetect's own: noise_t = 25, guarantee_t = 30


def main() -> None:
    asked = json.load(sys.stdin)
    started = time.perf_counter()
    release, _ = filter_code(asked["release"], "release.py", "python")
    common, _ = get_document_fingerprints(release, GRAM, WINDOW)
    prints = {
        name: CodeFingerprint(
            f"{name}.py", GRAM, WINDOW, list(common), True, "python", io.StringIO(text)
        )
        for name, text in asked["texts"].items()
    }
    read = time.perf_counter()
    found = []
    for a, b in asked["pairs"]:
        _, ratios, _ = compare_files(prints[a], prints[b])
        found.append(float(max(ratios)))
    ended = time.perf_counter()
    json.dump({"ratios": found, "read": read - started, "compared": ended - read}, sys.stdout)


if __name__ == "__main__":
    main()
