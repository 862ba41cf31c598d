"""Random networks on images. Every step takes the Choices, the graph and a node, and returns a node."""

from functools import partial

from ..layers.convolutions import convolution_settings, transposed_settings
from ..layers.pools import pool_settings
from ..layers.sequences import attention_settings
from ..layers.elements import ACTIVATIONS, MORE_ACTIVATIONS
from ..layers.rearrangements import PADDING_MODES
from .graph import Graph


def spatial(g, source):
    return g.shape(source)[1:]


# -- windows ----------------------------------------------------------------

def conv(c, g, source, filters=None):
    groups = c.pick(1, 1, 1, *[n for n in (2, 3) if g.shape(source)[0] % n == 0])
    return g.add("Conv", convolution_settings(
        groups * (filters or c.size(1, 4)), c.sizes(2, 1, 4), c.sizes(2, 1, c.pick(1, 2, 3)),
        c.pick("valid", c.equal_pairs(2, 0, 2), c.pairs(2, 0, 2)), c.sizes(2, 1, c.pick(1, 1, 2)), groups, c.flag()), source)


def same_conv(c, g, source, filters=None):
    """Also of even kernels, which PyTorch pads by one more behind."""
    return g.add("Conv", convolution_settings(
        filters or c.size(1, 5), c.sizes(2, 1, 5), [1, 1], "same", c.sizes(2, 1, c.pick(1, 2)), 1, c.flag()), source)


def pointwise(c, g, source, filters):
    return g.add("Conv", convolution_settings(filters, [1, 1], [1, 1], [[0, 0]] * 2, [1, 1], 1, c.flag()), source)


def channelwise(c, g, source):
    window = {"kernel": c.sizes(2, 1, 3), "stride": c.sizes(2, 1, 2), "dilation": [1, 1],
              "padding": c.equal_pairs(2, 0, 1), "bias": c.flag()}
    multiplier = {"multiplier": c.size(1, 2)}
    if c.flag():
        return g.add("DepthwiseConv", {**multiplier, **window}, source)
    return g.add("SeparableConv", {"filters": c.size(1, 5), **multiplier, **window}, source)


def transposed(c, g, source):
    stride = c.sizes(2, 1, 3)
    extra = c.pick(None, [c.size(0, step - 1) for step in stride])
    return g.add("ConvTranspose", transposed_settings(
        c.size(1, 4), c.sizes(2, 1, 4), stride, c.equal_pairs(2, 0, 1), [1, 1], extra, 1, c.flag()), source)


def pool(c, g, source, *kinds):
    kernel, kind = c.sizes(2, 1, 3), c.pick(*kinds or ("Max", "Average", "L2"))
    padding = [[0, 0]] * 2 if kind == "L2" else [[pad, pad] for pad in (c.size(0, size // 2) for size in kernel)]
    return g.add("Pool", pool_settings(kind, kernel, c.sizes(2, 1, 2), padding, [1, 1], c.flag()), source)


def average_pool(c, g, source):
    return pool(c, g, source, "Average")


def adaptive_pool(c, g, source):
    return g.add("AdaptivePool", {"kind": "Average", "outputSize": [c.pick(None, c.size(3, 9)), c.size(3, 9)]}, source)


def zero_padding(c, g, source):
    return g.add("Padding", {"mode": "Zero", "amounts": c.pairs(2, 0, 3)}, source)


def other_padding(c, g, source):
    mode = c.pick(*[mode for mode in PADDING_MODES if mode != "Zero"])
    return g.add("Padding", {"mode": mode, "amounts": c.pairs(2, 0, 2)}, source)


def cropping(c, g, source):
    return g.add("Cropping", {"amounts": c.pairs(2, 0, 2)}, source)


def upsampling(c, g, source):
    method = c.pick("Nearest", "Linear")
    scale = c.pick(c.sizes(2, 1, 3), [c.pick(1.5, 0.5, 2), c.pick(1.25, 0.75, 2.5)], None)
    return g.add("Upsampling", {"scale": scale, "size": None if scale else c.sizes(2, 4, 24), "method": method,
                                "alignCorners": method == "Linear" and c.flag()}, source)


def resized(g, source, size, method):
    return g.add("Upsampling", {"scale": None, "size": size, "method": method, "alignCorners": False}, source)


def shuffle(c, g, source):
    """Mixed channels become positions."""
    factor = c.size(2, 3)
    mixed = pointwise(c, g, source, factor ** 2 * c.size(1, 2))
    return g.add("PixelShuffle", {"factor": factor, "inverse": False}, mixed)


def unshuffle(c, g, source):
    return g.add("PixelShuffle", {"factor": 2, "inverse": True}, source)


def part(c, g, source):
    axis = c.size(1, 2)
    size = g.shape(source)[axis]
    return g.add("Slice", {"axis": c.pick(axis, axis - 3), "start": c.size(-size, 2), "stop": c.pick(None, -1, size),
                           "step": c.size(1, 2)}, source)


def one_of_parts(c, g, source):
    axis = c.size(1, 2)
    size = g.shape(source)[axis]
    if c.flag():
        return g.add("Chunk", {"count": 2, "axis": axis, "index": c.size(0, 1)}, source)
    first = c.size(size // 2, size - 1)
    return g.add("Split", {"count": None, "sizes": [first, size - first], "axis": axis, "index": 0}, source)


# -- elements ---------------------------------------------------------------

def batch_normalization(c, g, source):
    return g.add("Normalization", {"kind": "Batch", "scale": True, "center": True, "statistics": True}, source)


def normalization(c, g, source):
    channels, affine = g.shape(source)[0], c.flag()
    groups = c.pick(*[groups for groups in range(1, channels + 1) if channels % groups == 0])
    return g.add("Normalization", c.pick(
        {"kind": "Batch", "scale": affine, "center": affine, "statistics": c.flag()},
        {"kind": "Instance", "scale": affine, "center": affine, "statistics": c.flag()},
        {"kind": "Group", "groups": groups, "scale": affine, "center": affine},
        {"kind": "Layer", "axes": c.size(1, 3), "scale": affine, "center": affine},
        {"kind": "Rms", "scale": affine, "center": False}), source)


def activation(c, g, source):
    return g.add("Activation", {"kind": c.pick(*ACTIVATIONS, *MORE_ACTIVATIONS)}, source)


def further_activation(c, g, source):
    return g.add("Activation", c.pick(
        {"kind": "PRelu", "slopes": c.pick(1, "channels")}, {"kind": "Glu", "axis": c.pick(0, -3)},
        {"kind": "softmax", "axis": c.pick(0, -1)}), source)


def dropout(c, g, source):
    return g.add("Dropout", {"rate": 0.5}, source)


def swapped(c, g, source):
    return g.add("Permute", {"order": [0, 2, 1]}, source)


# -- branches ---------------------------------------------------------------

def residual(c, g, source, *kinds):
    channels, branch = g.shape(source)[0], source
    for _ in range(c.size(1, 2)):
        branch = same_conv(c, g, branch, channels)
    kind = c.pick(*kinds or ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"))
    return g.add("Merge", {"kind": kind}, branch, source)


def summed(c, g, source):
    return residual(c, g, source, "Add", "Average")


def inception(c, g, source):
    branches = [same_conv(c, g, source) for _ in range(c.size(2, 3))]
    return g.add("Concatenate", {"axis": 0}, *branches, *c.pick([], [source]))


def dense_connection(c, g, source):
    """Earlier maps of one size."""
    fitting = [node["name"] for node in g.nodes
               if len(node["output"]) == 3 and node["output"][1:] == spatial(g, source)]
    chosen = [name for name in c.shuffled(fitting) if name != source][:c.size(1, 3)]
    return g.add("Concatenate", {"axis": -3}, source, *chosen or [same_conv(c, g, source)])


def different_jumps(c, g, source):
    """Two strides whose branches have one size."""
    slow = g.add("Conv", convolution_settings(2, [1, 1], [2, 2], [[0, 0]] * 2, [1, 1], 1, c.flag()), source)
    kernel = [size - kept + 1 for size, kept in zip(spatial(g, source), spatial(g, slow))]
    fast = g.add("Pool", pool_settings("Average", kernel, [1, 1], [[0, 0]] * 2, [1, 1], False), source)
    return g.add("Concatenate", {"axis": 0}, slow, fast)


def up_and_down(c, g, source):
    """As in a U-Net: down, up again, and beside what was there."""
    low = average_pool(c, g, source)
    high = resized(g, same_conv(c, g, low), spatial(g, source), c.pick("Nearest", "Linear"))
    return g.add("Concatenate", {"axis": 0}, high, source)


def gate(c, g, source):
    """Squeeze and excite."""
    pooled = g.add("AdaptivePool", {"kind": "Average", "outputSize": [1, 1]}, source)
    weights = g.add("Activation", {"kind": "sigmoid"}, pointwise(c, g, pooled, g.shape(source)[0]))
    return g.add("Merge", {"kind": "Multiply"}, source, weights)


def halves(c, g, source):
    """Channels that part, go their own ways, and meet."""
    mixed = pointwise(c, g, source, 2 * c.size(1, 3))
    first, second = [g.add("Split", {"count": 2, "sizes": None, "axis": 0, "index": index}, mixed) for index in (0, 1)]
    return g.add("Concatenate", {"axis": 0}, same_conv(c, g, first), second)


def attention(c, g, source):
    """Every position attends to all."""
    channels, height, width = g.shape(source)
    if height * width > 150:
        return same_conv(c, g, source)
    flat = g.add("Reshape", {"target": [channels, -1]}, source)
    positions = g.add("Permute", {"order": [1, 0]}, flat)
    attended = g.add("Attention", attention_settings(1, c.flag()), positions)
    back = g.add("Permute", {"order": [1, 0]}, attended)
    return g.add("Merge", {"kind": "Add"}, source, g.add("Reshape", {"target": [channels, height, width]}, back))


def shared_twice(c, g, source):
    """One convolution after itself."""
    channels = g.shape(source)[0]
    once = same_conv(c, g, source, channels)
    between = g.add("Activation", {"kind": "relu"}, once)
    return g.again(once, between)


def two_scales(c, g, source):
    """One convolution on the image and on its half, as in a pyramid."""
    fine = same_conv(c, g, source)
    half = g.add("Pool", pool_settings("Average", [2, 2], [2, 2], [[0, 0]] * 2, [1, 1], True), source)
    return g.add("Merge", {"kind": "Add"}, fine, resized(g, g.again(fine, half), spatial(g, source), "Nearest"))


# -- networks ---------------------------------------------------------------

WINDOWS = [conv, conv, same_conv, channelwise, channelwise, transposed, transposed, average_pool, adaptive_pool,
           zero_padding, cropping, upsampling, shuffle, unshuffle, part, one_of_parts]
PLAIN_BRANCHES = [summed, inception, dense_connection, different_jumps, up_and_down, two_scales, shared_twice]
FURTHER = [pool, pool, other_padding, batch_normalization, normalization, activation, further_activation, dropout, swapped,
           residual, gate, halves, attention]
ALL_STEPS = WINDOWS + PLAIN_BRANCHES + FURTHER + FURTHER


def fits(shape):
    """Neither too large to run nor too small to go on."""
    channels, *space = shape
    return channels <= 40 and min(space) >= 3 and max(space) <= 60


def grow(c, g, source, steps, size):
    """Adds random steps until there are so many nodes."""
    for _ in range(size):
        if len(g.nodes) < size:
            source = g.attempt(partial(c.pick(*steps), c, g), source, fits)
    return source


def window_graph(c, size):
    """Of layers that are windows, or work on each element, so that what a unit depends on can be measured."""
    g = Graph()
    source = g.input([c.size(1, 4), c.size(14, 26), c.size(14, 26)])
    grow(c, g, source, WINDOWS + PLAIN_BRANCHES + [batch_normalization], size)
    return g


def head(c, g, source):
    """Classes, of all the positions or of their average."""
    if c.flag():
        source = g.add("AdaptivePool", {"kind": c.pick("Max", "Average"), "outputSize": [1, 1]}, source)
    flat = g.add("Flatten", {}, source)
    last = g.add("Dense", {"units": c.size(2, 12), "bias": c.flag()}, flat)
    if c.flag():
        last = g.add("Dense", {"units": c.size(2, 12), "bias": True}, g.add("Activation", {"kind": "relu"}, last))
    return last


def second_input(c, g, source):
    """Another image, seen by the same convolution or by one of its own."""
    other = g.input(g.shape(source))
    first = same_conv(c, g, source)
    second = g.again(first, other) if c.flag() else same_conv(c, g, other, g.shape(first)[0])
    if c.flag():
        return g.add("Concatenate", {"axis": 0}, first, second)
    return g.add("Merge", {"kind": c.pick("Add", "Subtract", "Maximum")}, first, second)


def image_graph(c, size):
    g = Graph()
    source = g.input([c.size(1, 4), c.size(8, 20), c.size(8, 20)])
    if c.size(1, 3) == 1:
        source = second_input(c, g, source)
    middle = grow(c, g, source, ALL_STEPS, size // 2)
    last = grow(c, g, middle, ALL_STEPS, size - 4)
    if c.size(1, 3) > 1:
        last = head(c, g, last)
    if c.size(1, 3) == 1 and last != middle:
        # A second output, or the same as a branch that is merged at the end.
        other = g.add("Flatten", {}, g.add("AdaptivePool", {"kind": "Average", "outputSize": [1, 1]}, middle))
        if len(g.shape(last)) == 1 and c.flag():
            g.add("Concatenate", {"axis": -1}, last, other)
    return g
