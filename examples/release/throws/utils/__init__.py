"""What this notebook imports: the check of its own questions. Made, not written by hand."""

from .checks import check

__all__ = ["check"]
