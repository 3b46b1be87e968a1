"""What is generated is the same on each Python."""

import functools
import shutil
import subprocess

import pytest

from bench.proofs import pythons
from dinosaur_grader.checks.words.reading.reader import outline
from dinosaur_grader.workshop import gallery
from tests.dinosaurs import RUBRIC

ODD = (
    'def f(x, *y: int, z=None, **k) -> "a":\n    """Says."""\n    return f"{x!r:>3} {x=}"\n',
    "async def g(): pass\ndef f(x):\n    global a\n    return [*x, {**x}, -1j, b'', ..., 1e9]\n",
    "def f(x):\n    match x:\n        case [1, *_] | {'a': None}: return lambda y=1, /: (y := 2)\n",
    "def f(x):\n    try:\n        raise NotImplementedError('f')\n    except* A as e:\n        del x[1:, ::2]\n",
    f"def f(x):\n    return 0x{'f' * 9_000} + {'+'.join('1' * 900)}\n",
    "def f(x):\n    return 'ä\\ud800\U0001fae8', u'a'\n",
)
"""Nodes that a gallery has not, and texts that are too long or too deep for `ast.dump`."""


@functools.cache
def _texts() -> tuple[tuple[str, str], ...]:
    answers = [(each.text, each.function) for each in gallery.answers(RUBRIC)]
    given = [(RUBRIC.answers.source(f), f) for f in RUBRIC.functions]
    return (*answers, *given, *((text, "f") for text in ODD))


@pytest.mark.parametrize("python", ["python3.11", "python3.12", "python3.13", "python3.14"])
def test_a_digest_is_the_same_on_each_python_of_this_machine(python):
    found = shutil.which(python, path="/usr/bin:/usr/local/bin")
    if not found:
        pytest.skip(f"{python} is not on this machine")

    assert pythons.outlines(found, _texts()) == [outline(*each) for each in _texts()]


def test_digests_tell_texts_apart():
    assert len({outline(text, "f") for text in ODD}) == len(ODD)
    assert outline("def f(x):\n    return None", "f") != outline("def f(x):\n    return", "f")


@pytest.mark.proof
@pytest.mark.slow
def test_all_that_is_generated_is_the_same_on_each_python():
    if not shutil.which("mmdebstrap"):
        pytest.skip("mmdebstrap, which makes clean rooms, is not here")
    command = [pythons.sys.executable, "-m", "bench.proofs.pythons"]
    done = subprocess.run(command, cwd=pythons.ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout
