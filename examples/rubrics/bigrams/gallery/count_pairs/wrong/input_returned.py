# fault: characters
def count_pairs(names, char_to_ix):
    return names
