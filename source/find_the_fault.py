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
# Six functions that run, print reasonable things, and are wrong. This page is optional and not graded. Come back to it
# after the four exercises of {{link dinosaur_island}}.
#
# In each case you
#
# - read the code and **name** the fault, out of four sentences,
# - **prove** it: give an input for which this function and a right one come to different results.

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
# proof. Take the `#` away, choose a letter, and change the entries until they differ.

# %% nbgrader={"grade_id": "case_1"}
# one.name("A")
# one.prove(page.gradients([3.0, 12.0]), 10)
### BEGIN SOLUTION
one.name("D")
one.prove(page.gradients([3.0, -12.0]), 10)
### END SOLUTION

# %% [markdown]
# *Try an input that is not fair, such as the limit -10. What does the page say?*
#
# ## Case 2
#
# Another `clip`. This one gives every number of the expected output under Exercise 1.

# %%
two = page.open_case(2, mine)

# %% [markdown]
# Which of the two arguments was the same in every line of that output?

# %% nbgrader={"grade_id": "case_2"}
# two.name("A")
# two.prove(page.gradients([3.0, 12.0]), 10)
### BEGIN SOLUTION
two.name("C")
two.prove(page.gradients([3.0, 12.0]), 5)
### END SOLUTION

# %% [markdown]
# *Try to find an input for which they differ although no entry is larger than 10.*
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

# %% nbgrader={"grade_id": "case_3"}
weights = initialize_parameters(5, 3, 3)
alphabet = {"\n": 0, "a": 1, "b": 2}
# three.name("A")
# three.prove(weights, alphabet, seed=0)
### BEGIN SOLUTION
weights["b"] = weights["b"] + 2.0
weights["Wya"] = weights["Wya"] * 100
three.name("A")
three.prove(weights, alphabet, seed=0)
### END SOLUTION

# %% [markdown]
# *Try other seeds with the weights of a new network. Why don't they help?*
#
# ## Case 4
#
# Read the code beside your own, line by line. It passes with every alphabet of the lesson.

# %%
four = page.open_case(4, mine)

# %% [markdown]
# Every alphabet in the lesson has something in common. Write one that hasn't. Its three characters need the indices
# 0, 1 and 2, each once.

# %% nbgrader={"grade_id": "case_4"}
weights = initialize_parameters(5, 3, 3)
# four.name("A")
# four.prove(weights, {"\n": 0, "a": 1, "b": 2}, seed=0)
### BEGIN SOLUTION
four.name("C")
four.prove(weights, {"-": 0, "\n": 1, "a": 2}, seed=0)
### END SOLUTION

# %% [markdown]
# *Try `four.function(...)` with your input: it calls the faulty function. How long are its names?*
#
# ## Case 5
#
# An `optimize` with all four of its lines.

# %%
five = page.open_case(5, mine)

# %% [markdown]
# The returned gradients are right. What else does a step change, and when could you see it? The name may be as long as
# you like; the targets need not make sense.

# %% nbgrader={"grade_id": "case_5"}
weights = initialize_parameters(5, 4, 4)
a_prev = np.zeros((5, 1))
# five.name("A")
# five.prove([None, 1, 2], [1, 2, 3], a_prev, weights, learning_rate=0.1)
### BEGIN SOLUTION
five.name("D")
five.prove([None] + [1] * 9, [1] * 10, a_prev, weights, learning_rate=0.1)
### END SOLUTION

# %% [markdown]
# *Try shorter names: with the weights of a new network, which is the shortest for which they still differ?*
#
# ## Case 6
#
# The last is a `model`. Its log on the dinosaurs begins as yours does, and its names are as good.

# %%
six = page.open_case(6, mine)

# %% [markdown]
# The smaller the data, the more one name weighs. `vocabulary` makes the dictionaries for any text. Keep the number of
# iterations small, too: a proof should be quick to check.

# %% nbgrader={"grade_id": "case_6"}
data = "rex\nrexo\nraptor"
to_ix, to_char = vocabulary(data)
# six.name("A")
# six.prove(data, to_char, to_ix, num_iterations=1, vocab_size=len(to_ix))
### BEGIN SOLUTION
six.name("C")
six.prove(data, to_char, to_ix, num_iterations=3, vocab_size=len(to_ix))
### END SOLUTION

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
