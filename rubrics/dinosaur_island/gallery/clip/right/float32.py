def clip(gradients, maxValue):
    return {k: np.clip(v, -maxValue, maxValue).astype(np.float32) for k, v in gradients.items()}
