# fault: global_norm
def clip(gradients, maxValue):
    total = np.sqrt(sum(np.sum(v ** 2) for v in gradients.values()))
    return {k: v * min(1, maxValue / total) for k, v in gradients.items()}
