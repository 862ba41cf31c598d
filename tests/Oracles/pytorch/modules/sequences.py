"""Builds layers of sequences: recurrent cells, attention and the blocks around it."""

import torch
from torch import nn

RECURRENT = {"SimpleRnn": nn.RNN, "Gru": nn.GRU, "Lstm": nn.LSTM}
MERGES = {"Sum": torch.add, "Multiply": torch.mul, "Average": lambda a, b: (a + b) / 2}


def cells(shape, s):
    projection = {"proj_size": s["projection"]} if s["projection"] else {}
    return RECURRENT[s["kind"]](
        shape[-1], s["units"], num_layers=s["layers"], batch_first=True, bias=s["biasVectors"] == 2,
        bidirectional=s["bidirectional"] is not None, **projection)


class Recurrent(nn.Module):
    """PyTorch's cells always put out all steps, and both directions side by side."""

    def __init__(self, shape, s):
        super().__init__()
        self.cells, self.s = cells(shape, s), s

    def forward(self, x):
        sequence, _ = self.cells(x)
        merge = self.s["bidirectional"]
        if merge is None:
            return sequence if self.s["returnSequences"] else sequence[:, -1]
        forwards, backwards = sequence.chunk(2, -1)
        if not self.s["returnSequences"]:
            forwards, backwards = forwards[:, -1], backwards[:, 0]
        return torch.cat([forwards, backwards], -1) if merge == "Concat" else MERGES[merge](forwards, backwards)


class RecurrentState(nn.Module):
    """A state by its name: h or c, in front of it the direction if there are two, and before that the layer if there are several."""

    def __init__(self, shape, s):
        super().__init__()
        self.cells = cells(shape, s)
        *place, self.index = s["index"].split(" ")
        layer = int(place.pop(0).removeprefix("layer")) - 1 if place and place[0].startswith("layer") else 0
        self.row = layer * (2 if s["bidirectional"] else 1) + (place == ["backward"])
        if self.index == "c" and s["kind"] != "Lstm":
            raise ValueError("oracle: the layer has no such state")

    def forward(self, x):
        _, states = self.cells(x)
        if isinstance(states, tuple):
            states = states["hc".index(self.index)]
        return states[self.row]


class Attention(nn.MultiheadAttention):
    """Of [query], [query, memory] or [query, key, value]."""

    def forward(self, query, key=None, value=None):
        key = query if key is None else key
        return super().forward(query, key, key if value is None else value)[0]


def attention(shapes, s):
    query, key = shapes[0], shapes[min(1, len(shapes) - 1)]
    return Attention(query[-1], s["heads"], bias=s["bias"], kdim=key[-1], vdim=shapes[-1][-1], batch_first=True,
                     add_bias_kv=s.get("biasKeyValue", False), add_zero_attn=s.get("zeroAttention", False))


def block(kind):
    return lambda shapes, s: kind(shapes[0][-1], s["heads"], s["feedForward"], activation=s["activation"],
                                  norm_first=s["preNorm"], batch_first=True)


BUILDERS = {
    "Recurrent": lambda shapes, s: Recurrent(shapes[0], s),
    "RecurrentState": lambda shapes, s: RecurrentState(shapes[0], s),
    "Attention": attention,
    "EncoderBlock": block(nn.TransformerEncoderLayer),
    "DecoderBlock": block(nn.TransformerDecoderLayer),
}
