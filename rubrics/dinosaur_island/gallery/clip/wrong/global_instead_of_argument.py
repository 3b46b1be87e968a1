# fault: fixed_5
LIMIT = 5

def clip(gradients, maxValue):
    return {k: np.clip(v, -LIMIT, LIMIT) for k, v in gradients.items()}
