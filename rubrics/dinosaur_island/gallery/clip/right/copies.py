def clip(gradients, maxValue):
    dWaa, dWax, dWya, db, dby = gradients['dWaa'], gradients['dWax'], gradients['dWya'], gradients['db'], gradients['dby']
    dWaa = np.clip(dWaa, -maxValue, maxValue)
    dWax = np.clip(dWax, -maxValue, maxValue)
    dWya = np.clip(dWya, -maxValue, maxValue)
    db = np.clip(db, -maxValue, maxValue)
    dby = np.clip(dby, -maxValue, maxValue)
    return {"dWaa": dWaa, "dWax": dWax, "dWya": dWya, "db": db, "dby": dby}
