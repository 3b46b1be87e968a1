"""What is said while a class is graded: to a person a line, to a program an object each."""

import json

from dinosaur_grader.batch.progress import Events, Progress
from tests.dinosaur_grader.classroom import result


def test_a_person_is_told_how_many_are_done_and_in_which_states(capsys):
    with Progress(3) as seen:
        seen.done(result("ada"), reused=True)
        seen.done(result("bo", state="missing"))
    said = capsys.readouterr().err
    assert said.startswith("2 of 3 done; 1 graded, 1 missing; ")
    assert said.endswith("1 from an earlier run\n")


def test_the_total_is_of_students_and_earlier_attempts_are_counted_beside_it(capsys):
    with Progress(2) as seen:
        seen.done(result("ada"), earlier=True)
        seen.done(result("ada"))
        seen.done(result("bo", state="missing"))
    said = capsys.readouterr().err
    assert said.startswith("2 of 2 done, and 1 earlier attempt; 2 graded, 1 missing; ")


def test_a_program_reads_an_event_for_each_student_and_one_at_the_end(capsys):
    with Events(None) as seen:
        seen.done(result("ada"))
    graded, finished = map(json.loads, capsys.readouterr().out.splitlines())
    assert (graded["event"], graded["student_id"], graded["score"]) == ("graded", "ada", "18")
    assert (finished["event"], finished["states"]) == ("finished", {"graded": 1})
