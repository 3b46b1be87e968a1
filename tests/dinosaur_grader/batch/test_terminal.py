"""What is told to a person: a result apart from the rest, and nothing hidden in either."""

from dinosaur_grader.batch.terminal import say, show

HOSTILE = "ada\x1b[2J\u202e"


def test_a_result_is_on_stdout_and_what_is_none_on_stderr_and_nothing_hidden_in_them(capsys):
    show(HOSTILE)
    say(f"not graded: {HOSTILE}")
    assert capsys.readouterr() == ("ada\ufffd[2J\ufffd\n", "not graded: ada\ufffd[2J\ufffd\n")
