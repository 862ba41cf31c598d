"""Layers of sequences: recurrent ones, attention, the blocks around it, and a layer for every step."""

import torch
from torch import nn

from ..registry import build, builds, cases
from . import convolutions, elements, pools, rearrangements

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


@builds("Attention", contracts=True)
def build_attention(shapes, s):
    query, key = shapes[0], shapes[min(1, len(shapes) - 1)]
    return Attention(query[-1], s["heads"], bias=s["bias"], kdim=key[-1], vdim=shapes[-1][-1], batch_first=True,
                     add_bias_kv=s.get("biasKeyValue", False), add_zero_attn=s.get("zeroAttention", False))


@builds("Recurrent", contracts=True)
def build_recurrent(shapes, s):
    return Recurrent(shapes[0], s)


@builds("RecurrentState", contracts=True)
def build_recurrent_state(shapes, s):
    return RecurrentState(shapes[0], s)


@builds("EncoderBlock", contracts=True)
def build_encoder(shapes, s):
    return block(nn.TransformerEncoderLayer, shapes, s)


@builds("DecoderBlock", contracts=True)
def build_decoder(shapes, s):
    return block(nn.TransformerDecoderLayer, shapes, s)


def block(kind, shapes, s):
    return kind(shapes[0][-1], s["heads"], s["feedForward"], activation=s["activation"], norm_first=s["preNorm"], batch_first=True)


def recurrent_settings(kind, units, return_sequences, bias_vectors, projection=0, layers=1, bidirectional=None):
    return {"kind": kind, "units": units, "layers": layers, "bidirectional": bidirectional,
            "returnSequences": return_sequences, "biasVectors": bias_vectors, "projection": projection, "resetAfter": True}


@cases(110)
def lstm(c):
    units = c.size(1, 24)
    projection = c.size(1, units - 1) if units > 1 and c.size(1, 3) == 1 else 0
    return "Recurrent", [[c.size(1, 12), c.size(1, 20)]], recurrent_settings(
        "Lstm", units, c.flag(), c.pick(0, 2, 2), projection)


@cases(40)
def broken_lstm(c):
    layer, inputs, settings = lstm(c)
    fault = c.pick("projection", "projection", "rank", "negative projection", "units", "empty")
    if fault == "projection":
        settings["projection"] = settings["units"] + c.pick(0, 1, 5)
    elif fault == "rank":
        # A single vector would be taken for an input without batch, so one axis more.
        inputs[0] = inputs[0] + [3]
    elif fault == "negative projection":
        settings["projection"] = -1
    elif fault == "units":
        settings["units"], settings["projection"] = c.pick(0, -2), 0
    else:
        inputs[0][0] = 0
    return layer, inputs, settings


@cases(280)
def recurrent(c):
    """Directions are merged by PyTorch side by side; another merge is of the last layer's output."""
    kind, units = c.pick("SimpleRnn", "Gru", "Lstm"), c.size(1, 16)
    projection = c.size(1, units - 1) if kind == "Lstm" and units > 1 and c.size(1, 3) == 1 else 0
    layers, bidirectional = c.pick(1, 1, 2, 3), c.pick(None, "Concat", "Concat")
    if layers == 1 and bidirectional:
        bidirectional = c.pick("Concat", "Sum", "Multiply", "Average")
    return "Recurrent", [[c.size(1, 10), c.size(1, 16)]], recurrent_settings(
        kind, units, c.flag(), c.pick(0, 2, 2), projection, layers, bidirectional)


@cases(60)
def broken_recurrent(c):
    layer, inputs, settings = recurrent(c)
    fault = c.pick("units", "projection", "not projected", "rank", "layers", "empty")
    if fault == "units":
        settings["units"], settings["projection"] = c.pick(0, -2), 0
    elif fault == "projection":
        settings["kind"], settings["projection"] = "Lstm", c.pick(-1, settings["units"], settings["units"] + 3)
    elif fault == "not projected":
        settings["kind"], settings["units"], settings["projection"] = c.pick("SimpleRnn", "Gru"), 5, 3
    elif fault == "rank":
        inputs[0] = inputs[0] + [3]
    elif fault == "layers":
        settings["layers"] = c.pick(0, -1)
    else:
        inputs[0][0] = 0
    return layer, inputs, settings


@cases(90)
def recurrent_state(c):
    _, inputs, settings = recurrent(c)
    index = c.pick("h", "c") if settings["kind"] == "Lstm" else "h"
    return "RecurrentState", inputs, {**settings, "layers": 1, "bidirectional": None, "index": index}


@cases(20)
def broken_recurrent_state(c):
    layer, inputs, settings = recurrent_state(c)
    if c.flag():
        settings["kind"], settings["projection"], settings["index"] = c.pick("SimpleRnn", "Gru"), 0, "c"
        return layer, inputs, settings
    _, inputs, broken = broken_recurrent(c)
    return layer, inputs, {**broken, "layers": min(1, broken["layers"]), "bidirectional": None, "index": "h"}


def attention_settings(heads, bias, width=None, output_width=None):
    return {"heads": heads, "keyWidth": width, "valueWidth": width, "outputWidth": output_width, "bias": bias}


@cases(170)
def attention(c):
    heads, width, steps, memory = c.size(1, 6), c.size(1, 6), c.size(1, 9), c.size(1, 9)
    query = [steps, heads * width]
    inputs = c.pick([query], [query, [memory, c.size(1, 16)]], [query, [memory, query[1]]],
                    [query, [memory, c.size(1, 16)], [memory, c.size(1, 16)]])
    given = c.size(1, 3) == 1
    return "Attention", inputs, attention_settings(heads, c.flag(), *(width, heads * width) if given else ())


@cases(40)
def broken_attention(c):
    layer, inputs, settings = attention(c)
    settings.update(keyWidth=None, valueWidth=None, outputWidth=None)
    fault = c.pick("heads", "heads", "no heads", "lengths", "rank")
    if fault == "heads":
        settings["heads"], inputs[0][1] = c.pick((2, 7), (3, 7), (4, 6))
    elif fault == "no heads":
        settings["heads"] = c.pick(0, -1)
    elif fault == "lengths":
        memory = inputs[-1]
        inputs = [inputs[0], memory, [memory[0] + c.size(1, 3), memory[1]]]
    else:
        inputs = [[2] + shape for shape in inputs]
    return layer, inputs, settings


def block_settings(c, heads):
    return {"heads": heads, "feedForward": c.size(1, 30), "preNorm": c.flag(),
            "activation": c.pick("relu", "gelu"), "bias": True}


@cases(70)
def encoder(c):
    heads = c.size(1, 5)
    return "EncoderBlock", [[c.size(1, 10), heads * c.size(1, 6)]], block_settings(c, heads)


@cases(70)
def decoder(c):
    _, [target], settings = encoder(c)
    return "DecoderBlock", [target, [c.size(1, 10), target[1]]], settings


@cases(16)
def broken_encoder(c):
    return broken_block(c, encoder(c))


@cases(16)
def broken_decoder(c):
    layer, inputs, settings = decoder(c)
    if c.flag():
        inputs[1][1] += c.size(1, 3)
        return layer, inputs, settings
    return broken_block(c, (layer, inputs, settings))


def broken_block(c, case):
    layer, inputs, settings = case
    fault = c.pick("heads", "heads", "no heads", "hidden", "rank")
    if fault == "heads":
        settings["heads"], width = c.pick((2, 7), (3, 7), (4, 6))
        inputs = [[shape[0], width] for shape in inputs]
    elif fault == "no heads":
        settings["heads"] = c.pick(0, -1)
    elif fault == "hidden":
        settings["feedForward"] = c.pick(-1, -4)
    else:
        inputs = [[2] + shape for shape in inputs]
    return layer, inputs, settings


class TimeDistributed(nn.Module):
    """One layer for every step of the first axis."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return torch.stack([self.inner(step) for step in x.unbind(1)], 1)


@builds("TimeDistributed")
def build_distributed(shapes, s):
    return TimeDistributed(build(s["inner"]["layer"], [shape[1:] for shape in shapes], s["inner"]["settings"]))


INNER = [
    convolutions.convolution, convolutions.transposed, convolutions.depthwise, convolutions.separable, convolutions.unfold,
    pools.pool, pools.adaptive_pool, elements.dense, elements.dense, elements.batch_normalization,
    elements.layer_normalization, elements.group_normalization, elements.activation, elements.prelu, elements.dropout,
    elements.embedding, rearrangements.flatten, rearrangements.padding, rearrangements.cropping, rearrangements.upsampling,
    rearrangements.pixel_shuffle, rearrangements.reshape, rearrangements.permute, rearrangements.expand, rearrangements.part,
    recurrent, attention,
]

BROKEN_INNER = [
    convolutions.broken_convolution, convolutions.broken_transposed, convolutions.broken_depthwise, pools.broken_pool,
    elements.broken_group_normalization, elements.broken_axis_activation, rearrangements.broken_reshape,
    rearrangements.broken_permute, rearrangements.broken_cropping, broken_lstm,
]


def within(c, makers):
    while True:
        layer, inputs, settings = c.pick(*makers)(c)
        if len(inputs) == 1:
            return "TimeDistributed", [[c.size(1, 5)] + inputs[0]], {"inner": {"layer": layer, "settings": settings}}


@cases(190)
def distributed(c):
    return within(c, INNER)


@cases(40)
def broken_distributed(c):
    return within(c, BROKEN_INNER)


@cases(140)
def stacked_state(c):
    """Of any stacked layer and direction."""
    _, inputs, settings = recurrent(c)
    settings["layers"] = c.size(1, 4)
    place = ([f"layer{c.size(1, settings['layers'])}"] if settings["layers"] > 1 else []) + ([c.pick("forward", "backward")] if settings["bidirectional"] else [])
    if settings["layers"] > 1 and settings["bidirectional"]:
        settings["bidirectional"] = "Concat"
    return "RecurrentState", inputs, {**settings, "index": " ".join(place + [c.pick("h", "c") if settings["kind"] == "Lstm" else "h"])}


@cases(24)
def broken_stacked_state(c):
    layer, inputs, settings = stacked_state(c)
    if c.flag():
        settings["units"], settings["projection"] = c.pick(0, -2), 0
    else:
        settings["kind"], settings["projection"], settings["index"] = c.pick("SimpleRnn", "Gru"), 0, settings["index"][:-1] + "c"
    return layer, inputs, settings


@cases(140)
def extended_attention(c):
    """With positions behind the keys and values."""
    layer, inputs, settings = attention(c)
    learned, zero = c.pick((True, False), (False, True), (True, True))
    return layer, inputs, {**settings, "biasKeyValue": learned, "zeroAttention": zero}
