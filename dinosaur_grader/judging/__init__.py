"""One hand-in to one result: take, parse, fix, walk, judge, mark."""
