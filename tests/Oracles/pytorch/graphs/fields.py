"""What one unit of a network depends on: the positions of the input at which it has a gradient."""

import copy

import torch

from .graph import Network

# Interpolation by thirds gives weights that are zero but for rounding.
ROUNDING = 1e-10


def receptive_field(graph, unit):
    """The rectangle of the input that the unit, in all channels of the only output, depends on; nulls if there is none."""
    network = copy.deepcopy(Network(graph)).double()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.uniform_(0.5, 1.5)  # positive, so that nothing cancels
    [source], [end] = graph.inputs, graph.ends
    image = torch.rand(1, *graph.shape(source), dtype=torch.float64, requires_grad=True)
    row, column = unit
    network({source: image})[end][0, :, row, column].sum().backward()
    gradient = image.grad[0].abs().sum(0)
    seen = gradient > ROUNDING * gradient.max()
    extents = [seen.any(axis).nonzero().flatten().tolist() for axis in (1, 0)]
    found = all(extents)
    return {"output": end, "unit": unit, "first": [extent[0] for extent in extents] if found else None,
            "last": [extent[-1] for extent in extents] if found else None}
