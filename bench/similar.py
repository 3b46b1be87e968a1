"""`python -m bench.similar`: how well copied work is found, beside copydetect and
compare50, in one run.

Labelled pairs from the gallery: its right answers are written independently, so two of
them are two authors' work; a disguised copy of one is not. The peers (PyPI) are
installed at the first use, each into a folder of its own; all get the same notebooks
and the same release, and nothing else of the class.

Then classes of 180 in which nobody copied: how many groups are shown all the same, and
how many pairs in them that share no text.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from bench.contenders.environments import NoPeer, scripts
from bench.copies import disguises
from bench.hints import BEGINNERS
from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.desk.report import similar
from dinosaur_grader.workshop import gallery

WANTED = {"copydetect": ("copydetect>=0.5,<0.6",), "compare50": ("compare50>=1.2,<1.3",)}
SHOWN = 0.33  # copydetect's own threshold
LISTED = 50  # compare50 has none, and lists so many pairs
SIZES = (250, 500, 1000, 2000)
CLASS = 180
Pair = tuple[str, str]


class Labelled(msgspec.Struct, frozen=True):
    """Notebooks by name, the release's cells, and pairs: copies by disguise, and two
    authors' work."""

    books: dict[str, list[str]]
    release: list[str]
    copies: dict[str, list[Pair]]
    others: list[Pair]


class Found(msgspec.Struct, frozen=True):
    """What one program says: each pair's similarity from 0 to 1, from where on it shows
    a pair, and its seconds for all of it."""

    name: str
    ratios: dict[Pair, float]
    shown: float
    seconds: float


def labelled(name: str = "dinosaur_island") -> Labelled:
    """The labelled set; the same at each call."""
    work, rng = load(name), random.Random(16)
    answers = [answer for answer in gallery.answers(work.rubric) if answer.right]
    functions = list(dict.fromkeys(answer.function for answer in answers))
    texts = [[a.text for a in answers if a.function == function] for function in functions]
    originals = {f"author{i:02}": list(one) for i, one in enumerate(zip(*texts, strict=False))}
    books, copies = dict(originals), {}
    for disguise in disguises.ALL:
        what = disguise.__name__.replace("_", " ")
        copies[what] = [(author, f"{author} {what}") for author in originals]
        books |= {copy: disguise(originals[author], rng) for author, copy in copies[what]}
    half, names = "two of four functions", list(originals)
    copies[half] = [(author, f"{author} {half}") for author in names]
    for number, (author, copy) in enumerate(copies[half]):
        taken, own = disguises.renamed(originals[author], rng), originals[names[number - 7]]
        books[copy] = taken[:2] + own[2:] if number % 2 else own[:2] + taken[2:]
    release = [cell.source for cell in work.blank if cell.kind in ("code", "test")]
    return Labelled(books, release, copies, list(itertools.combinations(originals, 2)))


def ours(pairs: Labelled) -> Found:
    """The kit's ratios; as in a class, all notebooks are read."""
    started = time.perf_counter()
    comparison = similar.Comparison(similar.whole(pairs.books, pairs.release))
    comparison.pairs()
    seconds = time.perf_counter() - started
    asked = [*itertools.chain(*pairs.copies.values()), *pairs.others]
    ratios = {pair: comparison.share(*pair) for pair in asked}
    return Found("this kit", ratios, similar.LEAST_RATIO, seconds)


def copydetect(pairs: Labelled) -> Found:
    """copydetect's, with its own settings. Raises NoPeer."""
    every = list(itertools.combinations(pairs.books, 2))
    said = _asked("copydetect", pairs, pairs=every)
    ratios = dict(zip(every, said["ratios"], strict=True))
    return Found("copydetect", ratios, SHOWN, said["read"] + said["compared"])


def compare50(pairs: Labelled) -> Found:
    """compare50's, by its pass for structure. Its scores have no upper end: the highest
    one counts as 1. Raises NoPeer."""
    said = _asked("compare50", pairs)
    most = max(score for *_, score in said["scores"])
    ratios = dict.fromkeys(itertools.combinations(pairs.books, 2), 0.0)
    for a, b, score in said["scores"]:
        ratios[(a, b) if (a, b) in ratios else (b, a)] = score / most
    return Found("compare50", ratios, sorted(ratios.values())[-LISTED], said["seconds"])


def _asked(peer: str, given: Labelled, **more: object) -> dict:
    """What a peer says in its own environment."""
    texts = {name: "\n".join(cells) for name, cells in given.books.items()}
    asked = {"texts": texts, "release": "\n".join(given.release), **more}
    script = Path(__file__).parent / "copies" / f"on_{peer}.py"
    command = [scripts(peer, WANTED[peer]) / "python", script]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True)
    if done.returncode:
        raise NoPeer(f"it ended with an error: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout)


class Score(msgspec.Struct, frozen=True):
    """At one threshold: the copies found by disguise, false alarms, precision and
    recall."""

    found: dict[str, int]
    alarms: int
    precision: float
    recall: float

    @property
    def both(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def scored(pairs: Labelled, found: Found, least: float) -> Score:
    """What is found where pairs of at least `least` are shown."""
    by = {w: sum(found.ratios[p] >= least for p in own) for w, own in pairs.copies.items()}
    alarms, right = sum(found.ratios[p] >= least for p in pairs.others), sum(by.values())
    all_copies = sum(map(len, pairs.copies.values()))
    return Score(by, alarms, right / max(1, right + alarms), right / all_copies)


def best(pairs: Labelled, found: Found) -> tuple[float, Score]:
    """The threshold that suits a program best on just these pairs."""
    tried = [(n / 100, scored(pairs, found, n / 100)) for n in range(5, 101)]
    return max(tried, key=lambda one: one[1].both)


def table(pairs: Labelled, all_found: Sequence[Found]) -> str:
    """The Markdown table: a column for each program and threshold."""
    columns: list[tuple[str, Score]] = []
    for found in all_found:
        at, top = best(pairs, found)
        columns.append((f"{found.name}, {found.shown:.0%}", scored(pairs, found, found.shown)))
        columns.append((f"{found.name}, best: {at:.0%}", top))
    rows: list[list[str]] = [["", *(title for title, _ in columns)]]
    rows.append(["---"] * len(rows[0]))
    for what, own in pairs.copies.items():
        rows.append([f"{what}, of {len(own)}", *(str(s.found[what]) for _, s in columns)])
    rows.append([f"two authors, of {len(pairs.others)}", *(str(s.alarms) for _, s in columns)])
    rows.append(["precision", *(f"{s.precision:.3f}" for _, s in columns)])
    rows.append(["recall", *(f"{s.recall:.3f}" for _, s in columns)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def class_of(students: int, pairs: Labelled) -> dict[str, list[str]]:
    """A class in which nobody has all functions of another one, and many share some."""
    columns = _columns(pairs)
    rng, made = random.Random(16), {}
    for mixed in rng.sample(list(itertools.product(*map(range, map(len, columns)))), students):
        made[f"s{len(made):05}"] = [column[i] for column, i in zip(columns, mixed, strict=True)]
    return made


def honest(pairs: Labelled) -> dict[str, dict[str, list[str]]]:
    """Classes of 180 without copies: right answers of the gallery, so mixed that two
    students have at most one function by the same author; beginners' answers, each
    function's as different as there are; half of each."""
    right, wrong = _square(_columns(pairs)), _beginners()
    half = CLASS // 2
    both = {**dict(list(right.items())[:half]), **dict(list(wrong.items())[half:])}
    return {"right answers": right, "beginners' answers": wrong, "half of each": both}


def _columns(pairs: Labelled) -> list[tuple[str, ...]]:
    """Each function's texts by the gallery's authors."""
    authors = (book for name, book in pairs.books.items() if " " not in name)
    return list(zip(*authors, strict=True))


def _square(columns: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """Choose by orthogonal Latin squares: two of the four choices tell the others."""
    clip, sample, optimize, model = columns
    count = len(clip)
    every = list(itertools.product(range(count), repeat=2))
    chosen = random.Random(16).sample(every, CLASS)
    return {
        f"right{n:03}": [
            clip[i],
            sample[j],
            optimize[(i + j) % count],
            model[(i + 2 * j) % count],
        ]
        for n, (i, j) in enumerate(chosen)
    }


def _beginners() -> dict[str, list[str]]:
    """Deal the beginners' answers out; of a function with few of them some come twice."""
    rng, dealt = random.Random(16), []
    for function in ("clip", "sample", "optimize", "model"):
        files = sorted(BEGINNERS.rglob(f"{function}.toml"))
        tables = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
        texts = [answer["code"] for table in tables for answer in table["answer"]]
        rng.shuffle(texts)
        dealt.append([texts[n % len(texts)] for n in range(CLASS)])
    return {f"beginner{n:03}": list(own) for n, own in enumerate(zip(*dealt, strict=True))}


def alarms(books: Mapping[str, Sequence[str]], release: Sequence[str]) -> dict[str, int]:
    """Count the groups shown of a class, the students of the largest, the pairs in them,
    and those of the pairs that have no function's text in common."""
    groups = [group.students for group in similar.compared(books, release).groups]
    named = set(itertools.chain(*(itertools.combinations(who, 2) for who in groups)))
    return {
        "groups": len(groups),
        "largest": max(map(len, groups), default=0),
        "pairs": len(named),
        "without a common text": sum(not set(books[a]) & set(books[b]) for a, b in named),
    }


def seconds_for(students: int, pairs: Labelled) -> float:
    """How long a class takes."""
    books: Mapping[str, list[str]] = class_of(students, pairs)
    started = time.perf_counter()
    similar.compared(books, pairs.release)
    return time.perf_counter() - started


def main(arguments: list[str] | None = None) -> int:
    """Print the table, and how the time grows."""
    parser = argparse.ArgumentParser(prog="python -m bench.similar", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="classes to time")
    options = parser.parse_args(arguments)
    pairs = labelled()
    all_found = [ours(pairs)]
    for name, peer in (("copydetect", copydetect), ("compare50", compare50)):
        try:
            all_found.append(peer(pairs))
        except NoPeer as error:
            print(f"{name} is not among them: {error}.\n", file=sys.stderr)
    print(table(pairs, all_found), "\n")
    for what, books in honest(pairs).items():
        counted = alarms(books, pairs.release)
        print(f"{what}:", ", ".join(f"{key} {count}" for key, count in counted.items()))
    print()
    for found in all_found:
        print(f"{found.name}: {found.seconds:.1f} s for {len(pairs.books)} notebooks.")
    for size in options.sizes:
        print(f"this kit: {seconds_for(size, pairs):.1f} s for {size:,} notebooks.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
