"""Attention written out from its papers, step by step: grouped, normalised and gated heads, windows, chunks and sinks; latents and an indexer."""

import math

import torch
from torch import nn

from ..registry import builds, cases


class Rms(nn.Module):
    def __init__(self, width, scale=True):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(width)) if scale else 1

    def forward(self, x):
        return x / (x.square().mean(-1, keepdim=True) + 1e-6).sqrt() * self.scale


def norm(kind, width, scale=True):
    return Rms(width, scale) if kind == "Rms" else nn.LayerNorm(width, elementwise_affine=scale)


def visible(position, key, s):
    """Which keys a query sees, by their positions."""
    position, key = position[:, None], key[None]
    seen = torch.ones(len(position), key.shape[-1], dtype=torch.bool)
    if s.get("causal"):
        seen &= key <= position
    if s.get("window"):
        seen &= (position - key < s["window"]) | (key < (s.get("sinkPositions") or 0))
    if s.get("chunk"):
        seen &= position // s["chunk"] == key // s["chunk"]
    return seen


def masked(scores, seen):
    """An addition, which keeps nothing for the backward pass."""
    return scores + torch.zeros(seen.shape).masked_fill(~seen, -math.inf)


def repeated(x, times):
    """Heads of keys or values, each for several heads of queries."""
    return x[:, :, None].expand(-1, -1, times, -1, -1).flatten(1, 2)


def by_head(x, weight):
    """Features of heads, [batch, positions, heads, features], each by a matrix of its head."""
    heads = x.permute(2, 0, 1, 3)
    return (heads.flatten(1, 2) @ weight).unflatten(1, heads.shape[1:3]).permute(1, 2, 0, 3)


class Cache:
    """What earlier passes leave for later ones: tensors with an axis of positions, and these positions."""

    def __init__(self, axis=1):
        self.axis, self.tensors, self.positions, self.next = axis, None, torch.arange(0), 0

    def add(self, *tensors):
        """The tensors of new positions behind those that are remembered."""
        count = tensors[0].shape[self.axis]
        self.positions = torch.cat([self.positions, torch.arange(self.next, self.next + count)])
        self.next += count
        self.tensors = tensors if self.tensors is None else [torch.cat(pair, self.axis) for pair in zip(self.tensors, tensors)]
        return self.tensors

    def forget(self, s):
        """Leaves what the next position sees."""
        seen = visible(torch.tensor([self.next]), self.positions, s)[0]
        self.positions = self.positions[seen]
        self.tensors = [tensor.index_select(self.axis, seen.nonzero()[:, 0]) for tensor in self.tensors]

    def width(self):
        """The elements of a position."""
        return sum(tensor[0].numel() // tensor.shape[self.axis] for tensor in self.tensors)


class Attention(nn.Module):
    def __init__(self, query, memory, s):
        super().__init__()
        self.s, heads = s, s["heads"]
        groups = s["keyValueHeads"] or heads
        width = s["keyWidth"] or query // heads
        value = s["valueWidth"] or width
        self.width, self.value = width, value
        self.query = nn.Linear(query, heads * width, s["bias"])
        self.key = nn.Linear(memory, groups * width, s["bias"])
        self.values = nn.Linear(memory, groups * value, s["bias"])
        self.output = nn.Linear(heads * value, s["outputWidth"] or query, s["bias"])
        self.gate = nn.Linear(query, heads * value, s["bias"]) if s["gate"] else None
        self.sinks = nn.Parameter(torch.zeros(heads)) if s["sinkLogit"] else None
        kind, together = s["headNormalization"], s["normalizesAllHeads"]
        self.norms = nn.ModuleList(norm(kind, n * width if together else width, s["headScale"]) for n in (heads, groups)) if kind else None

    def normalized(self, x, place):
        if self.norms is None:
            return x
        if self.s["normalizesAllHeads"]:
            return self.norms[place](x)
        return self.norms[place](x.unflatten(-1, (-1, self.width))).flatten(-2)

    def keys_and_values(self, memory):
        key = self.normalized(self.key(memory), 1).unflatten(-1, (-1, self.width)).transpose(1, 2)
        return key, self.values(memory).unflatten(-1, (-1, self.value)).transpose(1, 2)

    def cache(self):
        return Cache(axis=2)

    def forward(self, x, memory=None, cache=None):
        cache = cache or self.cache()
        if memory is None:
            position = torch.arange(cache.next, cache.next + x.shape[1])
            key, value = cache.add(*self.keys_and_values(x))
        else:
            # Those of a memory are computed once.
            position = torch.arange(x.shape[1])
            key, value = cache.tensors or cache.add(*self.keys_and_values(memory))
        return self.attend(x, key, value, visible(position, cache.positions, self.s))

    def attend(self, x, key, value, seen):
        query = self.normalized(self.query(x), 0).unflatten(-1, (-1, self.width)).transpose(1, 2)
        times = query.shape[1] // key.shape[1]
        scores = query @ repeated(key, times).transpose(-1, -2) / math.sqrt(self.width)
        if self.s["scoreCap"]:
            scores = self.s["scoreCap"] * torch.tanh(scores / self.s["scoreCap"])
        scores = masked(scores, seen)
        if self.sinks is not None:
            scores = torch.cat([scores, self.sinks[:, None, None].expand(*scores.shape[:-1], 1)], -1)
        shares = scores.softmax(-1)[..., :key.shape[2]]
        results = (shares @ repeated(value, times)).transpose(1, 2).flatten(-2)
        if self.gate is not None:
            results = results * torch.sigmoid(self.gate(x))
        return self.output(results)


class SharedAttention(Attention):
    """To the keys and values of another attention, [batch, heads, positions, width], as far as it sees them."""

    def __init__(self, query, s):
        super().__init__(query, query, s)
        self.key = self.values = None
        self.norms = self.norms and self.norms[:1]

    def forward(self, x, key, value, positions=None):
        positions = torch.arange(key.shape[2]) if positions is None else positions
        seen = visible(positions[-x.shape[1]:], positions, self.s)
        met = seen.any(0)
        return self.attend(x, key[:, :, met], value[:, :, met], seen[:, met])


def require_positions(shapes):
    if any(len(shape) < 2 for shape in shapes):
        raise ValueError("oracle: attention is of positions")


@builds("MultiHeadAttention", contracts=True)
def build_attention(shapes, s):
    require_positions(shapes)
    return SharedAttention(shapes[0][-1], s) if s.get("sharesKeyValue") else Attention(shapes[0][-1], shapes[-1][-1], s)


def settings_of(c, causal):
    """Settings of a random attention."""
    heads = c.size(1, 3)
    kind = c.pick(None, "Rms", "Layer")
    cap = c.pick(None, 30.0)
    return {"heads": heads * c.size(1, 3), "keyValueHeads": c.pick(None, heads), "keyWidth": c.pick(None, c.size(1, 6)),
            "valueWidth": c.pick(None, c.size(1, 6)), "outputWidth": c.pick(None, c.size(1, 20)), "bias": c.flag(), "causal": causal,
            "gate": c.size(1, 4) == 1, "sinkLogit": c.flag(), "scoreCap": cap, "capsScores": cap is not None, "headNormalization": kind,
            "normalizesAllHeads": kind is not None and c.flag(), "headScale": kind is None or c.flag()}


@cases(120)
def grouped(c):
    settings = settings_of(c, c.flag())
    query = [c.size(1, 9), settings["heads"] * c.size(1, 4)]
    memory = [[c.size(1, 9), c.size(1, 12)]] if not settings["causal"] and c.flag() else []
    return "MultiHeadAttention", [query, *memory], settings


@cases(100)
def limited(c):
    """Causal, with a window, with sinks, or with chunks."""
    settings = settings_of(c, True)
    limit = c.pick({"window": c.size(1, 6)}, {"window": c.size(1, 6), "sinkPositions": c.size(1, 4)}, {"chunk": c.size(1, 6)})
    return "MultiHeadAttention", [[c.size(1, 12), settings["heads"] * c.size(1, 3)]], {**settings, **limit}


@cases(30)
def broken_grouped(c):
    layer, inputs, settings = grouped(c)
    fault = c.pick("groups", "heads", "rank")
    if fault == "groups":
        settings["heads"], settings["keyValueHeads"] = c.pick((4, 3), (3, 2), (2, 4))
    elif fault == "heads":
        settings["heads"] = c.pick(-2, -1)
    else:
        inputs = [shape[1:] for shape in inputs]
    return layer, inputs, settings


class Indexer(nn.Module):
    """Scores of all keys: the weighted sum over the heads of the products through ReLU. The best are chosen."""

    def __init__(self, query, width, s):
        super().__init__()
        self.s = s
        self.query = nn.Linear(query, s["Heads"] * s["Width"], False)
        self.key = nn.Linear(width, s["Width"], False)
        self.norm = nn.LayerNorm(s["Width"])
        self.heads = nn.Linear(width, s["Heads"], False)

    def keys(self, x):
        return self.norm(self.key(x))

    def forward(self, query, x, key, seen):
        query = self.query(query).unflatten(-1, (self.s["Heads"], -1))
        weights = self.heads(x) / math.sqrt(self.s["Heads"] * self.s["Width"])
        products = torch.relu(query.flatten(1, 2) @ key.transpose(-1, -2)).unflatten(1, query.shape[1:3])
        scores = (weights[:, :, None] @ products)[:, :, 0].masked_fill(~seen, -math.inf)
        return scores.topk(min(self.s["Keys"], key.shape[1]), -1).indices


class Latent(nn.Module):
    """Keys and values of heads are projections of one latent a position; absorbed, queries and results are projected instead."""

    def __init__(self, width, s):
        super().__init__()
        self.s, heads, own = s, s["heads"], s["keyWidth"]
        self.own, self.turned, self.value = own, s["rotaryWidth"] or 0, s["valueWidth"] or own
        query = s["queryLatentWidth"]
        self.down = nn.Sequential(nn.Linear(width, query, s["bias"]), Rms(query)) if query else nn.Identity()
        self.query = nn.Linear(query or width, heads * (own + self.turned), False)
        self.latent = nn.Linear(width, s["latentWidth"] + self.turned, s["bias"])
        self.norm = Rms(s["latentWidth"])
        self.up = nn.Linear(s["latentWidth"], heads * (own + self.value), False)
        self.output = nn.Linear(heads * self.value, s["outputWidth"] or width, s["bias"])
        self.indexer = Indexer(query or width, width, s["indexer"]) if s["indexer"] else None

    def attend(self, query, key, value, chosen, seen):
        """Of [batch, positions, heads, features], to keys of all heads or one for them, or to those that each query chooses."""
        width = math.sqrt(self.own + self.turned)
        if chosen is not None:
            key, value = self.choice(key, chosen).transpose(2, 3), self.choice(value, chosen).transpose(2, 3)
            scores = query[..., None, :] @ key.transpose(-1, -2) / width
            seen = seen.expand(len(chosen), -1, -1).gather(-1, chosen)
            return (scores.masked_fill(~seen[:, :, None, None], -math.inf).softmax(-1) @ value)[..., 0, :]
        if key.shape[2] == 1:
            heads = query.shape[2]
            scores = query.flatten(1, 2) @ key[:, :, 0].transpose(-1, -2) / width
            return (masked(scores, seen[0].repeat_interleave(heads, 0)).softmax(-1) @ value[:, :, 0]).unflatten(1, (-1, heads))
        scores = query.transpose(1, 2) @ key.permute(0, 2, 3, 1) / width
        return (masked(scores, seen[0]).softmax(-1) @ value.transpose(1, 2)).transpose(1, 2)

    @staticmethod
    def choice(x, chosen):
        """The rows of x, [batch, positions, ...], that each query chooses."""
        return torch.stack([row[place] for row, place in zip(x, chosen)])

    def heads(self, latent, shared):
        own, value = self.up(latent).unflatten(-1, (self.s["heads"], -1)).split([self.own, self.value], -1)
        return torch.cat([own, shared[:, :, None].expand(-1, -1, self.s["heads"], -1)], -1), value

    def cache(self):
        return Cache()

    def forward(self, x, cache=None):
        cache = cache or self.cache()
        rank, is_next = self.s["latentWidth"], cache.next > 0
        position = torch.arange(cache.next, cache.next + x.shape[1])
        compressed = self.down(x)
        query = self.query(compressed).unflatten(-1, (self.s["heads"], -1))
        latent, shared = self.latent(x).split([rank, self.turned], -1)
        fresh = [self.norm(latent), shared]
        index = [self.indexer.keys(x)] if self.indexer else []
        is_expanded = self.s["form"] == "Expanded"
        first, second, *index = cache.add(*(self.heads(*fresh) if is_expanded else fresh), *index)
        seen = visible(position, cache.positions, self.s)[None]
        chosen = self.indexer(compressed, x, *index, seen[0]) if self.indexer else None
        if self.s["form"] == "Absorbed" or (self.s["form"] == "Compressed" and is_next):
            keys, values = self.up.weight.unflatten(0, (self.s["heads"], -1)).split([self.own, self.value], 1)
            own, turned = query.split([self.own, self.turned], -1)
            absorbed = by_head(own, keys)
            key = torch.cat([first, second], -1)[:, :, None]
            results = self.attend(torch.cat([absorbed, turned], -1), key, key[..., :rank], chosen, seen)
            results = by_head(results, values.transpose(1, 2))
        else:
            key, value = (first, second) if is_expanded else self.heads(first, second)
            results = self.attend(query, key, value, chosen, seen)
        return self.output(results.flatten(-2))


@builds("MultiHeadLatentAttention", contracts=True)
def build_latent(shapes, s):
    require_positions(shapes)
    module = Latent(shapes[0][-1], s)

    # Both forms are one function.
    x = torch.randn(2, *shapes[0])
    given = module(x)
    module.s = {**s, "form": "Absorbed" if s["form"] != "Absorbed" else "Expanded"}
    assert torch.allclose(given, module(x), atol=1e-5), "oracle: the forms differ"
    module.s = s
    return module


@cases(160)
def latent(c):
    rotary = c.pick(None, c.size(1, 4))
    indexer = {"Heads": c.size(1, 3), "Width": (rotary or 0) + c.size(1, 4), "Keys": c.size(1, 8)}
    return "MultiHeadLatentAttention", [[c.size(1, 9), c.size(1, 16)]], {
        "heads": c.size(1, 4), "latentWidth": c.size(1, 8), "keyWidth": c.size(1, 6), "rotaryWidth": rotary, "valueWidth": c.pick(None, c.size(1, 6)),
        "queryLatentWidth": c.pick(None, c.size(1, 8)), "outputWidth": c.pick(None, c.size(1, 12)), "bias": c.flag(), "causal": c.flag(),
        "form": c.pick("Compressed", "Expanded", "Absorbed"), "indexer": c.pick(None, indexer)}


@cases(24)
def broken_latent(c):
    layer, inputs, settings = latent(c)
    fault = c.pick("heads", "latentWidth", "rank")
    if fault == "rank":
        inputs = [inputs[0][1:]]
    else:
        settings[fault] = c.pick(-2, -1)
    return layer, inputs, settings
