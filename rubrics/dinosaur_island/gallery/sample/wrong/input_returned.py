# fault: type
def sample(parameters, char_to_ix, seed):
    return parameters
