# %% [markdown]
# # Which model?

# %%
choice = None

# %% [markdown]
# Which model forgets all but the last letter? **A** a recurrent network, **B** bigrams, **C** a transformer. Set
# `choice`.

# %% exercise="choice"
### BEGIN SOLUTION
choice = "B"
### END SOLUTION

# %% questions="choice"
from dinosaur_grader.assignments import fault, hidden, right, wrong
hidden(3, "the letter", compare="text")
fault('"B"', '"A"', "A recurrent network has a state, in which it keeps what came before.", name="A")
fault('"B"', '"C"', "A transformer looks back at all letters that it may see.", name="C")
right('choice = " b"', name="small")
wrong('choice = "C"', "C")

# %% [markdown]
# Say why.

# %% [markdown] nbgrader={"grade_id": "why", "points": 5, "solution": true}
# ### BEGIN SOLUTION
# It counts pairs.
# ### END SOLUTION
