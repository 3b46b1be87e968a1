import pytest

from dinosaur_grader.results import MadeWith
from dinosaur_grader.store import database, results
from tests.dinosaur_grader.store.made import NAME, a_result


@pytest.fixture
def connection(tmp_path):
    with database.writing(database.default_url(tmp_path)) as opened:
        yield opened


def names(found):
    return [one.key for one in found]


def test_results_count_when_they_are_settled_and_what_is_left_over_goes(connection):
    results.put(
        connection, [a_result("k1", "ada"), a_result("k2", "bob"), a_result("k3", "bob")]
    )
    results.put(connection, [a_result("other", "ada", assignment="another")])
    assert names(results.counted(connection)) == []

    results.settle(connection, NAME, ["k1", "k3"])
    assert names(results.counted(connection)) == ["k1", "k3"]
    assert names(results.read(connection, ["k2", "k3", "other"])) == ["k3", "other"]


def test_attempts_that_do_not_count_are_kept_beside_those_that_do(connection):
    results.put(connection, [a_result("k1", digest="1"), a_result("k2", digest="2")])
    results.settle(connection, NAME, ["k2"], ["k1"])
    assert names(results.counted(connection, NAME)) == ["k2"]
    (aside,) = results.aside(connection, NAME)
    assert (aside.key, aside.aside) == ("k1", True)


def test_one_that_comes_again_takes_the_place_of_the_first_and_goes_on_counting(connection):
    results.put(connection, [a_result("k1")])
    results.settle(connection, NAME, ["k1"])
    results.put(connection, [a_result("k1", state="timeout")])
    (only,) = results.counted(connection)
    assert only.state == "timeout"


def test_one_student_s_other_result_takes_the_place_of_the_one_that_counted(connection):
    results.put(connection, [a_result("k1", "ada"), a_result("k2", "ada", digest="2")])
    results.count(connection, NAME, {"ada": "k1"})
    results.count(connection, NAME, {"ada": "k2"})
    assert names(results.counted(connection)) == ["k2"]


def test_what_scored_results_were_made_with_leaves_out_those_that_do_not_count(connection):
    made = MadeWith("v", "f", "strict")
    some = dict(version="v", seed="f", level="strict")
    results.put(
        connection,
        [
            a_result("k1", "ada", **some),
            a_result("k2", "bob", state="missing", version="x"),
            a_result("k3", "cleo", version="y"),
        ],
    )
    results.count(connection, NAME, {"ada": "k1", "bob": "k2"})
    assert results.made_with(connection, NAME) == {made}


def test_a_large_class_is_read_in_order_a_few_at_a_time(connection):
    many = [a_result(f"k{n:04}", f"s{n:04}") for n in range(results.CHUNK + 3)]
    results.put(connection, many)
    results.settle(connection, NAME, [one.key for one in many])
    latest = results.latest(connection, NAME)
    assert [one.student_id for one in latest.values()] == sorted(latest) == list(latest)
    assert len(latest) == len(many)
    with pytest.raises(KeyError):
        latest["nobody"]
