"""The lesson's log and the gallery's verdicts do not depend on the processor: OpenBLAS
has a kernel for each kind, and each sums in an order of its own."""

import json
import math
import os
import platform
import subprocess
import sys

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(
    platform.machine() != "x86_64", reason="the kernels that are asked for are those of x86-64"
)
KERNELS = ("Prescott", "Sandybridge", "Haswell", "SkylakeX")
"""One without AVX, with it, with FMA, with AVX-512: what this machine hasn't got is
replaced by OpenBLAS or ends the child by a signal."""
SETTINGS = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
CHILD = """
import json, sys
from threadpoolctl import threadpool_info
from dinosaur_grader.workshop import gallery
from rubrics.dinosaur_island import observe
from tests.dinosaurs import ASSIGNMENT
from utils import recipes, vocabulary
from utils.corpus import load_names

rubric, data = ASSIGNMENT.rubric, load_names("data/dinos.txt", quiet=True)
same = {
    "log": lambda: observe.long_run(rubric.answers.functions, data, 12_001).printed,
    "clipping": lambda: {
        way: losses.tolist()
        for way, losses in recipes.clipping(
            rubric.answers.functions["clip"], data, vocabulary(data)[0]
        ).items()
    },
    "gallery": lambda: [gallery.row(judged) for judged in gallery.grade_all(rubric)],
}[sys.argv[1]]()
print(json.dumps([[each["architecture"] for each in threadpool_info()], same]))
"""


def by_kernel(what):
    """What came on each kernel that was really loaded."""
    came = {}
    for kernel in KERNELS:
        done = subprocess.run(
            [sys.executable, "-c", CHILD, what],
            cwd=ROOT,
            env=os.environ | SETTINGS | {"OPENBLAS_CORETYPE": kernel},
            capture_output=True,
            text=True,
        )
        if done.returncode >= 0:  # no signal
            assert done.returncode == 0, done.stderr
            ((loaded,), same) = json.loads(done.stdout)
            came[loaded] = same
    assert len(came) > 1
    return came


@pytest.mark.slow
def test_the_training_log_is_the_same_on_every_kernel_to_iteration_12000():
    first, *others = by_kernel("log").values()
    assert "Iteration: 12000, Loss: " in first
    assert others == [first] * len(others)


@pytest.mark.slow
def test_figure_3_is_the_same_on_every_kernel():
    first, *others = by_kernel("clipping").values()
    assert first["clipped"][-1] < 2.4 and first["not clipped"][-1] > math.log(27)
    assert others == [first] * len(others)


@pytest.mark.proof
def test_the_whole_gallery_has_the_same_verdicts_on_every_kernel():
    first, *others = by_kernel("gallery").values()
    assert len(first) > 300 and [row for row in first if row["problems"]] == []
    assert others == [first] * len(others)
