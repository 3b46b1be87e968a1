"""Where a node stands in its text, and the text that an edit makes of it."""

import ast

from dinosaur_grader.checks.words.edits.edit import Scope, Source, Splice, short
from dinosaur_grader.checks.words.reading import Text


def test_a_place_is_counted_in_characters():
    source = Source(Text('def f(x):\n    return "é→", x\n', "f", {}))
    name = source.functions[0].body[0].value.elts[1]

    assert source.of(name) == "x"
    assert source.edited([Splice(*source.span(name), "y")]).endswith('return "é→", y')


def test_the_definitions_and_imports_of_a_cell_are_kept_and_nothing_that_runs():
    text = "import copy\nprint(1)\n\ndef g():\n    return 1\n\n\ndef f():\n    return g()\n"

    kept = Source(Text(text, "f", {})).text

    assert [type(node) for node in ast.parse(kept).body] == [ast.Import, ast.FunctionDef, ast.FunctionDef]  # fmt: skip


def test_a_function_inside_another_one_sees_the_names_around_it():
    text = "def f(X, limit):\n    Z = 1\n    def g(a):\n        b = a\n    return g\n"
    source = Source(Text(text, "f", {}))

    assert Scope(source, source.functions[1]).names == ["X", "limit", "a", "Z", "b"]


def named(text, line, name):
    """What may be meant in place of a name in this line."""
    source = Source(Text(text, "f", {}))
    scope = Scope(source, source.functions[0])
    return scope.nearest(next(n for n in scope.uses if (n.lineno, n.id) == (line, name)))


def test_of_many_names_those_that_stand_nearest_may_be_meant_and_what_nothing_reads():
    far = "".join(f"    n{i} = X[{i}]\n" for i in range(9)) + "    g(n0, n1, n2, n3, n4)\n"
    text = f"def f(X, Y):\n{far}    g(n5, n6, n7)\n    return n8\n"

    assert named(text, 12, "n5") == ["Y", "n6", "n7", "n0", "n1", "n2"]


def test_a_name_that_is_spelt_alike_may_be_meant_and_what_the_line_stores_may_not():
    text = (
        "def f(loss):\n    h(loss)\n    a, b, c, d, e = g()\n    z = h(a, b, c, d, e, z_loss)\n"
    )

    assert named(text, 4, "z_loss") == ["a", "b", "c", "d", "e", "loss"]


def test_a_long_expression_is_quoted_in_part():
    assert short("a  +\n b") == "a + b"
    assert short("x" * 100) == "x" * 37 + "..."
