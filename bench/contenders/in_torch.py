"""The lesson's model in PyTorch: the lines that the notebook shows, folded, in "Where to
go next", and that `train_by_library.py` measures."""

import torch
from torch import nn


class Network(nn.Module):
    def __init__(self, Wax, Waa, Wya, b, by):
        super().__init__()
        n_a, n_x = Wax.shape
        self.rnn = nn.RNN(n_x, n_a, dtype=torch.double)  # a = tanh(Wax x + Waa a_prev + b)
        self.out = nn.Linear(n_a, len(by), dtype=torch.double)  # z = Wya a + by
        ours = [Wax, Waa, b.ravel(), 0 * b.ravel(), Wya, by.ravel()]  # it has b twice
        for mine, start in zip(self.parameters(), ours, strict=True):
            mine.data = torch.from_numpy(start.copy())
        self.rnn.bias_hh_l0.requires_grad_(False)

    def forward(self, x, a_prev):
        a, a_last = self.rnn(x, a_prev)  # (T, n_a), (1, n_a): all steps of a name
        return self.out(a), a_last


def train(network, examples, loss):
    """Read the examples (X, Y), index tensors with -1 for None; the smoothed loss."""
    sgd = torch.optim.SGD(network.parameters(), lr=0.01)
    n_a, n_x = network.rnn.weight_ih_l0.shape
    one_hot = torch.eye(n_x + 1, n_x, dtype=torch.double)  # its last row is all zeros
    a = torch.zeros(1, n_a, dtype=torch.double)
    for X, Y in examples:
        z, a = network(one_hot[X], a.detach())  # the state goes on, the way back ends
        cost = nn.functional.cross_entropy(z, Y, reduction="sum")
        sgd.zero_grad()
        cost.backward()
        nn.utils.clip_grad_value_(network.parameters(), 5)
        sgd.step()
        loss = 0.999 * loss + 0.001 * cost.item()
    return loss
