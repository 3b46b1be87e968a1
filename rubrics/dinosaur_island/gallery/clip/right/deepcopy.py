from copy import deepcopy

def clip(gradients, maxValue):
    g = deepcopy(gradients)
    for a in g.values():
        a.clip(-maxValue, maxValue, out=a)
    return g
