"""Writes Fixtures/torchvision-zoo.json.gz: the classification networks of torchvision as PyTorch sees them.

Shapes and parameters come from hooks on a real forward pass. Multiplications are counted twice,
from the modules and from the operations PyTorch dispatches, and both counts have to agree.

Fields of a network (no shape has a batch axis):

- `name`, `builder` (the function in torchvision.models) and `auxiliary` (null, or whether the
  network is built with its auxiliary classifiers), `input`, `output`
- `auxiliaryOutputs`: shapes of the auxiliary classifiers' outputs, in the order PyTorch returns them
- `parameters`: the trainable ones, PyTorch's count; `buffers`: running means and variances only
- `macs`: evaluation mode, batch of one: convolutions, dense layers and both matrix products of
  attention; biases, normalization and pooling cost nothing. The auxiliary classifiers do not run in
  evaluation mode; with them, the cost is `macsWithAuxiliary` (absent if there are none)
- `macsWithoutAttention`: `macs` without the matrix products of attention (queries by keys, scores by
  values); the projections around them are counted
- `published`: `weights` (torchvision's name), `numParams` (their meta data, as installed), `cropSize`
  (the input they are made for). EfficientNet-B2 is published at 288 but has the size 260 in the paper: both are here
- `layers`: one entry a call of a module with parameters, in order of execution:
  [name, class, output shape, parameters, macs]. An attention module counts as one layer, with all
  that is inside it, including its matrix products
- `ownParameters`: parameters of modules that are not layers, [name, shape, count]

The sum over `layers` and `ownParameters` is `parameters`.
"""

import json

import torch
import torchvision
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torchvision.models.swin_transformer import ShiftedWindowAttention

import fixtures

BUILDERS = [
    "alexnet", "vgg11", "vgg16", "vgg19", "googlenet", "inception_v3", "resnet18", "resnet34", "resnet50",
    "resnet101", "resnet152", "resnext50_32x4d", "resnext101_32x8d", "wide_resnet50_2", "wide_resnet101_2",
    "densenet121", "squeezenet1_1", "mobilenet_v2", "mobilenet_v3_large", "mobilenet_v3_small",
    "shufflenet_v2_x1_0", "efficientnet_b0", "efficientnet_b1", "efficientnet_b2", "efficientnet_b3",
    "efficientnet_b4", "efficientnet_b5", "efficientnet_b6", "efficientnet_b7", "mnasnet1_0",
    "regnet_y_400mf", "regnet_x_400mf", "regnet_y_8gf", "convnext_tiny", "vit_b_16", "vit_l_16", "swin_t",
]

SIZES = {"inception_v3": 299, "efficientnet_b1": 240, "efficientnet_b2": 260, "efficientnet_b3": 300,
         "efficientnet_b4": 380, "efficientnet_b5": 456, "efficientnet_b6": 528, "efficientnet_b7": 600}

# What torchvision calls without calling the modules inside.
WHOLE = (nn.MultiheadAttention, ShiftedWindowAttention)


def networks():
    """Name, builder, size of the input, auxiliary classifiers, arguments."""
    for builder in BUILDERS:
        size = SIZES.get(builder, 224)
        if builder in ("googlenet", "inception_v3"):
            for auxiliary in (False, True):
                yield (builder + ("_aux" if auxiliary else ""), builder, size, auxiliary,
                       {"aux_logits": auxiliary, "init_weights": False, "transform_input": False})
        else:
            yield builder, builder, size, None, {}
        if builder == "efficientnet_b2":
            yield "efficientnet_b2_288", builder, 288, None, {}


def is_layer(module):
    return isinstance(module, WHOLE) or (not list(module.children()) and list(module.parameters()))


# ---------------------------------------------------------------------------
# Multiplications
# ---------------------------------------------------------------------------

class Counter(TorchDispatchMode):
    """Counts the multiplications of the operations that are run, by kind."""

    def __init__(self):
        super().__init__()
        self.convolutions = self.products = self.batched = 0

    def __torch_dispatch__(self, function, types, arguments=(), keywords=None):
        output = function(*arguments, **(keywords or {}))
        name = function.overloadpacket.__name__
        if "convolution" in name:
            assert not arguments[6], "no transposed convolutions here"
            self.convolutions += output.numel() * arguments[1][0].numel()
        elif name in ("addmm", "mm"):
            left = arguments[1] if name == "addmm" else arguments[0]
            self.products += output.numel() * left.shape[-1]
        elif name in ("bmm", "baddbmm"):
            left = arguments[1] if name == "baddbmm" else arguments[0]
            self.batched += output.numel() * left.shape[-1]
        else:
            assert not any(part in name for part in ("matmul", "attention", "linear", "einsum")), name
        return output

    def total(self):
        return self.convolutions + self.products + self.batched


def macs_of(module, inputs, output):
    """Multiplications of weights, and those of attention: queries by keys and scores by values."""
    if isinstance(module, (nn.Conv2d, nn.Linear)):
        return output.numel() * module.weight[0].numel(), 0
    if isinstance(module, nn.MultiheadAttention):
        tokens, width = output.shape[-2:]
        return tokens * width * width * 4, 2 * tokens * tokens * width
    if isinstance(module, ShiftedWindowAttention):
        height, width, channels = output.shape[-3:]
        rows, columns = module.window_size
        assert height % rows == 0 and width % columns == 0, "no padded windows here"
        tokens = height * width
        return tokens * channels * channels * 4, 2 * tokens * rows * columns * channels
    return 0, 0


# ---------------------------------------------------------------------------
# Networks
# ---------------------------------------------------------------------------

def count(parameters):
    return sum(parameter.numel() for parameter in parameters)


def run(network, shape, auxiliary):
    """Layers, outputs and both counts of a pass in evaluation mode, with auxiliary classifiers if wanted."""
    entries, hooks, attention = [], [], 0

    def record(name):
        def hook(module, inputs, output):
            nonlocal attention
            output = output[0] if isinstance(output, tuple) else output
            weights, products = macs_of(module, inputs, output)
            attention += products
            entries.append([name, type(module).__name__, list(output.shape[1:]),
                            count(module.parameters()), weights + products])
        return hook

    inside = []
    for name, module in network.named_modules():
        if is_layer(module) and not any(name.startswith(outer) for outer in inside):
            hooks.append(module.register_forward_hook(record(name)))
            if isinstance(module, WHOLE):
                inside.append(name + ".")
    # The auxiliary classifiers run if the network itself is in training mode; its parts need not be.
    network.training = auxiliary
    counter = Counter()
    # PyTorch fuses attention if no gradient is wanted; the counter has to see its parts.
    fused = any(isinstance(module, nn.MultiheadAttention) for module in network.modules())
    with torch.set_grad_enabled(fused), counter:
        outputs = network(torch.zeros(1, *shape))
    network.training = False
    for hook in hooks:
        hook.remove()
    outputs = [outputs] if isinstance(outputs, torch.Tensor) else list(outputs)
    assert len({entry[0] for entry in entries}) == len(entries), "a layer ran twice"
    assert counter.batched == attention, (counter.batched, attention)
    assert counter.total() == sum(entry[4] for entry in entries), "the counts differ"
    return entries, [list(output.shape[1:]) for output in outputs if output is not None], counter


def own_parameters(network, entries):
    """Parameters that no layer has: tokens, positions, scales of residual branches."""
    layers = tuple(entry[0] + "." for entry in entries)
    return [[name, list(parameter.shape), parameter.numel()]
            for name, parameter in network.named_parameters() if not name.startswith(layers)]


def describe(name, builder, size, auxiliary, arguments):
    shape = [3, size, size]
    network = getattr(torchvision.models, builder)(weights=None, **arguments).eval()
    assert all(parameter.requires_grad for parameter in network.parameters())
    entries, outputs, counter = run(network, shape, False)
    weights = torchvision.models.get_model_weights(builder).IMAGENET1K_V1
    result = {
        "name": name, "builder": builder, "auxiliary": auxiliary, "input": shape, "output": outputs[0],
        "auxiliaryOutputs": [], "parameters": count(network.parameters()),
        "buffers": sum(b.numel() for key, b in network.named_buffers() if key.endswith(("running_mean", "running_var"))),
        "macs": counter.total(), "macsWithoutAttention": counter.total() - counter.batched,
        "published": {"weights": str(weights), "numParams": weights.meta["num_params"],
                      "cropSize": weights.transforms().crop_size[0]},
    }
    if auxiliary:
        entries, outputs, counter = run(network, shape, True)
        result["auxiliaryOutputs"] = outputs[1:]
        result["macsWithAuxiliary"] = counter.total()
    result["layers"] = entries
    result["ownParameters"] = own_parameters(network, entries)
    assert sum(entry[3] for entry in entries) + sum(entry[2] for entry in result["ownParameters"]) \
        == result["parameters"], "parameters are missing"
    return result


def write(file, results):
    """Compact JSON, one line a layer."""
    def line(value):
        return json.dumps(value, separators=(",", ":"))

    def lines(values):
        return "[" + ",".join("\n  " + line(value) for value in values) + "]"

    file.write("[")
    for index, result in enumerate(results):
        head = {key: value for key, value in result.items() if key not in ("layers", "ownParameters")}
        file.write(("," if index else "") + "\n " + line(head)[:-1])
        file.write(',"ownParameters":' + lines(result["ownParameters"]))
        file.write(',"layers":' + lines(result["layers"]) + "}")
    file.write("\n]\n")


def main():
    torch.set_num_threads(1)
    torch.manual_seed(0)
    results = []
    for entry in networks():
        result = describe(*entry)
        published = result["published"]
        notes = []
        if result["parameters"] != published["numParams"]:
            notes.append("parameters differ from the published ones")
        print(result["name"], result["output"], result["auxiliaryOutputs"], result["parameters"], result["buffers"],
              result["macs"], result["macsWithoutAttention"], published["numParams"], *notes,
              flush=True)
        results.append(result)
    with fixtures.create("torchvision-zoo.json") as file:
        write(file, results)


if __name__ == "__main__":
    main()
