"""Small random decoders that run position by position, each layer with a memory in which it keeps what later positions need."""

import torch

from .choices import Choices
from .counting import MacCounter, counts
from .layers import attention, recurrences
from .layers.convolutions import convolution_settings
from .layers.sequences import recurrent_settings
from .registry import build


class Memory:
    """Of a layer that keeps nothing."""

    grows = False

    def __init__(self, module):
        self.module = module

    def run(self, *inputs):
        return self.module(*inputs)

    def tensors(self):
        return []

    def forget(self):
        """Leaves what the next position needs."""


class Positions(Memory):
    """Keys and values, or latents, of the positions that a query sees."""

    grows = True

    def __init__(self, module):
        super().__init__(module)
        self.cache = module.cache()

    def run(self, x):
        return self.module(x, cache=self.cache)

    def tensors(self):
        return self.cache.tensors

    def forget(self):
        self.cache.forget(self.module.s)


class OtherSequence(Memory):
    """Keys and values of a sequence that is there from the beginning."""

    def __init__(self, module, memory):
        super().__init__(module)
        self.cache = module.cache()
        self.cache.add(*module.keys_and_values(memory))

    def run(self, x, memory):
        return self.module(x, memory, cache=self.cache)

    def tensors(self):
        return self.cache.tensors


class OfOther(Memory):
    """Nothing: the keys and values are in the memory of another attention."""

    def __init__(self, module, owner):
        super().__init__(module)
        self.owner = owner

    def run(self, x, *_):
        return self.module(x, *self.owner.cache.tensors, positions=self.owner.cache.positions)


class States(Memory):
    """Those of a linear recurrence and the convolutions in it."""

    def __init__(self, module):
        super().__init__(module)
        self.parts = [part for part in module.modules() if isinstance(part, recurrences.Remembering)]
        self.memories = [{} for _ in self.parts]

    def run(self, *inputs):
        for part, memory in zip(self.parts, self.memories):
            part.memory = memory
        output = self.module(*inputs)
        for part in self.parts:
            part.memory = None
        return output

    def tensors(self):
        return [tensor for memory in self.memories for tensor in memory.values()]


class Cells(Memory):
    """Those of PyTorch's recurrent layers."""

    states = None

    def run(self, x):
        output, self.states = self.module.cells(x, self.states)
        return output

    def tensors(self):
        return self.states if isinstance(self.states, tuple) else [self.states]


class LastInputs(Memory):
    """Those that the window of a convolution reaches; zeros stand before the first position."""

    def __init__(self, module):
        super().__init__(module)
        self.convolution = module[-1] if isinstance(module, torch.nn.Sequential) else module
        self.count = self.convolution.dilation[0] * (self.convolution.kernel_size[0] - 1)
        self.last = None

    def run(self, x):
        last = x.new_zeros(x.shape[0], x.shape[1], self.count) if self.last is None else self.last
        x = torch.cat([last, x], 2)
        self.last = x[:, :, x.shape[2] - self.count:]
        return self.convolution(x)

    def tensors(self):
        return [self.last]


MEMORIES = {"MultiHeadLatentAttention": Positions, "Recurrent": Cells, "Conv": LastInputs, "GatedDeltaNet": States, "Mamba": States, "Mamba2": States,
            "RwkvTimeMixing": States, "RwkvChannelMixing": States}


class Decoder:
    """Nodes as in a random network; `name:1` and `name:2` are the keys and values of an attention."""

    BATCH = 2

    def __init__(self, length):
        self.length, self.nodes, self.modules, self.values, self.given, self.macs = length, [], {}, {}, [], 0

    def tokens(self, shape, value):
        return self._put("Input", {"shape": [None, *shape]}, [], None, value)

    def memory(self, shape):
        name = self._put("Input", {"shape": shape}, [], None, torch.randn(self.BATCH, *shape))
        self.given.append(name)
        return name

    def add(self, layer, settings, *inputs):
        values = [self.values[name] for name in inputs]
        module = build(layer, [list(value.shape[1:]) for value in values], settings)
        with MacCounter() as counter:
            output = module(*values).detach()
        self.macs += counter.macs
        name = self._put(layer, settings, list(inputs), module, output)
        if layer == "MultiHeadAttention" and len(inputs) == 1:
            self.values[f"{name}:1"], self.values[f"{name}:2"] = (tensor.detach() for tensor in module.keys_and_values(values[0]))
        if inputs[0] in self.given:
            self.given.append(name)
        return name

    def width(self, name):
        return self.values[name].shape[-1]

    def describe(self):
        network = torch.nn.ModuleDict({node["name"]: self.modules[node["name"]] for node in self.nodes if node["inputs"]})
        total, trainable = counts(network)
        kept, steps = self._decode()
        return {"layout": "ChannelsFirst", "nodes": self.nodes, "outputs": [self.nodes[-1]["name"]], "parameters": total, "trainable": trainable,
                "macs": self._each(self.macs), "batch": self.BATCH, "kept": kept, "steps": steps}

    def _decode(self):
        """The bytes that each layer keeps at each step, and the multiply-adds of each."""
        memories, kept, steps = {}, {}, []
        for node in self.nodes:
            if node["inputs"] and node["name"] not in self.given:
                memories[node["name"]] = self._memory(node, memories)
        for position in range(self.length):
            values = {name: self.values[name] for name in self.given}
            with MacCounter() as counter:
                for node in self.nodes:
                    name = node["name"]
                    if name in memories:
                        values[name] = memories[name].run(*[values.get(source) for source in node["inputs"]]).detach()
                    elif name not in self.given:
                        values[name] = self.values[name][:, position:position + 1]
            steps.append(self._each(counter.macs))
            last = self.nodes[-1]["name"]
            same = torch.allclose(values[last], self.values[last][:, position:position + 1], atol=1e-3, rtol=1e-3)
            assert same or self._chooses(), f"oracle: step {position} differs: {self.nodes}"
            for name, memory in memories.items():
                size = sum(tensor.numel() * tensor.element_size() for tensor in memory.tensors())
                if size > 0:
                    kept.setdefault(name, {"grows": memory.grows, "bytes": []})["bytes"].append(size)
                    memory.forget()
        return kept, steps

    def _each(self, macs):
        """Those of a sequence of the batch."""
        assert macs % self.BATCH == 0, "oracle: the multiply-adds are not those of each sequence"
        return macs // self.BATCH

    def _chooses(self):
        """Whether an indexer leaves keys out: of those with equal scores, PyTorch may choose others in another pass."""
        indexers = [node["settings"].get("indexer") for node in self.nodes]
        return any(indexer and indexer["Keys"] < self.length for indexer in indexers)

    def _memory(self, node, memories):
        layer, inputs, module = node["layer"], node["inputs"], self.modules[node["name"]]
        if layer != "MultiHeadAttention":
            return MEMORIES.get(layer, Memory)(module)
        if node["settings"].get("sharesKeyValue"):
            return OfOther(module, memories[inputs[1].partition(":")[0]])
        return Positions(module) if len(inputs) == 1 else OtherSequence(module, self.values[inputs[1]])

    def _put(self, layer, settings, inputs, module, value):
        name = f"n{len(self.nodes)}"
        self.nodes.append({"name": name, "layer": layer, "settings": settings, "inputs": inputs})
        self.modules[name], self.values[name] = module, value
        return name


def for_width(c, settings, width):
    """Heads of a given width where they do not divide that of the input."""
    if settings["keyWidth"] is None and width % settings["heads"]:
        settings["keyWidth"] = c.size(1, 6)
    return settings


def attend(c, d, source):
    settings = c.pick(attention.grouped, attention.limited, attention.limited)(c)[2]
    return d.add("MultiHeadAttention", for_width(c, {**settings, "causal": True}, d.width(source)), source)


def latent(c, d, source):
    return d.add("MultiHeadLatentAttention", {**attention.latent(c)[2], "causal": True}, source)


def shared(c, d, source):
    """The keys and values of an earlier attention, of which it sees all, or fewer if that one sees all."""
    owners = [node for node in d.nodes if f"{node['name']}:1" in d.values and node["name"] not in d.given]
    if not owners:
        return attend(c, d, source)
    owner = c.pick(*owners)
    theirs, limits = owner["settings"], ("window", "sinkPositions", "chunk")
    keys, values = (d.values[f"{owner['name']}:{output}"].shape for output in (1, 2))
    own = {name: theirs[name] for name in limits if theirs.get(name)}
    if not own and c.flag():
        own = {name: value for name, value in attention.limited(c)[2].items() if name in limits}
    settings = attention.settings_of(c, True)
    settings.update(heads=keys[1] * c.size(1, 3), keyValueHeads=keys[1], keyWidth=keys[3], valueWidth=values[3], sharesKeyValue=True, **own)
    return d.add("MultiHeadAttention", settings, source, f"{owner['name']}:1", f"{owner['name']}:2")


def cross(c, d, source):
    """To a sequence of fixed length, which an encoder may have worked on."""
    if not d.given:
        memory = d.memory([c.size(1, 9), c.size(1, 12)])
        if c.flag():
            memory = d.add("Dense", {"units": c.size(1, 12), "bias": c.flag()}, memory)
            d.add("MultiHeadAttention", for_width(c, attention.settings_of(c, False), d.width(memory)), memory)
    return d.add("MultiHeadAttention", for_width(c, attention.settings_of(c, False), d.width(source)), source, d.given[-1])


def recurrent(c, d, source):
    kind, units = c.pick("SimpleRnn", "Gru", "Lstm", "Lstm"), c.size(2, 12)
    projection = c.pick(0, c.size(1, units - 1)) if kind == "Lstm" else 0
    return d.add("Recurrent", recurrent_settings(kind, units, True, c.pick(0, 2), projection, c.pick(1, 1, 2, 3)), source)


def convolution(c, d, source):
    """Over the positions, which are the last axis of a convolution; plain, or of each feature by itself."""
    width, kernel, dilation = d.width(source), c.size(1, 4), c.size(1, 3)
    filters, groups = c.pick((c.size(1, 8), 1), (width, width))
    settings = convolution_settings(filters, [kernel], [1], [[dilation * (kernel - 1), 0]], [dilation], groups, c.flag())
    turned = d.add("Permute", {"order": [1, 0]}, source)
    return d.add("Permute", {"order": [1, 0]}, d.add("Conv", settings, turned))


LINEAR_RECURRENCES = [recurrences.gated_delta, recurrences.kimi_delta, recurrences.delta_in_chunks, recurrences.mamba, recurrences.mamba2,
                      recurrences.channel_mixing]


def linear_recurrence(c, d, source):
    layer, _, settings = c.pick(*LINEAR_RECURRENCES)(c)
    return d.add(layer, settings, source)


def time_mixing(c, d, source):
    """Values are mixed with those of the same width before."""
    width = d.width(source)
    layer, _, settings = recurrences.time_mixing(c)
    settings["headWidth"] = c.pick(*[size for size in range(1, width + 1) if width % size == 0])
    before = [name for name, value in d.values.items() if value.shape == d.values[source].shape and ":" not in name and name not in d.given]
    return d.add(layer, settings, source, *([c.pick(*before)] if settings["mixesValues"] else []))


def feed_forward(c, d, source):
    hidden = d.add("Activation", {"kind": c.pick("relu", "gelu", "swish")}, d.add("Dense", {"units": c.size(4, 20), "bias": c.flag()}, source))
    return d.add("Dense", {"units": d.width(source), "bias": c.flag()}, hidden)


STEPS = [attend, attend, attend, latent, shared, shared, cross, recurrent, convolution, linear_recurrence, linear_recurrence, time_mixing, feed_forward]


def decoder(seed):
    c = Choices(seed)
    length, width = c.size(2, 16), c.size(4, 12)
    d = Decoder(length)
    if c.flag():
        words = d.tokens([], torch.randint(0, 9, (d.BATCH, length)))
        source = d.add("Embedding", {"vocabulary": 9, "width": width}, words)
    else:
        source = d.tokens([width], torch.randn(d.BATCH, length, width))
    for _ in range(c.size(2, 6)):
        after = c.pick(*STEPS)(c, d, d.add("Normalization", {"kind": "Rms", "scale": True, "center": False}, source))
        if d.values[after].shape == d.values[source].shape and c.flag():
            after = d.add("Merge", {"kind": "Add"}, source, after)
        source = after
    return d
