def clip(gradients, maxValue):
    todo = [gradients[k] for k in gradients]
    while todo:
        a = todo.pop()
        np.clip(a, -maxValue, maxValue, out=a)
    return gradients
