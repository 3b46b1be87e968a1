def clip(gradients, maxValue):
    out = {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
    out["maxValue"] = maxValue
    return out
