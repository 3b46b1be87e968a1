def clip(gradients, maxValue):
    for key in ("dWaa", "dWax", "dWya", "db", "dby"):
        arr = gradients[key]
        for i in range(arr.shape[0]):
            for j in range(arr.shape[1]):
                if arr[i][j] > maxValue:
                    arr[i][j] = maxValue
                elif arr[i, j] < -maxValue:
                    arr[i, j] = -maxValue
    return gradients
