"""Writes Fixtures/pytorch-networks.json.gz: whole networks as PyTorch sees them.

Shapes, counts and MACs come from hooks on a real forward pass; receptive fields are
measured with gradients, not computed. See README.md for the meaning of the fields.
"""

import copy
import json

import torch
import torchvision
from torch import nn

import fixtures


def lenet5():
    """The classical LeNet-5 with a full second convolution and parameterless subsampling."""
    return nn.Sequential(
        nn.Sequential(nn.Conv2d(1, 6, 5), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.AvgPool2d(2)),
        nn.Conv2d(16, 120, 5), nn.Flatten(), nn.Linear(120, 84), nn.Linear(84, 10))


def resnet50_maps(network):
    """ResNet up to its last map; a Sequential of the same modules in the same order."""
    return nn.Sequential(network.conv1, network.bn1, network.relu, network.maxpool,
                         network.layer1, network.layer2, network.layer3, network.layer4)


NETWORKS = [
    # name, network, input, the part whose receptive field is measured and that part's name
    ("lenet5", lenet5, [1, 32, 32], lambda n: n[0], "0"),
    ("alexnet", lambda: torchvision.models.alexnet(weights=None), [3, 224, 224], lambda n: n.features, "features"),
    ("vgg16", lambda: torchvision.models.vgg16(weights=None), [3, 224, 224], lambda n: n.features, "features"),
    ("resnet50", lambda: torchvision.models.resnet50(weights=None), [3, 224, 224], resnet50_maps, "conv1..layer4"),
]


# ---------------------------------------------------------------------------
# Shapes and counts
# ---------------------------------------------------------------------------

def trainable_count(module):
    return sum(p.numel() for p in module.parameters())


def statistics_count(module):
    """Running means and variances; the batch counter is not counted."""
    return sum(b.numel() for name, b in module.named_buffers() if not name.endswith("num_batches_tracked"))


def macs_of(module, output):
    """Weight and output are the real tensors of the pass; batch is one."""
    if isinstance(module, (nn.Conv2d, nn.Linear)):
        return output.numel() * module.weight[0].numel()
    return 0


def layers_of(network, shape):
    """One entry a call of a leaf module, in the order of the calls."""
    entries, hooks = [], []

    def record(name):
        def hook(module, _, output):
            entries.append({
                "name": name, "kind": type(module).__name__, "output": list(output.shape[1:]),
                "parameters": trainable_count(module) + statistics_count(module),
                "macs": macs_of(module, output)})
        return hook

    for name, module in network.named_modules():
        if not list(module.children()):
            hooks.append(module.register_forward_hook(record(name)))
    with torch.no_grad():
        output = network(torch.zeros(1, *shape))
    for hook in hooks:
        hook.remove()
    return entries, list(output.shape[1:])


# ---------------------------------------------------------------------------
# Receptive fields
# ---------------------------------------------------------------------------

def averaging(window):
    """The same window as a pool or convolution, but every input counts and nothing cancels."""
    if isinstance(window, nn.Conv2d):
        layer = nn.Conv2d(1, 1, window.kernel_size, window.stride, window.padding, window.dilation, bias=False)
        nn.init.constant_(layer.weight, 1.0 / layer.weight.numel())
        return layer
    return nn.AvgPool2d(window.kernel_size, window.stride, window.padding, window.ceil_mode)


def make_positive(module):
    """One channel is enough: how far a unit sees does not depend on the channels."""
    for name, child in module.named_children():
        if isinstance(child, (nn.Conv2d, nn.MaxPool2d)):
            setattr(module, name, averaging(child))
        elif isinstance(child, nn.BatchNorm2d):
            setattr(module, name, nn.Identity())
        else:
            make_positive(child)


def rows_seen(maps, image, unit):
    """First and last input row with an influence on a unit in the middle column."""
    image.grad = None
    output = maps(image)
    output[0, 0, unit, output.shape[3] // 2].backward()
    rows = image.grad[0, 0].abs().sum(dim=1).nonzero().flatten()
    return int(rows[0]), int(rows[-1])


def receptive_field(part, size=1024):
    """Measured at central units, where no edge of the input cuts the field."""
    maps = copy.deepcopy(part)
    make_positive(maps)
    maps = maps.double().eval()
    image = torch.ones(1, 1, size, size, dtype=torch.float64, requires_grad=True)
    with torch.no_grad():
        unit = maps(image).shape[2] // 2
    first, last = rows_seen(maps, image, unit)
    next_first, next_last = rows_seen(maps, image, unit + 1)
    jump = next_first - first
    assert 0 < first and next_last < size - 1, "the input is too small"
    assert next_last - last == jump, "the fields differ"
    return {"size": last - first + 1, "jump": jump, "start": first - unit * jump}


def describe(name, make, shape, choose_part, part_name):
    network = make().eval()
    layers, output = layers_of(network, shape)
    trainable, buffers = trainable_count(network), statistics_count(network)
    return {"name": name, "input": shape, "parameters": trainable + buffers, "trainableParameters": trainable,
            "buffers": buffers, "macs": sum(layer["macs"] for layer in layers), "output": output,
            "receptiveFieldOf": part_name, "receptiveField": receptive_field(choose_part(network)),
            "layers": layers}


def main():
    torch.set_num_threads(1)
    torch.manual_seed(0)
    networks = [describe(*entry) for entry in NETWORKS]
    with fixtures.create("pytorch-networks.json") as file:
        json.dump(networks, file, indent=2)
        file.write("\n")
    for network in networks:
        print({key: value for key, value in network.items() if key != "layers"}, len(network["layers"]), "layers")


if __name__ == "__main__":
    main()
