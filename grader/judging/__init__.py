"""One hand-in to one result: take, parse, mend, walk, judge, mark."""
