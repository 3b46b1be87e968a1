"""The model card of `data/sonnets.npz`, with its measured figures."""

from __future__ import annotations

import hashlib

from tools.data.sonnets_ngrams import best
from tools.data.sonnets_training import EPOCHS, SEED, known_words, student_epochs
from utils.sonnets.model import (
    LEARNING_RATE,
    STEPS,
    STREAMS,
    STUDENT_RATE,
    Model,
    encode,
    held_out,
    measure,
)

TEMPERATURES = (0.5, 0.7, 1.0)


def figures(model: Model, text: str) -> dict[str, object]:
    """The card's numbers: losses in bits a character, and the parts of a sample's words
    that the Sonnets have."""
    order, baseline = best(text)
    students = student_epochs(model, text)
    return {
        "held_out": measure(model.parameters, held_out(encode(text, model.symbols))[1]),
        "order": order,
        "baseline": baseline,
        "after": [after for _, after in students],
        "gains": [before - after for before, after in students],
        "words": {
            temperature: known_words(model, text, temperature) for temperature in TEMPERATURES
        },
    }


def card(model: Model, text: str, found: dict[str, object]) -> str:
    """The card as Markdown."""
    words = ", ".join(
        f"{100 * part:.0f} % at {temperature}" for temperature, part in found["words"].items()
    )
    return CARD.format(
        numbers=sum(value.size for value in model.parameters.values()),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        cut=len(text) * 9 // 10,
        rest=len(text) - len(text) * 9 // 10,
        epochs=EPOCHS,
        seed=SEED,
        rate=LEARNING_RATE,
        student_rate=STUDENT_RATE,
        streams=STREAMS,
        steps=STEPS,
        better=found["baseline"] - found["held_out"],
        afters=", ".join(f"{after:.3f}" for after in found["after"]),
        least=min(found["gains"]),
        word_list=words,
        **{name: found[name] for name in ("held_out", "order", "baseline")},
    )


CARD = """\
# The model in `sonnets.npz`

The weights that the second notebook begins with. This page and the file are written by one command, `make sonnets`
(`python -m tools.data.sonnets train`). It gives the same bits whenever it is run on one machine; another
machine rounds otherwise, and its weights differ a little. `python -m tools.data.sonnets judge` measures the
committed weights again.

## What it is
A character-level language model: an embedding of 64, two LSTM layers of 192 cells, a softmax over 61 symbols;
{numbers:,} numbers, stored as float16. The file holds plain arrays and no pickle. The code is `utils/sonnets/lstm.py`.

## Data
`sonnets.txt` (`SONNETS.md` tells where it comes from; sha256 `{sha256}`).
It learnt from the first {cut:,} characters. The last {rest:,}, from the 139th sonnet on, it never saw.

## Recipe
- {epochs} epochs; {streams} streams of text side by side, {steps} characters between two updates, the state carried
  along a stream; each epoch begins at a random offset with a zero state.
- Adam at the constant rate {rate}, gradients shortened to norm 1; dropout 0.1 behind the embedding, 0.4 behind each
  layer; forget biases begin at 1; seed {seed}; float32.
- It stops early on purpose: a student's one more epoch, its rate falling from {student_rate} to 0, shall have something
  to gain. `sonnets_loss.csv` (`python -m tools.data.sonnets curve`) shows how training would go on.

## Measured
Bits a character on the tenth that it never saw; lower is better.

| | bits |
| --- | --- |
| a symbol drawn blindly | 5.931 |
| best n-gram baseline (Witten-Bell, orders 3 to 5: order {order}) | {baseline:.3f} |
| these weights | {held_out:.3f} |
| after a student's epoch, seeds 0 to 4 | {afters} |

They are {better:.3f} bits better than the baseline. The student's epoch gains at least {least:.3f} bits with each of
the seeds. Of the words that it writes, so many occur in the Sonnets: {word_list} (temperature).

## What it can't do
- It has no idea of sense. It knows spelling, some grammar, the length of a line and that lines begin with a capital.
- It does not rhyme on purpose, and it counts no syllables and no fourteen lines.
- It knows one author of about 1600 and his 61 symbols: no digits, no capital Q, X or Z, no accents.
- Lines may come out that stand in the Sonnets word for word; nothing here searches for that.
- The text is old love poetry with its time's views of women, age and beauty. The model repeats them.
"""
