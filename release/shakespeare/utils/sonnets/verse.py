"""The Sonnets' model writes: first words in, a poem out, letter by letter."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from itertools import islice
from numbers import Real

import numpy as np

from . import lstm
from .model import Model, encode, load_model

__all__ = ["cell_most_like", "continue_text", "generate_output", "memory_along", "prepare"]

LONGEST = 40  # a prompt has fewer characters than this
EXAMPLE = "Forsooth this maketh no sense "
ONE_LINE = (
    "A poem's first words stand on one line, so line breaks and tabs became spaces or went."
)
# What can stand for a character that the Sonnets do not have.
STAND_INS = str.maketrans(
    {'"': "'", "“": "'", "”": "'", "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."}
)


def prepare(first_words: object, symbols: str) -> tuple[str | None, list[str]]:
    """Make a prompt of what somebody typed.

    Returns `(prompt, notes)`; the prompt is None if there is nothing to begin with.
    Line breaks and tabs inside become spaces, those at the ends go. A character that is
    not in `symbols` gives way to its like, if there is one (a plain quotation mark, the
    letter without its accent, the other case), or is left out. `notes` are sentences
    that say what was done, or what is wrong. Spaces at the end stay: they change the
    poem.
    """
    if not isinstance(first_words, str):
        return None, [
            f"The first words have to be text, as in {EXAMPLE!r}, and not {type(first_words).__name__}."
        ]
    one_line = _on_one_line(first_words)
    notes = [] if one_line == first_words else [ONE_LINE]
    if len(one_line) >= LONGEST:
        return None, [
            *notes,
            f"These are {len(one_line)} characters. Please begin with fewer than {LONGEST}.",
        ]
    # an accent and its letter are one character
    letters = unicodedata.normalize("NFC", one_line)
    replaced = {char: _alike(char, symbols) for char in letters if char not in symbols}
    notes += [
        f"The Sonnets have no {char}, so {known} stands in for it."
        for char, known in replaced.items()
        if known
    ]
    unknown = ", ".join(_shown(char) for char, known in replaced.items() if not known)
    if unknown:
        notes.append(f"The Sonnets have no {unknown}, so that was left out.")
    # "..." for one sign may lengthen it
    prompt = "".join(replaced.get(char, char) for char in letters)[: LONGEST - 1]
    if not prompt.strip():
        return None, [*notes, f"A poem needs a word to begin with. Try {EXAMPLE!r}."]
    return prompt, notes


def _on_one_line(text: str) -> str:
    """Lines joined by a space; nothing for a line break at an end."""
    lines = text.strip("\r\n\t\v\f").splitlines()
    return " ".join(line.replace("\t", " ") for line in lines)


def _alike(char: str, symbols: str) -> str:
    """Known characters that can stand for an unknown one, or nothing."""
    plain = unicodedata.normalize("NFKD", char.translate(STAND_INS))
    known = "".join(
        c if c in symbols else c.swapcase() for c in plain if not unicodedata.combining(c)
    )
    return known if all(c in symbols for c in known) else ""


def _shown(char: str) -> str:
    return char if char.isprintable() else f"U+{ord(char):04X}"


def continue_text(
    model: Model, prompt: str, temperature: float = 0.7, rng: np.random.Generator | None = None
) -> Iterator[str]:
    """Write on behind `prompt`, one character after the other, without end: a generator
    of characters.

    Each is drawn from softmax(logits / temperature): below 1 the likely ones get
    likelier still, above 1 the rare ones get their turn. `rng` is a random generator,
    new where it is None.
    """
    rng = rng or np.random.default_rng()
    p = model.parameters
    # (V, 4 n_a): what each symbol brings to the first layer's gates
    into_first = p["E"] @ p["W1"] + p["b1"]
    state = lstm.zero_state(p)
    for ix in encode(prompt, model.symbols):
        logits, state = _step(p, into_first, ix, state)
    while True:
        ix = _draw(logits / temperature, rng)
        yield model.symbols[ix]
        logits, state = _step(p, into_first, ix, state)


def _step(
    p: dict[str, np.ndarray], into_first: np.ndarray, ix: int, state: tuple[np.ndarray, ...]
) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    """Read one symbol: the logits (V,) of the next one, and the new state."""
    h1, c1, h2, c2 = state
    h1, c1, _, _ = lstm.lstm_step(into_first[ix : ix + 1], h1, c1, p["U1"])  # (1, n_a)
    h2, c2, _, _ = lstm.lstm_step(h1 @ p["W2"] + p["b2"], h2, c2, p["U2"])  # (1, n_a)
    return (h2 @ p["Wy"] + p["by"])[0], (h1, c1, h2, c2)


def _draw(logits: np.ndarray, rng: np.random.Generator) -> int:
    """An index with the probabilities softmax(logits): the first whose cumulated weight
    passes a random part of all."""
    cumulated = np.cumsum(np.exp(logits - logits.max()))
    return min(
        int(np.searchsorted(cumulated, rng.random() * cumulated[-1], side="right")),
        len(logits) - 1,
    )


def generate_output(
    first_words: str,
    model: Model | None = None,
    temperature: float = 0.7,
    length: int = 400,
    seed: int | None = None,
) -> None:
    """Print the first words of a poem and what the model makes of them.

    `first_words` are fewer than 40 characters. About `length` characters are written,
    to the end of a line. The same `seed` gives the same poem. `model` is the committed
    one where it is None. What can't be used gets a sentence that says why, and no poem.
    """
    model = model or load_model()
    prompt, notes = prepare(first_words, model.symbols)
    if not (
        isinstance(temperature, Real) and math.isfinite(temperature) and temperature >= 0.05
    ):
        prompt, notes = (
            None,
            [f"The temperature has to be a number from 0.05 on, and not {temperature!r}."],
        )
    for note in notes:
        print(note)
    if prompt is None:
        return
    print(prompt, end="")
    letters = continue_text(model, prompt, temperature, np.random.default_rng(seed))
    for letter in islice(letters, length):
        print(letter, end="", flush=letter == "\n")
    print(_rest_of_line(letters))


def _rest_of_line(letters: Iterator[str], longest: int = 80) -> str:
    rest = "".join(islice(letters, longest))
    return rest.partition("\n")[0]


def memory_along(model: Model, text: str, layer: int = 2) -> np.ndarray:
    """What the memory cells of a layer hold after each character of `text`: an array
    (len(text), n_a).

    Every character has to be one that the model knows.
    """
    ix = encode(text, model.symbols)[:, None]
    _, _, (_, *layers, _, _) = lstm.forward(
        model.parameters, ix, lstm.zero_state(model.parameters)
    )
    return layers[layer - 1]["c"][1:, 0]


def cell_most_like(memory: np.ndarray, pattern: np.ndarray) -> tuple[int, float]:
    """The cell whose memory (T, n_a) goes along best with `pattern (T,)`, up or down:
    `(index, correlation)`."""
    centred = memory - memory.mean(axis=0)  # (T, n_a)
    wanted = pattern - np.mean(pattern)
    size = np.sqrt((centred**2).sum(axis=0) * (wanted**2).sum()) + 1e-12
    correlation = wanted @ centred / size  # (n_a,)
    best = int(np.abs(correlation).argmax())
    return best, float(correlation[best])
