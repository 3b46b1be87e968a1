"""What a command ends with, by the error that ended it."""

import errno

import pytest

from dinosaur_grader import exit_codes
from dinosaur_grader.exit_codes import Declined, ExitCode, Refused


def caused(error, cause):
    error.__cause__ = cause
    return error


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused("no such course"), 2),
        (Declined("nothing was collected"), 3),
        (OSError(errno.EACCES, "Permission denied"), 2),
        (FULL, 4),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), 4),
        (caused(Refused("the gradebook could not be written"), FULL), 4),
        (Refused("gradebook.db could not be used: database or disk is full"), 4),
    ],
)
def test_a_full_disk_has_a_code_of_its_own_and_the_rest_is_refused(error, code):
    assert exit_codes.of(error) == code


def test_the_help_names_each_code():
    assert all(f" {code:d} " in f"{exit_codes.HELP} " for code in ExitCode)
