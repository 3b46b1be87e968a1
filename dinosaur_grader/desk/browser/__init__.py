"""The evening as a page, for people who have never seen a shell: `dinosaur-grader desk`.

Every button is a verb and shows the command that it is. The page keeps nothing: what it
shows is read from the course's database and folders, what it does is done by the verb in
a process of its own.
"""
