"""Finding a mistake by mending it: all small edits of a function's text, one at a time,
until one makes everything right that was asked. Its place is the mistake, proved by
experiment.

A text is parsed and edited here; whoever asks runs it, in the place where the student's
own function runs. Nothing of a right answer plays a part: each edit is made of what the
student wrote, and knows no assignment.
"""
