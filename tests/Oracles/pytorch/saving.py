"""Watches what PyTorch keeps of a forward pass for the backward pass, and whether an output shares an input's memory."""

import torch
from torch.autograd.graph import saved_tensors_hooks

from .layers.elements import Bilinear
from .plain import Each

BATCH = 2


def memory(tensor):
    return tensor.storage().data_ptr()


def as_run(module, inputs, integers):
    """A module and its inputs; what works on each item of a batch works on a single item here, and on two otherwise."""
    single = isinstance(module, Each)
    shapes = [shape if single else [BATCH, *shape] for shape in inputs]
    given = [torch.zeros(shape, dtype=torch.long) if integers else torch.randn(shape, requires_grad=True) for shape in shapes]
    # Without the products that are there to be counted.
    run = module.function if single else super(Bilinear, module).forward if isinstance(module, Bilinear) else module
    return run, given, 1 if single else BATCH


def saved(module, inputs, integers=False):
    """The kept inputs, whether the output is kept, and the elements of all else that is kept, by type; numbers are left out."""
    run, given, batch = as_run(module.train(), inputs, integers)
    kept = []
    with saved_tensors_hooks(lambda tensor: kept.append(tensor) or tensor, lambda tensor: tensor):
        output = run(*given)
    places = {memory(tensor): f"input{i}" for i, tensor in enumerate(given)}
    weights = {memory(tensor) for tensor in [*module.parameters(), *module.buffers()]}
    own, named = {}, set()
    for tensor in kept:
        place = memory(tensor)
        if place in places:
            named.add(places[place])
        elif place == memory(output):
            named.add("output")
        elif place not in weights and tensor.dim() > 0:
            own[tensor.data_ptr(), tensor.numel()] = (str(tensor.dtype).removeprefix("torch."), tensor.numel())
    sums = {}
    for kind, count in own.values():
        sums[kind] = sums.get(kind, 0) + count
    return {"batch": batch, "inputs": [i for i in range(len(given)) if f"input{i}" in named], "output": "output" in named,
            "own": dict(sorted(sums.items()))}


def view(module, inputs, integers=False):
    """The input whose memory the output shares in inference, and whether its elements follow each other; null if none."""
    # Without gradients, attention takes a fast path that refuses some settings.
    run, given, _ = as_run(module.eval(), inputs, integers)
    output = run(*given)
    shared = [i for i, tensor in enumerate(given) if memory(tensor) == memory(output)]
    return {"input": shared[0], "contiguous": output.is_contiguous()} if shared else None
