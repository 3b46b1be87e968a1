"""The pages that we write, all made by one environment: what is in them stays text, and
a browser that opens them loads nothing and runs nothing."""

from __future__ import annotations

import functools
from pathlib import Path

import jinja2
from markupsafe import Markup

from dinosaur_grader.printable import clean, digits

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
"""The Content-Security-Policy of a page that stands alone: its own styles, and nothing
else."""
WITH_AN_ICON = f"{POLICY}; img-src data:"
"""The same for a page whose icon stands in it."""


@functools.cache
def template(path: Path) -> jinja2.Template:
    """Load a page's template, to be rendered; it says `{{ policy }}` in its head."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(path.parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda what: clean(what) if isinstance(what, str) else what,
    )
    environment.filters["digits"] = digits
    environment.globals["policy"] = Markup(POLICY)
    return environment.get_template(path.name)
