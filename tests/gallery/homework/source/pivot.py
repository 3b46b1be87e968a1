# %% [markdown]
# # Sales

# %%
import pandas as pd

# %% exercise="by_town"
def by_town(sales):
    """Return a DataFrame with a row a town, in any order, and the columns town and total: what all of its sales earned,
    a sale's price times its pieces."""
    ### BEGIN SOLUTION
    sales = sales.assign(total=sales.price * sales.pieces)
    return sales.groupby("town", as_index=False)["total"].sum()
    ### END SOLUTION

# %% questions="by_town"
from dinosaur_grader.assignments import fault, hidden, public, right, wrong
def table(rng, n):
    towns = rng.choice(["Bonn", "Ulm", "Jena", "Hof"], n)
    return pd.DataFrame({"town": towns, "price": rng.integers(1, 50, n) / 4, "pieces": rng.integers(1, 9, n)})
public(3, "eight sales", lambda rng: table(rng, 8), compare="unordered")
hidden(5, "forty sales", lambda rng: table(rng, 40), compare="unordered")
fault("sales.price * sales.pieces", "sales.price", "These are prices, each once. How many pieces were sold?", name="no_pieces")
right("""def by_town(sales):
    sales["total"] = sales["price"] * sales["pieces"]
    return sales.pivot_table(index="town", values="total", aggfunc="sum", sort=False).reset_index()
""", name="pivot_table")
wrong('def by_town(sales): return sales.groupby("town").price.sum().rename("total").reset_index()', "no_pieces")

# %% settings="pivot"
title = "Sales"
requires = ["pandas"]
