"""The rules by which a text is read."""

from __future__ import annotations

from . import loop_slips, name_slips, none_left, numpy_slips, python_slips, store_slips

RULES = (
    python_slips.compares,
    python_slips.waits,
    none_left.slips,
    python_slips.slash_for_backslash,
    python_slips.values_by_place,
    python_slips.truth_for_numbers,
    python_slips.calls_itself,
    loop_slips.endless,
    loop_slips.only_the_last,
    loop_slips.never_true,
    loop_slips.never_set,
    loop_slips.returns_in_loop,
    name_slips.of_the_inner,
    name_slips.in_a_loop,
    name_slips.taken_out,
    store_slips.same_array,
    store_slips.under_another_key,
    store_slips.changed_copy,
    store_slips.through_a_view,
    store_slips.behind_others,
    store_slips.never_emptied,
    numpy_slips.not_kept,
    numpy_slips.picked,
    numpy_slips.as_if_square,
    numpy_slips.second_is_axis,
    numpy_slips.drawn_twice,
)
"""Each finds slips in a text; the surest first."""
