# %% [markdown]
# # A tokenizer

# %% exercise="Tokenizer"
class Tokenizer:
    """Words as numbers: the words of `text`, sorted, have 0, 1, 2 and so on."""

    def __init__(self, text):
        ### BEGIN SOLUTION
        self.words = sorted(set(text.split()))
        ### END SOLUTION

    def encode(self, text):
        """Return the list of the words' numbers."""
        ### BEGIN SOLUTION
        return [self.words.index(word) for word in text.split()]
        ### END SOLUTION

    def decode(self, numbers):
        """Return the words of these numbers, with a blank between them."""
        ### BEGIN SOLUTION
        return " ".join(self.words[number] for number in numbers)
        ### END SOLUTION

# %% questions="Tokenizer"
from dinosaur_grader.assignments import hidden, public, right, steps, wrong
WORDS = ["ant", "bee", "cat", "dog", "elk", "fox"]
BOTH = "t = Tokenizer(text); t.encode(some); t.decode(numbers)"
def asked(rng, n):
    words = [*rng.permutation(WORDS)[:n]]
    return steps(BOTH, text=" ".join(words * 2), some=" ".join(words[1:]), numbers=[0, n - 1])
public(4, "three words", lambda rng: asked(rng, 3), share=True)
hidden(6, "five words", lambda rng: asked(rng, 5), share=True)
right("""from collections import namedtuple
class Tokenizer(namedtuple("Tokenizer", "number word")):
    def __new__(cls, text):
        word = dict(enumerate(sorted(set(text.split()))))
        return super().__new__(cls, {w: n for n, w in word.items()}, word)
    def encode(self, text): return [*map(self.number.get, text.split())]
    def decode(self, numbers): return " ".join(map(self.word.get, numbers))
""", name="namedtuple")
wrong("""class Tokenizer:
    def __init__(self, text): self.words = sorted(set(text.split()))
    def encode(self, text): return [self.words.index(word) for word in text.split()]
    def decode(self, numbers): return [self.words[number] for number in numbers]
""", name="a_list")

# %% exercise="only"
def only(values):
    """Return the only value. Raise a LookupError where there is none, or where there are more."""
    ### BEGIN SOLUTION
    if len(values) != 1:
        raise LookupError(len(values))
    return values[0]
    ### END SOLUTION

# %% questions="only"
from dinosaur_grader.assignments import fault
public(1, "one value", lambda rng: ([int(rng.integers(99))],))
hidden(2, "another value", lambda rng: ([int(rng.integers(99))],))
hidden(1, "no value", [], raises=LookupError)
hidden(1, "two values", lambda rng: ([1, int(rng.integers(99))],), raises=LookupError)
fault("!= 1", "< 1", "It takes the first of several. Which value would be the only one of two?", name="several")
right("""class NotOne(LookupError):
    pass
def only(values):
    try:
        (one,) = values
    except ValueError:
        raise NotOne from None
    return one
""", name="its_own_error")
wrong("""def only(values):
    if len(values) < 1:
        raise LookupError
    return values[0]
""", "several")
