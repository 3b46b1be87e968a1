"""Which layer stops which attack: the table, a sample of it, and as a proof all of it."""

import pytest

from bench import layers
from bench.harm import attacking
from bench.layers import Found
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable

EVERY = frozenset(layers.LAYERS)
ATTACKS = {attack.name: attack for attack in attacking.ATTACKS}


def found(attack, stopping):
    """What would be found if these layers stopped the attack, and no other did."""
    said = {t: "" if t & set(stopping) else "through" for t in layers.settings()}
    return Found({tried: {attack: what} for tried, what in said.items()})


@pytest.mark.parametrize(
    ("attack", "stopping", "problems"),
    [
        ("tcp", ("seccomp", "Landlock"), []),
        ("tcp", ("seccomp",), ["tcp is stopped by ('seccomp',)"]),
        ("disk", ("bubblewrap",), []),
        ("disk", ("bubblewrap", "limits"), ["disk has a reason and needs none"]),
        (
            "tcp",
            (),
            ["tcp got through all layers: through", "tcp is stopped by no layer alone"],
        ),
    ],
)
def test_two_layers_are_enough_and_one_needs_a_reason(attack, stopping, problems):
    assert layers.problems(found(attack, stopping)) == problems


def test_the_table_marks_the_layers_that_stop_an_attack_alone():
    printed = layers.table(found("disk", ("bubblewrap",)))
    assert "| disk | ● |  |  |  |  |  |  |" in printed
    assert "- disk: file systems have no other cap without rights." in printed


def test_each_reason_is_of_attacks_that_are_there():
    named = {name for names in layers.ONE_IS_ENOUGH for name in names.split("|")}
    assert named <= set(ATTACKS)


@pytest.mark.isolation
@pytest.mark.slow
def test_an_attack_gets_through_where_its_only_layer_is_left_out():
    try:
        with attacking.Range() as ground, attacking.sandbox(EVERY) as sandbox:
            assert ground.hit(sandbox, ATTACKS["lock-file"]) == ""
        with attacking.Range() as ground, attacking.sandbox(EVERY - {"seccomp"}) as sandbox:
            assert "lock" in ground.hit(sandbox, ATTACKS["lock-file"])
            assert ground.hit(sandbox, ATTACKS["kill-sentinel"]) == ""
    except IsolationUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.proof
@pytest.mark.isolation
def test_every_attack_is_stopped_by_two_layers_or_by_one_with_a_reason(strict):
    assert layers.problems(layers.measure()) == []
