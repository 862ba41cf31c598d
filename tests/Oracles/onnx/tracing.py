"""The live module: made, exported, counted."""

import sys
from collections import Counter
from pathlib import Path

import torch
import torchvision
from torch import nn

sys.path.append(str(Path(__file__).resolve().parents[1]))
from pytorch.counting import MacCounter  # noqa: E402

CONVOLUTIONS = (nn.Conv2d, nn.Conv3d)
BATCH_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)


class FirstTensors(nn.Module):
    """Networks that put out dictionaries or take lists, as the exporter can take them."""

    def __init__(self, module, kind):
        super().__init__()
        self.module, self.kind = module, kind

    def forward(self, x):
        """The tensors alone."""
        if self.kind == "detection":
            return tuple(self.module([x[0]])[0].values())
        if self.kind == "flow":
            return tuple(self.module(x, torch.flip(x, [3]), num_flow_updates=3))
        out = self.module(x)
        return tuple(out.values()) if isinstance(out, dict) else out


def make(network):
    """The module, each of its numbers different from all others."""
    torch.manual_seed(0)
    builder = torchvision.models
    for part in network.builder.split("."):
        builder = getattr(builder, part)
    module = builder(weights=None, **network.arguments).eval()
    for unused in ("AuxLogits", "aux1", "aux2"):
        if getattr(module, unused, None) is not None:
            # Run in training only, and so not in the file.
            setattr(module, unused, None)
    with torch.no_grad():
        for name, tensor in [*module.named_parameters(), *module.named_buffers()]:
            if not tensor.is_floating_point():
                continue
            if name.endswith("running_var"):
                tensor.copy_(1 + 0.5 * torch.rand_like(tensor))
            else:
                tensor.add_(0.01 * torch.randn_like(tensor))
    return module


def wrapped(module, network):
    """The module as a function of tensors."""
    return module if network.kind in ("classification", "video") else FirstTensors(module, network.kind).eval()


def zero(g, x, *_):
    """The exporter has no rule for `zero_`, with which Swin V2 clears the biases of its keys."""
    return g.op("Mul", x, g.op("Constant", value_t=torch.tensor(0.0)))


torch.onnx.register_custom_op_symbolic("aten::zero", zero, 9)


def export(module, network, file):
    """By torch.onnx.export, as its manual says: evaluation mode, constants folded."""
    torch.onnx.export(
        wrapped(module, network), (torch.rand(network.input),), str(file), opset_version=network.opset,
        input_names=["input"], dynamic_axes={"input": network.axes} if network.axes else None)


def count(module, network, runs):
    """
    What the live module does on each run's input. `macs`: the multiply-adds that PyTorch's dispatcher sees; of these, `macsOnBoxes`
    are of modules that work on boxes found in the image, whose number no file tells. `moduleParameters`: its parameters and
    running statistics, less what the exporter folds: a batch normalization goes into the convolution before it, which gets a bias
    if it has none.
    """
    macs, boxes, folded = [], [], {}
    for run in runs:
        macs_of_run, boxes_of_run, folded_of_run = count_run(module, network, run["input"])
        macs.append(macs_of_run)
        boxes.append(boxes_of_run)
        folded.update(folded_of_run)
    held = sum(tensor.numel() for tensor in [*module.parameters(), *module.buffers()] if tensor.is_floating_point())
    less = sum(channels * (4 if has_bias else 3) for channels, has_bias in folded.values())
    return {"macs": macs, "macsOnBoxes": boxes, "moduleParameters": held - less}


def count_run(module, network, shape):
    """The same for one input, and the normalizations that are folded: [channels, whether the convolution has a bias]."""
    # Gradients stay on: without them PyTorch takes a fast path through attention that hides its products.
    counter = MacCounter()
    boxes = [0]
    made, folded = {}, {}

    def after(layer, taken, out):
        if isinstance(layer, CONVOLUTIONS):
            # The tensor is kept, so that no other gets its place in memory.
            made[id(out)] = layer, out
        elif isinstance(layer, BATCH_NORMS) and id(taken[0]) in made:
            convolution, out = made[id(taken[0])]
            folded[layer] = out.grad_fn, [layer.num_features, convolution.bias is not None]

    hooks = [layer.register_forward_hook(after) for layer in module.modules() if isinstance(layer, (*CONVOLUTIONS, *BATCH_NORMS))]
    if hasattr(module, "roi_heads"):
        hooks.append(module.roi_heads.register_forward_pre_hook(lambda *_: boxes.append(-counter.macs)))
        hooks.append(module.roi_heads.register_forward_hook(lambda *_: boxes.append(counter.macs)))
    with counter:
        result = wrapped(module, network)(torch.rand(shape))
    for hook in hooks:
        hook.remove()
    uses = takers(result)
    return counter.macs, sum(boxes), {layer: found for layer, (made_by, found) in folded.items() if uses[made_by] == 1}


def takers(result):
    """How often what each function put out was taken, by the graph of gradients."""
    uses = Counter()
    waiting = [tensor.grad_fn for tensor in (result if isinstance(result, tuple) else (result,)) if tensor.grad_fn]
    seen = set(waiting)
    while waiting:
        for taken, _ in waiting.pop().next_functions:
            if taken is not None:
                uses[taken] += 1
                if taken not in seen:
                    seen.add(taken)
                    waiting.append(taken)
    return uses
