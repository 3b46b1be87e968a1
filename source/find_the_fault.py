# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Find the fault
#
# {{badges}}
#
# Six functions that run, print reasonable things, and are wrong. This page is optional, and worth 5 points a case where
# your course counts it. Naming alone gives none: one of four is soon guessed. Come back to it after the four exercises
# of {{link dinosaur_island}}.
#
# In each case you
#
# - read the code and **name** the fault, out of four sentences,
# - **prove** it: give an input for which this function and a right one come to different results.
#
# Each answer is a small function that returns both: the letter, and the input as a dictionary of arguments.

# %% [markdown]
# ## How it works
#
# A proof compares the faulty function with a right one: yours. So a case opens once your own function of that
# exercise is right. What is named or proven stays so, whatever you try afterwards.
#
# An input proves something only if it is fair: one that the docstring promises an answer to. A negative limit, a letter
# that isn't in the alphabet, or `nan` (not a number) proves nothing, and the page says so.
#
# Plan five minutes a case, and ten for the third. First, check that everything is in place.

# %%
# {{first cell}}

# %% [markdown]
# Save the lesson's notebook, `dinosaur_island.ipynb`, and read your functions from it. After a change there, save it,
# and run this cell and the case's own cell again.

# %%
import numpy as np

from utils import *
from utils.cases import page

mine = page.my_functions()

# %% [markdown]
# ## Case 1
#
# In the code, `np.where(condition, p, q)` has the entries of `p` where the condition holds, and those of `q` elsewhere.

# %%
one = page.open_case(1, mine)

# %% [markdown]
# `page.gradients` makes the five arrays from one list of entries. With 3 and 12 both functions agree, so this is no
# proof. Choose a letter, and change the entries until they differ.


# %% exercise="case_1"
def case_1():
    letter = ""
    given = {"gradients": page.gradients([3.0, 12.0]), "maxValue": 10}
    ### BEGIN SOLUTION
    letter = "D"
    given = {"gradients": page.gradients([3.0, -12.0]), "maxValue": 10}
    ### END SOLUTION
    return letter, given


# %% [markdown]
# Named, and proven?

# %% hidden="case_1"
one.judge(case_1)

# %% questions="case_1"
# The page's own checks need the student's other notebook. With points, rubrics/find_the_fault/observe.py judges.
from dinosaur_grader.assignments import fault, hidden, right, words, wrong

ANOTHER = 'letter = "B"'  # which is right in no case
SAME = "No proof: both give the same."


def ask(case, letter, proof, none):
    """Ask for the letter, which pays only where the proof holds: one of four is soon guessed. The right answer has
    the `proof`, and one with `none` in its place proves nothing."""
    named = f'letter = "{letter}"'
    words(
        returns="a letter and a dictionary of arguments",
        kinds=["tuple", "list"],
        advice={
            "letter": "Read the code and the four sentences again.",
            "proof": "Open the case with your own function: its page says what your input does.",
        },
    )
    hidden(2, "the fault is named", see={"letter": "value.0"}, compare="text", gate=False)
    hidden(3, "the input proves it", see={"proof": f"proof_{case}"}, compare="equal")
    fault(named, ANOTHER, "Read the code and the four sentences again.", name="another_letter")
    fault(proof, none, f"Named: that is the fault. {SAME}", name="named_alone")
    fault({named: ANOTHER, proof: none}, hint=SAME, name="neither")


ask(1, "D", "-12.0", "12.0")
right("def case_1(): return [' d', dict(maxValue=1, gradients=page.gradients(-2))]", name="in_a_list")
wrong('def case_1(): return "D", {"gradients": page.gradients([3.0, 12.0]), "maxValue": 10}', name="no_proof")
wrong('def case_1(): return "A", {"gradients": page.gradients([3.0, -12.0]), "maxValue": 10}', name="no_name")
wrong('def case_1(): return "A", {"gradients": page.gradients([3.0, 12.0]), "maxValue": 10}', name="neither")
wrong('def case_1(): return "D", {"gradients": page.gradients([3.0, -12.0]), "maxValue": -10}', name="not_fair")
wrong('def case_1(): return "D", {"gradients": page.gradients([3.0, -12.0])}', name="one_argument")
wrong('def case_1(): return "D", {"gradients": page.gradients([np.nan]), "maxValue": 10**400}', name="too_large")
wrong('def case_1(): return "D"', name="letter_alone")

# %% [markdown]
# *Try an input that is not fair, such as the limit -10. What does the page say?*
#
# <details><summary>What comes out</summary>
#
# That it proves nothing, and why: the docstring promises an answer for a positive limit only.
#
# </details>
#
# ## Case 2
#
# Another `clip`. This one gives every number of the expected output under Exercise 1.

# %%
two = page.open_case(2, mine)

# %% [markdown]
# Which of the two arguments was the same in every line of that output?


# %% exercise="case_2"
def case_2():
    letter = ""
    given = {"gradients": page.gradients([3.0, 12.0]), "maxValue": 10}
    ### BEGIN SOLUTION
    letter = "C"
    given = {"gradients": page.gradients([3.0, 12.0]), "maxValue": 5}
    ### END SOLUTION
    return letter, given


# %% [markdown]
# Named, and proven?

# %% hidden="case_2"
two.judge(case_2)

# %% questions="case_2"
ask(2, "C", '"maxValue": 5', '"maxValue": 10')
wrong('def case_2(): return "C", {"gradients": page.gradients([3.0, 12.0]), "maxValue": 10}', name="no_proof")

# %% [markdown]
# *Try to find an input for which they differ although no entry is larger than 10.*
#
# <details><summary>What comes out</summary>
#
# Any entry between the limit and 10: `page.gradients([8.0])` with the limit 5.
#
# </details>
#
# ## Case 3
#
# Now `sample`. A wrong network still invents names; you can't tell from a name that it is wrong.

# %%
three = page.open_case(3, mine)

# %% [markdown]
# Begin with a small new network: five hidden units, three characters. Its biases are zero, and its weights so small
# that all characters are about equally likely: a fault can't show. Change the arrays so that it can.
#
# <details><summary>One more hint</summary>
#
# What is left out has to be something else than zero. And it has to reach the draw: for that the logits must be far
# from one another, so one array has to be multiplied by a large number. Adding the same to all logits changes
# nothing.
#
# </details>


# %% exercise="case_3"
def case_3():
    letter = ""
    weights = initialize_parameters(5, 3, 3)
    given = {"parameters": weights, "char_to_ix": {"\n": 0, "a": 1, "b": 2}, "seed": 0}
    ### BEGIN SOLUTION
    letter = "A"
    weights["b"] = weights["b"] + 2.0
    weights["Wya"] = weights["Wya"] * 100
    ### END SOLUTION
    return letter, given


# %% [markdown]
# Named, and proven?

# %% hidden="case_3"
three.judge(case_3)

# %% questions="case_3"
ask(3, "A", " * 100", "")
wrong('''
def case_3():
    weights = initialize_parameters(5, 3, 3)
    return "A", {"parameters": weights, "char_to_ix": {"\\n": 0, "a": 1, "b": 2}, "seed": 0}
''', name="no_proof")

# %% [markdown]
# *Try other seeds with the weights of a new network. Why don't they help?*
#
# <details><summary>What comes out</summary>
#
# None of the first fifty seeds tells them apart: all characters are about equally likely, with the fault or without.
#
# </details>
#
# ## Case 4
#
# Read the code beside your own, line by line. It passes with every alphabet of the lesson.

# %%
four = page.open_case(4, mine)

# %% [markdown]
# Every alphabet in the lesson has something in common. Write one that hasn't. Its three characters need the indices
# 0, 1 and 2, each once.


# %% exercise="case_4"
def case_4():
    letter = ""
    weights = initialize_parameters(5, 3, 3)
    given = {"parameters": weights, "char_to_ix": {"\n": 0, "a": 1, "b": 2}, "seed": 0}
    ### BEGIN SOLUTION
    letter = "C"
    given["char_to_ix"] = {"-": 0, "\n": 1, "a": 2}
    ### END SOLUTION
    return letter, given


# %% [markdown]
# Named, and proven?

# %% hidden="case_4"
four.judge(case_4)

# %% questions="case_4"
ask(4, "C", '"-": 0, "\\n": 1', '"\\n": 0, "-": 1')
wrong('''
def case_4():
    weights = initialize_parameters(5, 3, 3)
    return "C", {"parameters": weights, "char_to_ix": {"\\n": 0, "a": 1, "b": 2}, "seed": 0}
''', name="no_proof")

# %% [markdown]
# *Try `four.function(...)` with your input: it calls the faulty function. How long are its names?*
#
# <details><summary>What comes out</summary>
#
# 7 at seed 0, yours 1: it goes on until it draws the index 0, whatever that stands for.
#
# </details>
#
# ## Case 5
#
# An `optimize` with all four of its lines.

# %%
five = page.open_case(5, mine)

# %% [markdown]
# The returned gradients are right. What else does a step change, and when could you see it? The name may be as long as
# you like; the targets need not make sense.


# %% exercise="case_5"
def case_5():
    letter = ""
    weights, a_prev = initialize_parameters(5, 4, 4), np.zeros((5, 1))
    given = {"X": [None, 1, 2], "Y": [1, 2, 3], "a_prev": a_prev, "parameters": weights, "learning_rate": 0.1}
    ### BEGIN SOLUTION
    letter = "D"
    given["X"], given["Y"] = [None] + [1] * 9, [1] * 10
    ### END SOLUTION
    return letter, given


# %% [markdown]
# Named, and proven?

# %% hidden="case_5"
five.judge(case_5)

# %% questions="case_5"
ask(5, "D", 'given["X"], given["Y"] = [None] + [1] * 9, [1] * 10', "pass")
wrong('''
def case_5():
    weights = initialize_parameters(5, 4, 4)
    return "D", {"X": [None, 1, 2], "Y": [1, 2, 3], "a_prev": np.zeros((5, 1)), "parameters": weights}
''', name="no_proof")

# %% [markdown]
# *Try shorter names: with the weights of a new network, which is the shortest for which they still differ?*
#
# <details><summary>What comes out</summary>
#
# Seven targets. The gradient of `by` grows by 0.75 with each of them, and 7 is the first that gets it over 5.
#
# </details>
#
# ## Case 6
#
# The last is a `model`. Its log on the dinosaurs begins as yours does, and its names are as good.

# %%
six = page.open_case(6, mine)

# %% [markdown]
# The smaller the data, the more one name weighs. `vocabulary` makes the dictionaries for any text. Keep the number of
# iterations small, too: a proof should be quick to check.


# %% exercise="case_6"
def case_6():
    letter = ""
    data = "rex\nrexo\nraptor"
    to_ix, to_char = vocabulary(data)
    given = {"data": data, "ix_to_char": to_char, "char_to_ix": to_ix, "vocab_size": len(to_ix), "num_iterations": 1}
    ### BEGIN SOLUTION
    letter = "C"
    given["num_iterations"] = 3
    ### END SOLUTION
    return letter, given


# %% [markdown]
# Named, and proven?

# %% hidden="case_6"
six.judge(case_6)

# %% questions="case_6"
ask(6, "C", "= 3", "= 1")
wrong('''
def case_6():
    data = "rex\\nrexo\\nraptor"
    to_ix, to_char = vocabulary(data)
    given = {"data": data, "ix_to_char": to_char, "char_to_ix": to_ix, "vocab_size": len(to_ix)}
    return "C", given | {"num_iterations": 1}
''', name="no_proof")

# %% [markdown]
# Why does one iteration prove nothing here?
#
# ## How many?

# %%
page.closed(one, two, three, four, five, six)

# %% [markdown]
# Each of the six passes a test that looks reasonable. That is how faults live on: a test asks what its author had in
# mind. It is worth most where you expect no difference.
#
# *Try it on your own code: which input did you never give it?*
#
# <details><summary>What comes out</summary>
#
# What is seldom tried: an empty list, a single item, equal entries, negative numbers, another order, the largest size.
#
# </details>

# %% settings="find_the_fault"
optional = True
files = ["data/dinos*", "data/README.md"]
