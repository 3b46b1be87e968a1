"""OpenBLAS's kernels: what a child is told, and what this process keeps."""

import os

import pytest

from tests import kernels, skips

UNHEARD = ("Mango", "Papaya")


def test_names_that_no_openblas_knows_give_the_processor_s_own_kernel():
    assert len(kernels.known(UNHEARD)) == 1


def test_a_test_that_compares_kernels_is_skipped_by_name_where_there_is_one():
    with pytest.raises(pytest.skip.Exception) as skipped:
        kernels.several(UNHEARD)

    named = [each.when for each in skips.read(skips.FILE) if each.explains(skipped.value.msg)]
    assert named == ["one kernel"]


def test_a_kernel_is_told_to_a_child_and_not_to_this_process():
    before = os.environ.get("OPENBLAS_CORETYPE")

    assert kernels.environment("Haswell")["OPENBLAS_CORETYPE"] == "Haswell"
    kernels.known()

    assert os.environ.get("OPENBLAS_CORETYPE") == before
