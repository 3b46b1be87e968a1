# fault: whole
def clip(gradients, maxValue):
    return {k: np.clip(v, -maxValue, maxValue).astype(int) for k, v in gradients.items()}
