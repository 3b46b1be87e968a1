"""What verbs say to a person."""

from dinosaur_grader.desk import options


def test_nothing_hidden_of_a_student_s_text_reaches_the_terminal(capsys):
    options.say("a\x1b[2Jb\u202ec")
    options.show("a\x1b[2Jb\u202ec")
    said = capsys.readouterr()
    assert said.out == said.err
    assert "\x1b" not in said.out and "\u202e" not in said.out
