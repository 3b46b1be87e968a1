"""Finding a mistake by trying small edits of a function's text, one at a time, until one
makes everything right that was asked. Its place is the mistake, proved by experiment.

An edit's rank is how rare it is that one of its kind makes a beginner's answer right, by
`python -P -m bench.edits`: of rank 1 one in 70 does, of 2 one in 170, of 3 one in 420, of 4
one in 1,000, of 5 fewer. What never did is no kind of edit here.

A text is parsed and edited here; whoever asks runs it, in the place where the student's
own function runs. Nothing of a right answer plays a part: each edit is made of what the
student wrote, and knows no assignment.
"""
