# fault: swapped_names
def clip(gradients, maxValue):
    g = {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
    return {"dWaa": g["dWaa"], "dWax": g["dWax"], "dWya": g["dWya"], "db": g["dby"], "dby": g["db"]}
