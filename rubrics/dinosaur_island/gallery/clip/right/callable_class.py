class Clipper:
    def __call__(self, gradients, maxValue):
        return {k: np.clip(v, -abs(maxValue), abs(maxValue)) for k, v in gradients.items()}

clip = Clipper()
