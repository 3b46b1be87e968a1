# fault: softmax
def probabilities(counts, smoothing):
    e = np.exp(counts + smoothing)
    return e / e.sum(axis=1, keepdims=True)
