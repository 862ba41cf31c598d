"""Random networks on sequences of features, steps first.

Every step takes the Choices, the graph and a node, and returns a node.
"""

from functools import partial

from ..layers.convolutions import convolution_settings
from ..layers.pools import pool_settings
from ..layers.sequences import attention_settings, recurrent_settings
from ..layers.elements import ACTIVATIONS
from .graph import Graph


def dense(c, g, source, units=None):
    return g.add("Dense", {"units": units or c.size(2, 12), "bias": c.flag()}, source)


def recurrent(c, g, source, return_sequences=True):
    kind, units, layers = c.pick("SimpleRnn", "Gru", "Lstm"), c.size(2, 8), c.pick(1, 1, 2)
    projection = c.pick(0, 1) if kind == "Lstm" else 0
    direction = c.pick(None, "Concat", "Concat" if layers > 1 else "Sum")
    return g.add("Recurrent", recurrent_settings(
        kind, units, return_sequences, c.pick(0, 2), projection, layers, direction), source)


def normalization(c, g, source):
    affine = c.flag()
    return g.add("Normalization", c.pick(
        {"kind": "Layer", "axes": 1, "scale": affine, "center": affine},
        {"kind": "Rms", "scale": affine, "center": False}), source)


def activation(c, g, source):
    return g.add("Activation", {"kind": c.pick(*ACTIVATIONS)}, source)


def dropout(c, g, source):
    return g.add("Dropout", {"rate": 0.1}, source)


def gated(c, g, source):
    return g.add("Activation", {"kind": "Glu", "axis": -1}, dense(c, g, source, 2 * c.size(1, 6)))


def heads_of(c, g, source):
    width = g.shape(source)[1]
    return c.pick(*[heads for heads in range(1, width + 1) if width % heads == 0])


def attend(c, g, query, *memory):
    attended = g.add("Attention", attention_settings(heads_of(c, g, query), c.flag()), query, *memory)
    return g.add("Merge", {"kind": "Add"}, query, attended)


def attention(c, g, source):
    return normalization(c, g, attend(c, g, source))


def cross_attention(c, g, source):
    """To the embedded or given sequence at the beginning, which may be shorter or longer."""
    memory = c.pick(*[node["name"] for node in g.nodes if len(node["output"]) == 2])
    return attend(c, g, source, memory)


def feed_forward(c, g, source):
    hidden = g.add("Activation", {"kind": c.pick("relu", "gelu", "swish")}, dense(c, g, source, c.size(4, 20)))
    return g.add("Merge", {"kind": "Add"}, source, dense(c, g, hidden, g.shape(source)[1]))


def products(c, g, source):
    """Attention without weights: the softmax of products with all steps, times the steps."""
    scores = g.add("MatMul", {}, source, g.add("Permute", {"order": [1, 0]}, source))
    return g.add("MatMul", {}, g.add("Activation", {"kind": "softmax", "axis": -1}, scores), source)


def convolution(c, g, source):
    """Over the steps, which are the last axis of a convolution."""
    turned = g.add("Permute", {"order": [1, 0]}, source)
    settings = convolution_settings(c.size(2, 8), [c.size(1, 4)], [1], c.pick("same", "valid", [[1, 1]]), [1], 1, c.flag())
    if c.flag():
        window = g.add("Conv", settings, turned)
    else:
        window = g.add("Pool", pool_settings(c.pick("Max", "Average"), [2], [c.size(1, 2)], [[0, 0]], [1], c.flag()), turned)
    return g.add("Permute", {"order": [1, 0]}, window)


def every_step(c, g, source):
    inner = {"layer": "Dense", "settings": {"units": c.size(2, 8), "bias": c.flag()}}
    return g.add("TimeDistributed", {"inner": inner}, source)


def two_directions(c, g, source):
    """Two recurrent layers beside each other."""
    return g.add("Concatenate", {"axis": -1}, recurrent(c, g, source), recurrent(c, g, source))


def bilinear(c, g, source):
    return g.add("Bilinear", {"units": c.size(1, 6), "bias": c.flag()}, source, dense(c, g, source))


def shared_twice(c, g, source):
    """One layer after itself."""
    width = g.shape(source)[1]
    if c.flag():
        once = dense(c, g, source, width)
    else:
        once = g.add("Recurrent", recurrent_settings(c.pick("Gru", "Lstm"), width, True, 2), source)
    return g.again(once, activation(c, g, once))


def some_steps(c, g, source):
    size = g.shape(source)[0]
    return g.add("Slice", {"axis": 0, "start": c.size(-size, 1), "stop": c.pick(None, -1, size),
                           "step": c.size(1, 2)}, source)


def features_apart(c, g, source):
    """Features in chunks, one of which takes another way."""
    width = g.shape(source)[1]
    first = g.add("Split", {"count": None, "sizes": [1, width - 1], "axis": -1, "index": 0}, source)
    second = g.add("Split", {"count": None, "sizes": [1, width - 1], "axis": -1, "index": 1}, source)
    return g.add("Concatenate", {"axis": 1}, dense(c, g, first), second)


def repeated(c, g, source):
    return g.add("Repeat", {"counts": [c.size(1, 2), c.size(1, 2)]}, source)


STEPS = [dense, recurrent, recurrent, normalization, activation, dropout, gated, attention, attention, cross_attention,
         feed_forward, feed_forward, products, convolution, convolution, every_step, two_directions, bilinear, shared_twice,
         shared_twice, some_steps, features_apart, repeated]


def fits(shape):
    """Neither too large to run nor too small to go on."""
    return 2 <= min(shape) and max(shape) <= 60


def grow(c, g, source, size):
    for _ in range(size):
        if len(g.nodes) < size:
            source = g.attempt(partial(c.pick(*STEPS), c, g), source, fits)
    return source


def entrance(c, g, steps, width):
    """Features, or numbers of words that are embedded."""
    if c.flag():
        return g.input([steps, width])
    return g.add("Embedding", {"vocabulary": c.size(5, 60), "width": width}, g.input([steps]))


def second_input(c, g, source):
    """Another sequence: attended to, or put behind."""
    steps, width = g.shape(source)
    other = entrance(c, g, c.size(3, 10), width)
    if c.flag():
        return attend(c, g, source, other)
    return g.add("Concatenate", {"axis": 0}, source, other)


def last_step(c, g, source):
    end = c.size(1, 3)
    if end == 1:
        return recurrent(c, g, source, return_sequences=False)
    if end == 2:
        return g.add("Flatten", {}, source)
    return g.add("Squeeze", {"axis": 0}, g.add("Slice", {"axis": 0, "start": -1, "stop": None, "step": 1}, source))


def sequence_graph(c, size):
    g = Graph()
    source = entrance(c, g, c.size(4, 12), c.size(3, 10))
    if c.size(1, 3) == 1:
        source = second_input(c, g, source)
    middle = grow(c, g, source, size // 2)
    last = dense(c, g, last_step(c, g, grow(c, g, middle, size - 4)))
    if c.size(1, 3) == 1:
        # A second output, or the same as a branch that is merged at the end.
        other = dense(c, g, last_step(c, g, middle), g.shape(last)[0])
        if c.flag():
            g.add("Merge", {"kind": "Add"}, last, other)
    return g
