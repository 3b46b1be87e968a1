# fault: number:indices
def sample(parameters, char_to_ix, seed):
    return []
