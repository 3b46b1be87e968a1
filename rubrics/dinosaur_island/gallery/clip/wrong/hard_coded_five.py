# fault: fixed_5
def clip(gradients, maxValue):
    maxValue = 5
    return {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
