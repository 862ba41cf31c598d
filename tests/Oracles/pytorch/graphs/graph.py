"""A network of named layers, each of which is run when it is put in."""

import torch
from torch import nn

from ..ask import REFUSALS
from ..counting import MacCounter, counts
from ..registry import build


class Graph:
    BATCH = 2

    def __init__(self):
        self.nodes, self.modules, self.values = [], {}, {}

    def input(self, shape):
        return self._put("Input", {"shape": shape}, [], None, torch.zeros(self.BATCH, *shape))

    def add(self, layer, settings, *inputs):
        module = build(layer, [self.shape(name) for name in inputs], settings)
        return self._put(layer, settings, list(inputs), module, self._run(module, inputs))

    def again(self, name, *inputs):
        """The same layer on other inputs: one set of weights."""
        node, module = self.node(name), self.modules[name]
        shared = {"sharedWith": node.get("sharedWith", name)}
        return self._put(node["layer"], node["settings"], list(inputs), module, self._run(module, inputs), shared)

    def attempt(self, step, source, fits):
        """The node that a step leads to, or the one before if a layer does not fit; then the step leaves nothing."""
        count = len(self.nodes)
        try:
            after = step(source)
            if fits(self.shape(after)):
                return after
        except REFUSALS:
            pass
        del self.nodes[count:]
        return source

    def node(self, name):
        return self.nodes[int(name[1:])]

    def shape(self, name):
        return list(self.node(name)["output"])

    @property
    def ends(self):
        """The nodes that no other takes in."""
        taken = {name for node in self.nodes for name in node["inputs"]}
        return [node["name"] for node in self.nodes if node["name"] not in taken]

    def describe(self):
        network = Network(self)
        total, trainable = counts(network)
        return {"layout": "ChannelsFirst", "nodes": self.nodes, "outputs": self.ends, "parameters": total,
                "trainable": trainable, "macs": self._macs(network)}

    def _macs(self, network):
        """Of a run of the whole, of another batch size, which must have the shapes of the single runs."""
        batch = self.BATCH + 1
        with MacCounter() as counter, torch.enable_grad():
            values = network({name: torch.zeros(batch, *self.shape(name)) for name in self.inputs})
        if any(list(values[node["name"]].shape) != [batch] + node["output"] for node in self.nodes):
            raise AssertionError(f"The run of the whole differs: {self.nodes}")
        macs, rest = divmod(counter.macs, batch)
        if rest:
            raise AssertionError("The multiply-adds are not those of each item")
        return macs

    @property
    def inputs(self):
        return [node["name"] for node in self.nodes if node["layer"] == "Input"]

    def _run(self, module, inputs):
        output = module(*[self.values[name] for name in inputs]).detach()
        if output.numel() == 0:
            raise ValueError("oracle: nothing is left")
        return output

    def _put(self, layer, settings, inputs, module, value, more=None):
        name = f"n{len(self.nodes)}"
        parameters = counts(module)[0] if module else 0
        self.nodes.append({"name": name, "layer": layer, "settings": settings, "inputs": inputs,
                           "output": list(value.shape[1:]), "parameters": parameters, **(more or {})})
        self.modules[name], self.values[name] = module, value
        return name


class Network(nn.Module):
    """The whole, of which a layer that is used twice is one module."""

    def __init__(self, graph):
        super().__init__()
        self.nodes = [node for node in graph.nodes if node["inputs"]]
        self.layers = nn.ModuleDict({
            node["name"]: graph.modules[node["name"]] for node in self.nodes if "sharedWith" not in node})

    def forward(self, inputs):
        values = dict(inputs)
        for node in self.nodes:
            layer = self.layers[node.get("sharedWith", node["name"])]
            values[node["name"]] = layer(*[values[name] for name in node["inputs"]])
        return values
