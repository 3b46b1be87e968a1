"""The table of recipes: a row a training, and the spread of the seeds in print."""

import csv

from bench import lesson_recipes


def test_the_committed_table_has_ten_seeds_a_recipe_and_the_better_one_beats_counting():
    with lesson_recipes.FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 40

    nats = {
        recipe: [float(row["nats"]) for row in rows if (row["state"], row["rate"]) == recipe]
        for recipe in (("carried", "fixed"), ("zero", "falling"))
    }
    assert max(nats["zero", "falling"]) < 1.70 < min(nats["carried", "fixed"])
