"""Layers that keep the space: dense, embedding, normalization, activation, dropout."""

from ..modules.elements import ACTIVATIONS, ALONG_AXIS, MORE_ACTIVATIONS


def dense(c):
    return "Dense", [c.sizes(c.size(1, 4), 1, 12)], {"units": c.size(1, 40), "bias": c.flag()}


def broken_dense(c):
    return "Dense", [c.sizes(c.size(1, 3), 1, 9)], {"units": c.pick(-1, -3, 0), "bias": c.flag()}


def bilinear(c):
    shape = c.sizes(c.size(1, 4), 1, 7)
    return "Bilinear", [shape, shape[:-1] + [c.size(1, 9)]], {"units": c.size(1, 12), "bias": c.flag()}


def broken_bilinear(c):
    layer, inputs, settings = bilinear(c)
    fault = c.pick("sizes", "sizes", "rank", "units")
    if fault == "sizes" and len(inputs[0]) > 1:
        inputs[1] = [inputs[0][0] + 1] + inputs[1][1:]
    elif fault == "rank":
        inputs[1] = [2] + inputs[1]
    else:
        settings["units"] = c.pick(-1, -2)
    return layer, inputs, settings


def embedding(c):
    return "Embedding", [c.sizes(c.size(1, 3), 1, 12)], {"vocabulary": c.size(1, 500), "width": c.size(1, 64)}


def broken_embedding(c):
    vocabulary, width = c.pick((0, 8), (-1, 8), (10, -2), (10, 0))
    return "Embedding", [c.sizes(c.size(1, 2), 1, 9)], {"vocabulary": vocabulary, "width": width}


def batch_normalization(c):
    affine = c.flag()
    return "Normalization", [c.sizes(c.size(1, 4), 1, 12)], {
        "kind": "Batch", "scale": affine, "center": affine, "statistics": c.flag()}


def broken_batch_normalization(c):
    layer, _, settings = batch_normalization(c)
    return layer, [c.sizes(5, 1, 4)], settings


def layer_normalization(c):
    shape, affine = c.sizes(c.size(1, 4), 1, 9), c.flag()
    return "Normalization", [shape], {"kind": "Layer", "axes": c.size(1, len(shape)), "scale": affine, "center": affine}


def broken_layer_normalization(c):
    layer, inputs, settings = layer_normalization(c)
    settings["axes"] = len(inputs[0]) + c.size(1, 2)
    return layer, inputs, settings


def group_normalization(c):
    groups, affine = c.size(1, 5), c.flag()
    shape = [groups * c.size(1, 4)] + c.sizes(c.size(0, 3), 1, 9)
    return "Normalization", [shape], {"kind": "Group", "groups": groups, "scale": affine, "center": affine}


def broken_group_normalization(c):
    layer, inputs, settings = group_normalization(c)
    settings["groups"] = c.pick(inputs[0][0] + 1, 0, -2)
    return layer, inputs, settings


def instance_normalization(c):
    """Of a single position PyTorch takes no variance."""
    affine = c.flag()
    return "Normalization", [c.sizes(c.size(2, 4), 2, 9)], {
        "kind": "Instance", "scale": affine, "center": affine, "statistics": c.flag()}


def broken_instance_normalization(c):
    layer, _, settings = instance_normalization(c)
    return layer, [c.sizes(c.pick(1, 5), 2, 4)], settings


def rms_normalization(c):
    return "Normalization", [c.sizes(c.size(1, 4), 1, 12)], {"kind": "Rms", "scale": c.flag(), "center": False}


def activation(c):
    return "Activation", [c.sizes(c.size(1, 4), 1, 9)], {"kind": c.pick(*ACTIVATIONS)}


def further_activation(c):
    return "Activation", [c.sizes(c.size(1, 4), 1, 9)], {"kind": c.pick(*MORE_ACTIVATIONS)}


def prelu(c):
    return "Activation", [c.sizes(c.size(1, 4), 1, 9)], {"kind": "PRelu", "slopes": c.pick(1, "channels")}


def axis_activation(c):
    shape, kind = c.sizes(c.size(1, 4), 1, 9), c.pick(*ALONG_AXIS, "Glu")
    axis, written = c.axis(len(shape))
    shape[axis] *= 2 if kind == "Glu" else 1
    return "Activation", [shape], {"kind": kind, "axis": written}


def broken_axis_activation(c):
    layer, inputs, settings = axis_activation(c)
    if c.flag():
        settings["axis"] = c.no_axis(len(inputs[0]))
    else:
        settings["kind"], inputs[0][settings["axis"]] = "Glu", c.pick(1, 3, 5, 7)
    return layer, inputs, settings


def dropout(c):
    return "Dropout", [c.sizes(c.size(1, 4), 1, 9)], {"rate": c.pick(0.0, 0.1, 0.25, 0.5, 0.9, 1.0)}


def broken_dropout(c):
    return "Dropout", [c.sizes(c.size(1, 3), 1, 9)], {"rate": c.pick(-0.1, 1.5, 2.0)}


def softmin(c):
    shape = c.sizes(c.size(1, 4), 1, 9)
    return "Activation", [shape], {"kind": "softmin", "axis": c.axis(len(shape))[1]}


def local_response(c):
    """Only of channels with at least one more axis."""
    return "LocalResponse", [c.sizes(c.size(2, 4), 1, 9)], {"size": c.size(1, 7)}


def broken_local_response(c):
    layer, inputs, settings = local_response(c)
    if c.flag():
        inputs[0] = [c.size(1, 9)]
    else:
        settings["size"] = c.pick(0, -1)
    return layer, inputs, settings
