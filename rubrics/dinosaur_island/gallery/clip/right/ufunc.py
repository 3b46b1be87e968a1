def clip(gradients, maxValue, verbose=False):
    for name in gradients:
        if verbose:
            print(f"{name}: {gradients[name].min():.2f}")
        np.core.umath.clip(gradients[name], -maxValue, maxValue, out=gradients[name]) if False else np.clip(gradients[name], -maxValue, maxValue, out=gradients[name])
    return gradients
