# %% settings="tables"
requires = ["pandas"]

# %% [markdown]
# # Tables
# Functions that take and give back DataFrames and Series.

# %%
import pandas as pd

from utils.checks import check


# %% exercise="dear"
def dear(sales, least=50):
    """Return the rows whose `price` is at least `least`, in their order and with their labels."""
    ### BEGIN SOLUTION
    return sales[sales["price"] >= least]
    ### END SOLUTION

# %% questions="dear"
from dinosaur_grader.assignments import call, fault, hidden, public, right, wrong
def sales(rng, rows):
    days = pd.to_datetime(rng.integers(18_000, 19_000, rows), unit="D")
    shops = rng.choice(["Aachen", "Bonn", "Cork"], rows)
    table = {"shop": shops, "price": rng.uniform(1, 99, rows).round(2), "day": days, "sold": rng.integers(9, size=rows)}
    return pd.DataFrame(table, index=[f"sale {i}" for i in range(rows)])
public(2, "eight sales", lambda rng: sales(rng, 8))
hidden(3, "thirty sales", lambda rng: call(sales(rng, 30), least=20))
fault(">=", "<", "These are the cheap ones.", name="cheap")
right("def dear(sales, least=50): return sales.query('price >= @least')")
right("def dear(sales, least=50):\n    return sales.loc[[label for label, row in sales.iterrows() if row['price'] >= least]]")
right("def dear(sales, least=50):\n    class Own(pd.DataFrame): pass\n    return Own(sales[sales.price >= least].astype({'shop': object}))")
wrong("def dear(sales, least=50): return sales[sales.price < least]", "cheap")
wrong("def dear(sales, least=50): return sales[sales.price >= least].reset_index(drop=True)", "number:value")
wrong("def dear(sales, least=50): return sales.loc[sales.price >= least, ['price', 'shop', 'day', 'sold']]", "number:value")
wrong("def dear(sales, least=50): return sales.loc[sales.price >= least, 'price']", "type")

# %% exercise="totals"
def totals(sales):
    """Return what each shop sold in all: a Series by the name of the shop."""
    ### BEGIN SOLUTION
    return dear(sales, 0).groupby("shop")["price"].sum()
    ### END SOLUTION

# %% questions="totals"
public(2, "ten sales", lambda rng: sales(rng, 10), compare="unordered")
hidden(3, "forty sales", lambda rng: sales(rng, 40), compare="unordered")
right("def totals(sales):\n    found = {}\n    for shop, price in zip(sales['shop'], sales['price']):\n        found[shop] = found.get(shop, 0) + price\n    return pd.Series(found).rename_axis('shop')")
wrong("def totals(sales): return sales.groupby('shop')['price'].sum().reset_index(drop=True)")
wrong("def totals(sales): return sales.groupby('shop')['price'].max()")
wrong("def totals(sales): return dict(sales.groupby('shop')['price'].sum())", "type")

# %% exercise="mark"
def mark(sales):
    """Add a column `cheap` to the table itself: whether a sale is below 50. Return nothing."""
    ### BEGIN SOLUTION
    sales["cheap"] = sales["price"] < 50
    ### END SOLUTION

# %% questions="mark"
public(2, "six sales", lambda rng: sales(rng, 6), see={"cheap": "arguments.0.data.cheap"})
hidden(2, "nine sales", lambda rng: sales(rng, 9), see={"table": "arguments.0"}, compare="equal")
hidden(1, "dtypes", lambda rng: sales(rng, 9), see={"dtypes": "arguments.0.dtypes.cheap", "rows": "arguments.0.index"})
right("def mark(sales): sales.insert(4, 'cheap', [price < 50 for price in sales.price])")
wrong("def mark(sales): sales['cheap'] = (sales.price < 50).astype(int)")
wrong("def mark(sales): sales = sales.assign(cheap=sales.price < 50)")
