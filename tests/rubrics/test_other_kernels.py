"""The lesson's log and the gallery's verdicts do not depend on the processor: OpenBLAS
has a kernel for each kind, and each sums in an order of its own."""

import json
import math
import subprocess
import sys

import pytest

from tests import kernels
from tests.conftest import ROOT

CHILD = """
import json, sys
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
print(json.dumps(same))
"""


def compute(what, kernel):
    done = subprocess.run(
        [sys.executable, "-c", CHILD, what],
        cwd=ROOT,
        env=kernels.environment(kernel) | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_the_training_log_is_the_same_on_every_kernel_to_iteration_12000(several_kernels):
    first, *others = [compute("log", kernel) for kernel in several_kernels]
    assert "Iteration: 12000, Loss: " in first
    assert others == [first] * len(others)


@pytest.mark.slow
def test_figure_3_is_the_same_on_every_kernel(several_kernels):
    first, *others = [compute("clipping", kernel) for kernel in several_kernels]
    assert first["clipped"][-1] < 2.4 and first["not clipped"][-1] > math.log(27)
    assert others == [first] * len(others)


@pytest.mark.proof
def test_the_whole_gallery_has_the_same_verdicts_on_every_kernel(several_kernels):
    first, *others = [compute("gallery", kernel) for kernel in several_kernels]
    assert len(first) > 300 and [row for row in first if row["problems"]] == []
    assert others == [first] * len(others)
