"""The rules by which a text is read."""

from __future__ import annotations

from . import none_left, numpy_slips, python_slips, rebound

RULES = (
    none_left.slips,
    python_slips.compares,
    python_slips.slash_for_backslash,
    python_slips.joined_texts,
    python_slips.values_by_place,
    python_slips.truth_for_numbers,
    python_slips.calls_itself,
    python_slips.endless,
    python_slips.only_the_last,
    python_slips.never_true,
    python_slips.never_set,
    python_slips.returns_in_loop,
    rebound.in_a_loop,
    rebound.taken_out,
    rebound.stored_over,
    rebound.same_array,
    rebound.under_another_key,
    rebound.changed_copy,
    numpy_slips.not_kept,
    numpy_slips.second_is_axis,
    numpy_slips.drawn_twice,
    numpy_slips.seeded_late,
    numpy_slips.into_another,
)
"""Each finds slips in a text; the surest first."""
