# fault: absent
def clip(gradients, maxValue):
    return {k[1:]: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
