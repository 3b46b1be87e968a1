# fault: no_optimize number:calls number:iterations number:Wax never_learns number:losses
def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):
    return initialize_parameters(n_a, vocab_size, vocab_size)
