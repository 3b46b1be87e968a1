def _limit(g, m):
    return g.clip(-m, m)

def clip(gradients, maxValue):
    new = dict(gradients)
    for k in new:
        new[k] = _limit(new[k], maxValue)
    return new
