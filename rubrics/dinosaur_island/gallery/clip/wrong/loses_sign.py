# fault: sign_lost
def clip(gradients, maxValue):
    return {k: np.where(abs(v) > maxValue, maxValue, v) for k, v in gradients.items()}
