"""Collecting with a list of people, as `collect --roster` does."""

from pathlib import Path

from dinosaur_grader.batch import people_files
from dinosaur_grader.desk import people
from dinosaur_grader.desk.lms.collect import Collected, collect, told_system

NAME = "dinosaur_island"


def collected(source: Path, into: Path, url: str, listed: Path | None = None) -> Collected:
    """What was collected, with whose ids the list says."""
    unsure = {}
    if listed:
        lists = [people_files.read(listed, system=told_system(source))]
        unsure = people.take(lists, people.Place(url, into.parent, into), ask=False).unsure
    return collect(source, into, NAME, url, unsure=unsure)
