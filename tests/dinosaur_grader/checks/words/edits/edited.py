"""The edits of a text, for the tests of what makes them."""

import ast

from dinosaur_grader.checks.words.edits.edit import Scope, Source
from dinosaur_grader.checks.words.reading import Text


def source_of(body, first="X, Y"):
    """The source of a function with this body."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return Source(Text(f"def f({first}):\n{lines}", "f", {}))


def changes(edits, body, wanted):
    """The words of the edits that make `wanted` of this body, whatever its brackets."""
    source = source_of(body)
    due = _tree(source_of(wanted).text)
    made = [e for f in source.functions for e in edits(Scope(source, f))]
    return {e.change for e in made if _tree(source.edited(e.splices)) == due}


def _tree(text):
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return ""
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                # what a statement leaves behind that was taken out
                kept = [each for each in block if not isinstance(each, ast.Pass)]
                setattr(node, field, kept)
    return ast.dump(tree)
