# fault: shape absent
def clip(gradients, maxValue):
    return {k: np.clip(v, -maxValue, maxValue)[:1] for k, v in gradients.items()}
