"""Takes the weights out of a file, and counts them before."""

import math

import onnx
from onnx import TensorProto, numpy_helper

# What stays: small enough not to matter, and shapes may depend on it.
SMALL = 64
FLOATS = {TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE, TensorProto.BFLOAT16}
PAYLOADS = ("raw_data", "float_data", "int32_data", "int64_data", "double_data", "uint64_data", "string_data")


def graphs(graph):
    """A graph and those inside its nodes."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inner in [*attribute.graphs, *([attribute.g] if attribute.HasField("g") else [])]:
                yield from graphs(inner)


def constants(graph):
    """The tensors of Constant nodes."""
    for node in graph.node:
        if node.op_type == "Constant":
            for attribute in node.attribute:
                if attribute.HasField("t"):
                    yield node.output[0], attribute.t


def inputs_within(node):
    """The names a node takes, also those that graphs inside of it take from outside."""
    yield from node.input
    for attribute in node.attribute:
        for inner in [*attribute.graphs, *([attribute.g] if attribute.HasField("g") else [])]:
            for below in inner.node:
                yield from inputs_within(below)
            yield from (output.name for output in inner.output)


def reachable(graph):
    """The names that an output depends on."""
    makers = {output: node for node in graph.node for output in node.output}
    seen, waiting = set(), [output.name for output in graph.output]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            if name in makers:
                waiting.extend(inputs_within(makers[name]))
    return seen


def count_floats(file):
    """The weights of the file: elements of floating-point tensors."""
    model = onnx.load(file)
    needed = reachable(model.graph)
    initializers = [tensor for tensor in model.graph.initializer if tensor.data_type in FLOATS]
    main, *bodies = graphs(model.graph)
    return {
        "parameters": elements(tensor for tensor in initializers if tensor.name in needed),
        "unreachable": elements(tensor for tensor in initializers if tensor.name not in needed),
        "bodyParameters": elements(tensor for graph in bodies for tensor in graph.initializer if tensor.data_type in FLOATS),
        "constantFloats": elements(tensor for graph in (main, *bodies) for _, tensor in constants(graph) if tensor.data_type in FLOATS),
    }


def elements(tensors):
    """Their number in all."""
    return sum(math.prod(tensor.dims) for tensor in tensors)


def strip(file):
    """The file's bytes, its large tensors without their values."""
    model = onnx.load(file)
    for graph in graphs(model.graph):
        # Large integers among initializers are tables to look up in; those of Constant nodes may be shapes.
        floats = [tensor for _, tensor in constants(graph) if tensor.data_type in FLOATS]
        for tensor in [*graph.initializer, *floats]:
            if math.prod(tensor.dims) > SMALL:
                for payload in PAYLOADS:
                    tensor.ClearField(payload)
    return model.SerializeToString()
