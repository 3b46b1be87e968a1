"""The table of recipes: a row a training, and the spread of the seeds in print."""

import csv

from bench import lesson_recipes
from bench.lesson_recipes import Row


def test_each_recipe_is_trained_with_each_seed_and_measured():
    found = list(lesson_recipes.rows(iterations=20, seeds=(0, 3)))

    assert [row[:3] for row in found] == [
        (state, rate, seed)
        for state in ("carried", "zero")
        for rate in ("fixed", "falling")
        for seed in (0, 3)
    ]
    assert all(2.5 < row.nats < 3.5 and 0 <= row.long <= 200 for row in found)


def test_the_committed_table_has_ten_seeds_a_recipe_and_the_better_one_beats_counting():
    with lesson_recipes.FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 40

    nats = {
        recipe: [float(row["nats"]) for row in rows if (row["state"], row["rate"]) == recipe]
        for recipe in (("carried", "fixed"), ("zero", "falling"))
    }
    assert max(nats["zero", "falling"]) < 1.70 < min(nats["carried", "fixed"])


def test_print_says_the_middle_and_the_ends_beside_counting():
    rows = [Row("zero", "falling", seed, 1.68 + seed / 100, seed) for seed in range(3)]

    text = lesson_recipes.printed(rows)

    assert "table of triples         1.81" in text
    assert "state zero, rate falling 1.69 (1.68 to 1.70)  1 (0 to 2), 3 seeds" in text
    assert lesson_recipes.written(rows).splitlines()[:2] == [
        "state,rate,seed,nats,long",
        "zero,falling,0,1.68,0",
    ]
