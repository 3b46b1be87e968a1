"""Which layer stops which attack: the table's words, a sample of it, and as a proof the
whole page."""

import pytest

from bench import judged_inside, layers
from bench.harm import attacking
from bench.layers import Found
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "evidence" / "layers.md").read_text(encoding="utf-8")
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


def test_the_page_names_each_attack_on_the_machine_once():
    rows = PAGE.partition("## The table")[2].partition("Stopped by one")[0]
    harmless = PAGE.partition("Harmless with no layer at all: ")[2].partition(".")[0]
    named = [
        name.strip()
        for part in (*(row.split("|")[1] for row in rows.splitlines() if "●" in row), harmless)
        for name in part.split(",")
    ]
    assert sorted(named) == sorted(ATTACKS)


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
def test_the_page_is_what_is_measured(strict):
    measured = layers.measure()
    assert layers.problems(measured) == []
    assert layers.table(measured) in PAGE


@pytest.mark.proof
@pytest.mark.isolation
def test_the_page_names_the_cheats_that_a_judge_inside_pays(strict):
    points = judged_inside.measure()
    assert points["a blank notebook"] == 0
    paid = sorted(name for name, got in points.items() if got > 0)
    assert f": {', '.join(paid)}." in PAGE
