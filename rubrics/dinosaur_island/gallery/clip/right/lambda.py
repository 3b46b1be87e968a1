clip = lambda gradients, maxValue: dict(zip(gradients, map(lambda g: np.clip(g, -maxValue, maxValue), gradients.values())))
