# %% [markdown]
# # Words

# %% exercise="frequent"
def frequent(text, n):
    """Return the n most frequent words of a text, in small letters, as a list of pairs (word, how often): the most
    frequent first, and of those that are as frequent the first in the alphabet."""
    ### BEGIN SOLUTION
    words = text.lower().split()
    counts = {word: words.count(word) for word in words}
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:n]
    ### END SOLUTION

# %% questions="frequent"
from dinosaur_grader.assignments import fault, hidden, public, right, wrong
def drawn(rng, n, most):
    return " ".join(rng.choice(["The", "the", "cat", "Sat", "on", "a", "mat"], n)), most
public(3, "twelve words", lambda rng: drawn(rng, 12, 3), compare="equal")
hidden(4, "forty words", lambda rng: drawn(rng, 40, 4), compare="equal")
hidden(1, "no words", ("", 3), compare="equal")
fault("text.lower()", "text", "`The` and `the` are one word. Make the letters small before you count.", name="capitals")
right("""from collections import Counter
def frequent(text, n):
    counts = Counter(text.lower().split())
    for _ in (1,):
        pairs = [(-count, word) for word, count in counts.items()]
    pairs.sort()
    return [(word, -count) for count, word in pairs[:n]]
""", name="counter")
wrong("""def frequent(text, n):
    words = text.lower().split()
    counts = {word: words.count(word) for word in words}
    return sorted([[word, count] for word, count in counts.items()], key=lambda pair: (-pair[1], pair[0]))[:n]
""", name="lists_for_pairs")

# %% exercise="shout"
def shout(text):
    """Print each line of a text in capital letters, with its number before it: `1 HELLO`."""
    ### BEGIN SOLUTION
    for number, line in enumerate(text.splitlines(), 1):
        print(number, line.upper())
    ### END SOLUTION

# %% questions="shout"
def lines(rng, n): return "\n".join(rng.choice(["how now", "brown", "cow"], n))
public(1, "two lines", lambda rng: lines(rng, 2), see="printed", compare="printed")
hidden(2, "five lines", lambda rng: lines(rng, 5), see="printed", compare="printed")
fault("text.splitlines(), 1", "text.splitlines()", "The first line has the number 0. Which one should it have?", name="from_0")
right('def shout(text): print("\\n".join(f"{i + 1} {s.upper()} " for i, s in enumerate(text.split("\\n"))))', name="at_once")
wrong("def shout(text):\n    for i, line in enumerate(text.splitlines()): print(i, line.upper())", "from_0")
