"""What an iteration of training costs with `utils`, with the textbook's helpers and in C:
`python -P -m bench.training`.

All train from the same start on the same names, in turns in one run: forward, back, clip,
update, the smoothed loss, and no sampling. Each ends with the textbook's loss, or there is
no table. The least of the turns counts, for noise of the machine only ever adds time, and
the median stands beside it.

With `--peers PYTHON` PyTorch and JAX take their turns, too. PYTHON is an interpreter that
has both: `python3 -m venv build/peers && build/peers/bin/pip install torch jax`.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

import utils
from tests import oracle

N_A = 50
HERE = Path(__file__).parent / "contenders"
IN_C = "C, gcc -O2"
Name = tuple[list[int | None], list[int]]
"""The inputs X and the targets Y of a name."""
Train = Callable[[], tuple[float, float]]
"""Trains once, from the start; seconds of processor time and the smoothed loss."""


def names(iterations: int) -> list[Name]:
    """What `model` reads in that many iterations, in its order."""
    data = utils.load_names(quiet=True)
    to_ix, _ = utils.vocabulary(data)
    examples = [line.strip() for line in data.lower().split("\n")]
    np.random.seed(0)
    np.random.shuffle(examples)
    chosen = [examples[j % len(examples)] for j in range(iterations)]
    spelled = [[to_ix[char] for char in name] for name in chosen]
    return [([None, *ix], [*ix, to_ix["\n"]]) for ix in spelled]


def by_kit(kit: object, read: Sequence[Name], n: int) -> Train:
    """The training with these helpers, in this process."""

    def train() -> tuple[float, float]:
        parameters = utils.initialize_parameters(N_A, n, n)
        a_prev, loss = np.zeros((N_A, 1)), utils.get_initial_loss(n, 7)
        began = time.process_time()
        for X, Y in read:
            cur_loss, _, a_prev = oracle.optimize(X, Y, a_prev, parameters, kit=kit)
            loss = utils.smooth(loss, cur_loss)
        return time.process_time() - began, loss

    return train


def job(folder: Path, read: Sequence[Name], n: int) -> Path:
    """Write the start and the names for another program: doubles, the five weights by
    rows, then of each name its length, its X (-1 is no letter) and its Y. The sizes lie
    beside it."""
    numbers = [each.ravel() for each in utils.initialize_parameters(N_A, n, n).values()]
    for X, Y in read:
        numbers.append([len(X), *(-1 if ix is None else ix for ix in X), *Y])
    path = folder / "job.bin"
    path.with_suffix(".sizes").write_text(f"{N_A} {n}\n")
    np.concatenate(numbers).astype(float).tofile(path)
    return path


@contextlib.contextmanager
def by_program(command: Sequence[object]) -> Iterator[Train]:
    """The training in a program that does it once for each line that it reads."""
    words = [str(word) for word in command]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(words, **pipes) as program:

        def train() -> tuple[float, float]:
            print(file=program.stdin, flush=True)
            answer = program.stdout.readline().split()
            if len(answer) != 2:  # its reason stands on stderr
                raise ValueError(f"{words[0]} gave no answer")
            return float(answer[0]), float(answer[1])

        yield train
        program.stdin.close()


def compiled(folder: Path, n: int) -> Path | None:
    """The program in C, compiled by gcc; None where there is no gcc."""
    gcc, program = shutil.which("gcc"), folder / "training"
    if gcc is None:
        return None
    sizes = [f"-DN_A={N_A}", f"-DN={n}"]
    source = HERE / "training.c"
    subprocess.run([gcc, "-O2", *sizes, source, "-o", program, "-lm"], check=True)
    return program


def in_turns(contenders: dict[str, Train], turns: int) -> dict[str, list[float]]:
    """The seconds of each in each turn. Raises ValueError where one ends with another
    loss than the first."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(turns):
        expected = None
        for name, train in contenders.items():
            took, loss = train()
            expected = loss if expected is None else expected
            if not math.isclose(loss, expected, rel_tol=1e-9):
                raise ValueError(f"{name} ends with the loss {loss}, not {expected}")
            seconds[name].append(took)
    return seconds


def measure(iterations: int, turns: int, peers: str = "") -> dict[str, list[float]]:
    """The seconds of an iteration, turn by turn, of all that can be had here."""
    read, n = names(iterations), len(utils.vocabulary(utils.load_names(quiet=True))[0])
    kits = {"textbook": oracle.helpers(), "utils": utils}
    contenders = {name: by_kit(kit, read, n) for name, kit in kits.items()}
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        contextlib.ExitStack() as stack,
    ):
        path, commands = job(Path(folder), read, n), {}
        if program := compiled(Path(folder), n):
            commands[IN_C] = [program, path]
        if peers:
            script = HERE / "train_by_library.py"
            commands["PyTorch"] = [peers, "-P", script, "torch", path]
            commands["JAX"] = [peers, "-P", script, "jax", path]
        for name, command in commands.items():
            contenders[name] = stack.enter_context(by_program(command))
        taken = in_turns(contenders, turns)
    return {name: [each / iterations for each in row] for name, row in taken.items()}


def table(seconds: dict[str, list[float]]) -> str:
    """One contender a line; its ratio to `utils`, by the least and by the median of the
    ratios turn by turn."""
    head = f"{'an iteration, CPU us':22}{'least':>9}{'median':>9}{'to utils':>10}{'median':>9}"
    lines, ours = [head, "-" * len(head)], seconds["utils"]
    for name, row in seconds.items():
        by_turn = statistics.median(a / b for a, b in zip(row, ours, strict=True))
        figures = f"{min(row) * 1e6:9.1f}{statistics.median(row) * 1e6:9.1f}"
        lines.append(f"{name:22}{figures}{min(row) / min(ours):10.2f}{by_turn:9.2f}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -P -m bench.training", description="An iteration of training, in turns."
    )
    parser.add_argument("--iterations", type=int, default=4000)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--peers", default="", metavar="PYTHON")
    parser.add_argument(
        "--quick", action="store_true", help="one short turn of each: it measures little"
    )
    chosen = parser.parse_args(arguments)
    iterations, turns = (500, 1) if chosen.quick else (chosen.iterations, chosen.turns)
    seconds = measure(iterations, turns, chosen.peers)
    print(table(seconds))
    if IN_C not in seconds:
        print("C is not among them: there is no gcc.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
