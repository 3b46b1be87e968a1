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
# # Writing like Shakespeare
#
# {{badges}}
#
# This notebook is optional and not graded; you only run it and play. A deeper model than your dinosaur one
# continues a poem from your own first words.
#
# You will
#
# - see what a *long-range dependency* is, and how an LSTM cell keeps one,
# - load a trained model of two layers and let it write,
# - train it for one more epoch and measure what that gained,
# - look into its memory, letter by letter,
# - meet the same model in Keras.

# %% [markdown]
# ## 1. The text
#
# The notebook needs the folder `utils` that came with it. If only the notebook was opened, in Colab for instance, the
# cell fetches that folder.

# %%
# {{first cell}}

# %% [markdown]
# Now the imports. The model is in `utils/sonnets/lstm.py`. Open it: it is written to be read alongside the equations
# below.

# %%
from functools import partial

import numpy as np

from utils import plots
from utils.sonnets import lstm, model as sonnets, keras as sonnets_keras, plots as sonnets_plots, verse

# %% [markdown]
# The text is Shakespeare's 154 Sonnets of 1609. This time capitals and punctuation stay as they are, so the alphabet is
# larger than the dinosaurs' 27 symbols.

# %%
text = sonnets.load_sonnets()
print("\n".join(text.split("\n")[:4]))
print(f"\n{len(text):,} characters, {len(set(text))} different ones.")

# %% [markdown]
# ## 2. Remembering for longer
#
# A dinosaur's name is over after a dozen letters. A poem has threads that run on: a long line has to end, an
# open quotation has to close, and *thou* calls for *hast*, not *have*, words later. These are
# **long-range dependencies**.
#
# Find a few in the text.

# %%
import re

threads = re.finditer(r"[Tt]hou [^.;:?]{14,60}?(\w'st|dost|hast|mayst)\b", text)
for thread in list(threads)[:6]:
    print(thread.group().replace("\n", " / "))

# %% [markdown]
# Each *-st* belongs to a *thou* some twenty characters or more before it, sometimes on the line before. A model that
# sees only the last four letters can't know it.
#
# Why does the plain RNN struggle with this? At each step its state goes through the same weights and a tanh, and on the
# way back its gradient **vanishes**.
# Here is the smallest case: one number, multiplied at each step by 0.9, or by an LSTM's gate that is 99.9 % open.

# %%
for steps in (1, 10, 50, 200):
    print(f"after {steps:3d} steps:  plain state {0.9**steps:.6f}   LSTM memory {0.999**steps:.6f}")

# %% [markdown]
# ## 3. The LSTM cell
#
# An LSTM layer keeps two things: what it shows, $h$, and a **memory** $c$ that is only ever multiplied by a gate and
# added to. Three gates, numbers between 0 and 1, decide: keep, write, show.
#
# $$f = \sigma(x W_f + h^{\langle t-1 \rangle} U_f + b_f) \qquad \text{forget gate: keep how much?}$$
# $$i = \sigma(x W_i + h^{\langle t-1 \rangle} U_i + b_i) \qquad \text{input gate: write how much?}$$
# $$g = \tanh(x W_g + h^{\langle t-1 \rangle} U_g + b_g) \qquad \text{candidate: write what?}$$
# $$o = \sigma(x W_o + h^{\langle t-1 \rangle} U_o + b_o) \qquad \text{output gate: show how much?}$$
# $$c^{\langle t \rangle} = f * c^{\langle t-1 \rangle} + i * g \qquad \text{the memory}$$
# $$h^{\langle t \rangle} = o * \tanh(c^{\langle t \rangle}) \qquad \text{what is shown}$$
#
# The star multiplies entry by entry. With $n_a = 192$ cells, $f$, $i$, $g$, $o$, $c$ and $h$ all have the shape
# (1, 192).

# %% tags=["demonstration"]
plots.show(sonnets_plots.cell, 64, 192, size=(9.0, 3.6))

# %% [markdown]
# **Figure 1.** One step. Follow the memory along the top: there are no weights and no tanh on its way.
#
# Now one cell with numbers that you can check in your head. The gates come from `z`, in the order i, f, g, o: 10 opens
# a gate, -10 shuts it.

# %%
nothing = np.zeros((1, 4))  # one cell, no recurrent weights
h, c = np.zeros((1, 1)), np.zeros((1, 1))
story = {
    "write": [10, 10, 0.5, 10],
    "keep": [-10, 10, 0.9, -10],
    "keep on": [-10, 10, -2, -10],
    "show": [-10, 10, 0, 10],
}
for name, z in story.items():
    h, c, _, _ = lstm.lstm_step(np.array([z]), h, c, nothing)
    print(f"{name:8s} memory {c.item():+.3f}   shown {h.item():+.3f}")

# %% [markdown]
# What was written at the first step, tanh(0.5) = 0.462, is still there at the fourth, although other candidates came
# by.
#
# *Try: shut the forget gate at the third step.*
#
# <details><summary>What comes out</summary>
#
# The memory is -0.000 from then on, and at the fourth step nothing is shown.
#
# </details>

# %% [markdown]
# ## 4. What differs from the dinosaur model
#
# - **LSTM cells** instead of plain tanh units, for longer memory.
# - **Two layers**: the second one reads what the first one shows.
# - **An embedding**: each symbol gets 64 learnt numbers instead of a one-hot vector.
# - **Dropout** in training: some numbers are set to zero at random, so that the model relies on none too much.
# - **A library.** The classic text uses Keras for all this, and so does section 9. Until then it is NumPy, as before.

# %% tags=["demonstration"]
plots.show(sonnets_plots.stack, 64, 192, 61, "Shall", size=(8.5, 3.8))

# %% [markdown]
# **Figure 2.** The stacked model. It was trained for 12 epochs on the first nine tenths of the text; the last tenth
# was held back for testing. Load what it learnt.

# %%
model = sonnets.load_model()
for name, value in model.parameters.items():
    print(f"{name:3s}{value.shape!s}")
print(f"{sum(value.size for value in model.parameters.values()):,} numbers")

# %% [markdown]
# The four gates of a layer stand side by side, so `W1` has 4 × 192 = 768 columns.
#
# How far does it look back? Test it on text that it never saw, showing it only the last $k$ characters. The loss is in
# **bits per character**: 1 bit is the surprise of a coin toss, and a blind guess among 61 symbols costs 5.93.

# %%
reaches = [1, 2, 4, 10, 30, 100]
bits = sonnets.loss_by_reach(model, text, reaches)
for k, loss in bits.items():
    print(f"{k:3d} characters known: {loss:.2f} bits")

# %% tags=["demonstration"]
plots.show(sonnets_plots.reach, list(bits), list(bits.values()))

# %% [markdown]
# **Figure 3.** The loss falls steeply at first, and goes on falling for dozens of characters. The best table of
# what follows the last three letters gets 2.54 bits. To beat it, the model has to look further back.
#
# *Where would your dinosaur model's curve flatten out?*

# %% [markdown]
# ## 5. One more epoch
#
# An **epoch** is one reading of the whole training text. Sixteen pieces of it are read side by side, 64 characters
# between two updates. The loss before and after is measured on the held-out tenth.
#
# The bar says how long it takes. Stop when you like, with the stop button: what was learned is kept, and running the
# cell again goes on from there. In a browser the epoch is smaller, and the cell says so first.

# %% tags=["demonstration", "nbval-ignore-output"]
before, after = sonnets.one_more_epoch(model, text)

# %% [markdown]
# One or two hundredths of a bit: the model was already well trained. Run the cell again if you like; soon there is
# nothing more to gain. Section 8 shows why.

# %% [markdown]
# ## 6. Your poem
#
# `generate_output` takes the first words, fewer than 40 characters, and goes on from there.

# %% tags=["demonstration", "nbval-ignore-output"]
generate_output = partial(verse.generate_output, model=model)
generate_output("Forsooth this maketh no sense ", seed=1)

# %% [markdown]
# Now without the space at the end. To the model a space is a symbol like any other, so the poem changes.

# %% tags=["demonstration", "nbval-ignore-output"]
generate_output("Forsooth this maketh no sense", seed=1)

# %% [markdown]
# Now yours: change the words in the next cell and run it. *Try it with a space at the end and without; then a
# question, a name, a single letter.*
#
# <details><summary>What comes out</summary>
#
# With a space a new word begins; without one the last word may go on, as *old* to *older*. A question is seldom
# answered: the model knows letters, not sense.
#
# </details>

# %% tags=["demonstration", "nbval-ignore-output"]
first_words = "When I am old "
generate_output(first_words)

# %% [markdown]
# If your words can't be used, a sentence says why. The Sonnets have no digits, no capital Q and no accents.

# %%
for first_words in ["", "Quoth the café “no 42”", "x" * 50]:
    print(*verse.prepare(first_words, model.symbols)[1], sep="\n", end="\n\n")

# %% [markdown]
# ### Temperature
#
# Before a letter is drawn the logits are divided by the **temperature** $T$: $p = \mathrm{softmax}(z / T)$. Below 1
# the likely letters get likelier still, above 1 the rare ones get a chance.

# %% tags=["demonstration", "nbval-ignore-output"]
for temperature in (0.2, 0.7, 1.3):
    print(f"--- temperature {temperature}")
    generate_output("My love is ", temperature=temperature, length=120, seed=4)

# %% [markdown]
# Cold, it repeats itself; hot, it invents words. At 0.7, this notebook's setting, most words are real.
#
# *Try: change the number and find where sense, such as it is, breaks down.*
#
# <details><summary>What comes out</summary>
#
# At 0.5 the Sonnets have 94 of 100 of its words, at 0.7 they have 87, at 1.0 only 73.
#
# </details>

# %% [markdown]
# ## 7. What a memory cell follows
#
# Nobody told the cells what to remember. Search the first layer for the cell whose memory best follows how far
# along the line is, in verses that the model never learnt from.

# %%
lines = text.split("\n")[-60:-1]
verses = "\n".join(lines) + "\n"
place = np.concatenate([np.arange(len(line) + 1) for line in lines])
fresh = sonnets.load_model()  # as it came, before your epoch
memory = verse.memory_along(fresh, verses, layer=1)  # (characters, 192)
number, correlation = verse.cell_most_like(memory, place)
print(f"cell {number}: correlation {correlation:+.2f} with the place in the line")

# %% tags=["demonstration"]
start = len(verses) - sum(len(line) + 1 for line in lines[-6:])
plots.show(sonnets_plots.memory, verses[start:], memory[start:, number], size=(8.5, 2.4))

# %% [markdown]
# **Figure 4.** Its memory along the last six lines, orange where it is lowest and blue where it is highest. It climbs
# as a line gets longer and drops after the line's end (↵): the model has grown a ruler for its lines.
#
# *Try: search for a cell that follows something else, such as `[char.isalpha() for char in verses]`.*
#
# <details><summary>What comes out</summary>
#
# Cell 126 follows letters, with a correlation of -0.55; cell 160 follows vowels, with -0.59. No cell follows anything
# as well as the ruler follows the line.
#
# </details>

# %% [markdown]
# ## 8. Why not a thousand epochs?
#
# The classic text speaks of about 1,000 epochs. Here is what happens when the training of your weights simply
# goes on to epoch 25: the loss on text that it learns from, and on text that it never sees.

# %%
history = sonnets.load_losses()
for epoch in (12, 16, 20, 25):
    learnt, held_out = (history[name][epoch - 1] for name in ("learnt", "held_out"))
    print(f"epoch {epoch}: {learnt:.2f} bits on text it learnt from, {held_out:.2f} on text it never saw")

# %% tags=["demonstration"]
plots.show(sonnets_plots.losses, history["epoch"], history["learnt"], history["held_out"], 12)

# %% [markdown]
# **Figure 5.** The first curve goes on falling. The second one is flat from epoch 16 on: what the model still learns
# helps it with these poems and no longer with others. Such a widening gap comes before **overfitting**, where the
# second curve turns and rises. Within these 25 epochs it doesn't.

# %% [markdown]
# ## 9. The same in Keras
#
# This part needs Keras 3 and its backend JAX. If they are missing, the cell says how to install them, and
# the notebook runs on.

# %% tags=["nbval-ignore-output"]
keras_is_here = sonnets_keras.available()
if keras_is_here:
    import keras

    print("Keras", keras.__version__, "on", keras.backend.backend())
else:
    print(sonnets_keras.HOW)

# %% [markdown]
# The whole model in a dozen lines. No backward pass is written: the library derives it.

# %%
import inspect

print(inspect.getsource(sonnets_keras.build_model))

# %% [markdown]
# Put the same weights into it, and both models agree: their logits differ only by rounding.

# %% tags=["demonstration", "nbval-ignore-output"]
if keras_is_here:
    keras_model = sonnets_keras.build_model(len(fresh.symbols))
    sonnets_keras.give_weights(keras_model, fresh.parameters)
    ix = sonnets.encode(text[-200:], fresh.symbols)
    ours, _, _ = lstm.forward(fresh.parameters, ix[:, None], lstm.zero_state(fresh.parameters))
    gap = np.abs(ours[:, 0] - sonnets_keras.logits_along(keras_model, ix)).max()
    print(f"largest difference of a logit over 200 steps: {gap:.1e}")

# %% [markdown]
# One epoch by `fit`. A **callback** is a function that Keras calls during training; this one lets the model write a
# line of verse every 20 updates. This epoch, too, can be stopped and continued.

# %% tags=["demonstration", "nbval-ignore-output"]
if keras_is_here:
    learn, rest = sonnets.held_out(sonnets.encode(text, fresh.symbols))
    sonnets_keras.fit_one_epoch(keras_model, learn, [sonnets_keras.verse_callback(fresh.symbols)])
    trained = sonnets_keras.take_weights(keras_model, fresh.symbols)
    print(f"before: {sonnets.measure(fresh.parameters, rest):.3f} bits per character, held out")
    print(f"after:  {sonnets.measure(trained.parameters, rest):.3f} bits per character, held out")

# %% [markdown]
# What did the library save you? About 150 lines of forward and backward pass. What did it hide? Look into
# `utils/sonnets/lstm.py`: nothing that you could not write.
#
# ## References
#
# - Sepp Hochreiter and Jürgen Schmidhuber, *Long Short-Term Memory*, Neural Computation 9, 1997.
# - Andrej Karpathy, *The Unreasonable Effectiveness of Recurrent Neural Networks*, 2015, for looking into single cells.
# - The Keras team's example of text generation with an LSTM, which the classic text followed.
# - William Shakespeare, *Sonnets*, 1609. `data/SONNETS.md` tells where this copy comes from.
