"""`dinosaur-grader seed`: the fingerprint of a course's secret seed, or a new seed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dinosaur_grader.assignments import course_seed
from dinosaur_grader.desk import options as opts
from dinosaur_grader.store import database, results


def command(
    file: Annotated[Path, typer.Argument(help="The seed file.")] = opts.SEED,
    new: Annotated[
        bool, typer.Option("--new", help="Draw a new seed into FILE, which must not exist yet.")
    ] = False,
    out: opts.GradedFolderIfThere = opts.GRADED,
    json: opts.AsJson = False,
) -> int:
    """Show the fingerprint of a course's secret seed, never the seed itself, and whether
    the marks were made with it; or draw a new seed."""
    fingerprint = (course_seed.create(file) if new else course_seed.load(file)).fingerprint
    seeds: set[str] = set()
    if out:
        with database.reading(database.default_url(out)) as connection:
            seeds = {made.seed for made in results.made_with(connection)}
    marks = [{"seed": seed, "this": seed == fingerprint} for seed in sorted(seeds)]
    if json:
        found = {"file": str(file), "fingerprint": fingerprint, "new": new, "marks": marks}
        opts.show_json(found)
        return 0
    print(
        f"{'Created' if new else 'The seed in'} {file}: fingerprint {fingerprint}. Keep it secret, and back it up."
    )
    for one in marks:
        print(f"Marks in {out}: {one['seed']}, {'this' if one['this'] else 'ANOTHER'} seed.")
    return 0
