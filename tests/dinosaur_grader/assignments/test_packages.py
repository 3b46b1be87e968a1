"""What an assignment requires: whether it is installed, and how students get it."""

from dinosaur_grader.assignments import packages


def test_what_is_not_installed_is_named_by_its_package():
    assert packages.lacking(["numpy", "json.decoder"]) == []
    assert packages.lacking(["no_such.part", "no_such", "numpy"]) == ["no_such"]
    assert "pip install no_such scikit-learn`" in packages.how_to_install(
        ["no_such", "sklearn"]
    )


def test_students_get_the_major_version_that_is_here():
    needs = packages.requirements(["matplotlib.pyplot", "matplotlib", "no_such"])
    assert needs == {"matplotlib": "matplotlib==3.*", "no_such": "no_such"}
    assert list(packages.requirements(["yaml"])) == ["PyYAML"]
