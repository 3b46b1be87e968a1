# fault: unfinished
def probabilities(counts, smoothing):
    raise NotImplementedError()
