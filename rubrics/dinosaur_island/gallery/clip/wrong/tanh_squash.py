# fault: squashed
def clip(gradients, maxValue):
    return {k: np.tanh(v / maxValue) * maxValue for k, v in gradients.items()}
