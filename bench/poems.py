"""How well the sonnets' model spells: `python -m bench.poems [--poems N]`.

Samples N poems (100) as the notebook does, at its temperature and length, and prints
the share of their words that stand in the text the model was trained on. That says
nothing about sense. The words of the held-out tenth are counted in the same way: even
Shakespeare uses new ones. The same command gives the same numbers.
"""

from __future__ import annotations

import argparse
import inspect
from itertools import islice

import numpy as np

from tools.data.sonnets_training import _words
from utils.sonnets import model as sonnets
from utils.sonnets import verse, watching


def share(words: list[str], known: set[str]) -> float:
    """The share of the words that are known."""
    return sum(word in known for word in words) / len(words)


def poem(model: sonnets.Model, temperature: float, length: int, seed: int) -> str:
    """One poem behind the notebook's own first words, without them and without what may
    be torn at its end."""
    rng = np.random.default_rng(seed)
    letters = verse.continue_text(model, verse.EXAMPLE, temperature, rng)
    return "".join(islice(letters, length)).rpartition(" ")[0]


def measured(poems: int) -> dict[str, float]:
    """The shares, by what was counted."""
    model, text = sonnets.load_model(), sonnets.load_sonnets()
    trained, rest = sonnets.held_out(np.array(list(text)))
    known = set(_words("".join(trained)))
    defaults = inspect.signature(verse.generate_output).parameters
    temperature, length = (defaults[name].default for name in ("temperature", "length"))
    with watching.one_thread():
        written = [poem(model, temperature, length, seed) for seed in range(poems)]
    return {
        f"{poems} poems at temperature {temperature}": share(_words(" ".join(written)), known),
        "Shakespeare's own held-out tenth": share(_words("".join(rest)), known),
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.poems", description=__doc__)
    parser.add_argument("--poems", type=int, default=100)
    for what, part in measured(parser.parse_args(arguments).poems).items():
        print(f"{what}: {part:.1%} of the words are in the training text")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
