"""Linear recurrences with a state of fixed size, written from their papers, position by position: the state is asked and updated by
products of vectors and matrices, which are counted as they run."""

import math

import torch
from torch import nn
from torch.nn import functional

from ..registry import builds, cases


def linear(inputs, outputs, rank=None, bias=False):
    """A projection, or two of them through a narrow middle."""
    if rank is None:
        return nn.Linear(inputs, outputs, bias=bias)
    return nn.Sequential(nn.Linear(inputs, rank, bias=False), nn.Linear(rank, outputs, bias=bias))


def vector(*sizes):
    return nn.Parameter(torch.rand(*sizes))


def whole(divisor, number):
    if number % divisor:
        raise ValueError("oracle: not whole groups")
    return number // divisor


class Remembering(nn.Module):
    """Has a memory in decoding: tensors by name. Without one, every pass begins with the sequence."""

    memory = None

    def recall(self, name, nothing):
        return nothing if self.memory is None else self.memory.get(name, nothing)

    def remember(self, name, tensor):
        if self.memory is not None:
            self.memory[name] = tensor

    def before(self, x):
        """The position before each one; zeros before the first."""
        last = self.recall("last", torch.zeros_like(x[:, :1]))
        self.remember("last", x[:, -1:])
        return torch.cat([last, x[:, :-1]], 1)


class Recurrence(torch.autograd.Function):
    """Keeps what it takes, but no state: the backward pass of a kernel computes the states again. Here only the forward pass is run."""

    @staticmethod
    def forward(context, run, *inputs):
        context.save_for_backward(*inputs)
        return run(*inputs)


class Convolution(Remembering):
    """Of each feature by itself, over a position and those before it, and SiLU."""

    def __init__(self, features, kernel, bias):
        super().__init__()
        self.kernel, self.convolution = kernel, nn.Conv1d(features, features, kernel, groups=features, bias=bias)

    def forward(self, x):
        last = self.recall("inputs", x.new_zeros(x.shape[0], x.shape[2], self.kernel - 1))
        x = torch.cat([last, x.transpose(1, 2)], 2)
        self.remember("inputs", x[:, :, x.shape[2] - self.kernel + 1:])
        return functional.silu(self.convolution(x).transpose(1, 2).contiguous())


class Norm(nn.Module):
    """By the root mean square of the last axis."""

    def __init__(self, width):
        super().__init__()
        self.scale = vector(width)

    def forward(self, x):
        return unit(x, x.shape[-1]) * self.scale


def unit(x, squares=1):
    """The last axis with a given sum of squares."""
    return x * torch.rsqrt(x.square().sum(-1, keepdim=True) / squares + 1e-6)


class GatedDeltaNet(Remembering):
    """Yang, Kautz and Hatamizadeh 2024, equation 10; with decays of each feature of a key, Kimi Linear 2025, equation 1."""

    def __init__(self, width, s):
        super().__init__()
        self.heads, self.key_heads = s["heads"], s["keyHeads"] or s["heads"]
        self.key, self.value = s["keyWidth"], s["valueWidth"] or s["keyWidth"]
        self.shared = whole(self.key_heads, self.heads)
        keys, values = self.key_heads * self.key, self.heads * self.value
        self.each, self.floor, self.chunk = s["decayRank"] is not None, s["decayFloor"], s.get("chunk")
        rates = self.key_heads if self.each else self.heads
        self.q, self.k, self.v = nn.Linear(width, keys, bias=False), nn.Linear(width, keys, bias=False), nn.Linear(width, values, bias=False)
        self.convolution = Convolution(2 * keys + values, s["kernel"], s["convolutionBias"])
        self.rate = nn.Linear(width, rates, bias=False)
        self.decay = linear(width, keys if self.each else self.heads, s["decayRank"])
        self.scale, self.offset = vector(rates), vector(keys if self.each else self.heads)
        self.gate = linear(width, values, s["gateRank"], s["gateBias"])
        self.function = {"Silu": functional.silu, "Sigmoid": torch.sigmoid}[s["gateFunction"]]
        self.norm = Norm(self.value)
        self.output = nn.Linear(values, width, bias=False)

    def forward(self, x):
        batch, steps, _ = x.shape
        keys = self.key_heads * self.key
        q, k, v = self.convolution(torch.cat([self.q(x), self.k(x), self.v(x)], -1)).split([keys, keys, self.heads * self.value], -1)
        q = unit(q.view(batch, steps, self.key_heads, self.key)) / math.sqrt(self.key)
        k = unit(k.view(batch, steps, self.key_heads, self.key))
        v = v.view(batch, steps, self.heads, self.value)
        rate = self.rate(x).sigmoid().view(batch, steps, -1, 1)
        decay = (self.decay(x) + self.offset).view(batch, steps, -1, self.key if self.each else 1)
        scale = self.scale.unsqueeze(-1)
        decay = (scale * functional.softplus(decay)).neg() if self.floor is None else self.floor * torch.sigmoid(scale * decay)
        y = self.norm(Recurrence.apply(self.recur, q, k, v, rate, decay.exp()))
        return self.output((y * self.function(self.gate(x)).view(batch, steps, self.heads, self.value)).view(batch, steps, -1))

    def recur(self, q, k, v, rate, decay):
        q, k = (y.repeat_interleave(self.shared, 2) for y in (q, k))
        if self.each:
            rate, decay = (y.repeat_interleave(self.shared, 2) for y in (rate, decay))
        return (self.step_by_step if self.chunk is None or self.memory else self.in_chunks)(q, k, v, rate, decay)

    def in_chunks(self, q, k, v, rate, decay):
        """Section 3.3: the triangular matrix of the scores of keys is inverted row by row, as transformers does."""
        batch, steps = q.shape[:2]
        more = -steps % self.chunk
        q, k, v, rate = (functional.pad(y, (0, 0, 0, 0, 0, more)).transpose(1, 2).flatten(0, 1) for y in (q, k, v, rate))
        decay = functional.pad(decay.log(), (0, 0, 0, 0, 0, more)).transpose(1, 2).flatten(0, 1)
        state, results = torch.zeros(batch * self.heads, self.key, self.value), []
        for start in range(0, steps + more, self.chunk):
            qs, ks, vs, rs, ds = (y[:, start:start + self.chunk] for y in (q, k, v, rate, decay))
            sums = ds.cumsum(1)
            first, last = sums.exp(), (sums[:, -1:] - sums).exp()
            if self.each:
                scores = torch.bmm(ks * rs * first, (ks / first).transpose(1, 2)), torch.bmm(qs * first, (ks / first).transpose(1, 2))
            else:
                pairs = (sums - sums.transpose(1, 2)).exp()
                scores = [torch.bmm(y, ks.transpose(1, 2)) * pairs for y in (ks * rs, qs)]
            inverse = -scores[0].tril(-1)
            for i in range(1, self.chunk):
                row = inverse[:, i:i + 1, :i].clone()
                inverse[:, i:i + 1, :i] = torch.baddbmm(row, row, inverse[:, :i, :i])
            inverse = inverse + torch.eye(self.chunk)
            values, keys = torch.bmm(inverse, vs * rs), torch.bmm(inverse, ks * rs * first)
            values = values - torch.bmm(keys, state)
            results.append(torch.baddbmm(torch.bmm(qs * first, state), scores[1].tril(), values))
            state = torch.baddbmm(state * first[:, -1].unsqueeze(2), (ks * last).transpose(1, 2), values)
        self.remember("state", state)
        return torch.cat(results, 1).view(batch, self.heads, -1, self.value).transpose(1, 2)[:, :steps].contiguous()

    def step_by_step(self, q, k, v, rate, decay):
        batch, steps = q.shape[:2]
        state, results = self.recall("state", torch.zeros(batch * self.heads, self.key, self.value)), []
        for t in range(steps):
            qt, kt, vt, rt, at = (y[:, t].reshape(batch * self.heads, -1) for y in (q, k, v, rate, decay))
            state = state * at.unsqueeze(2)
            known = torch.bmm(kt.unsqueeze(1), state)
            state = torch.baddbmm(state, kt.unsqueeze(2), rt.unsqueeze(2) * (vt.unsqueeze(1) - known))
            results.append(torch.bmm(qt.unsqueeze(1), state).view(batch, self.heads, self.value))
        self.remember("state", state)
        return torch.stack(results, 1)


@builds("GatedDeltaNet", contracts=True)
def build_delta(shapes, s):
    return GatedDeltaNet(shapes[0][-1], s)


def sequence(c):
    return [[c.size(1, 7), c.size(1, 12)]]


def delta_settings(c, key_heads, decay_rank=None, gate_rank=None):
    return {"heads": key_heads * c.pick(1, 1, 2, 3), "keyHeads": key_heads, "keyWidth": c.size(1, 6), "valueWidth": c.pick(None, c.size(1, 6)),
            "kernel": c.size(1, 4), "convolutionBias": c.flag(), "decayRank": decay_rank, "decayFloor": c.pick(None, None, -5),
            "gateRank": gate_rank, "gateBias": c.flag(), "gateFunction": c.pick("Silu", "Sigmoid")}


@cases(80)
def gated_delta(c):
    return "GatedDeltaNet", sequence(c), delta_settings(c, c.size(1, 3))


@cases(80)
def kimi_delta(c):
    return "GatedDeltaNet", sequence(c), delta_settings(c, c.size(1, 3), c.size(1, 5), c.pick(None, c.size(1, 5)))


@cases(60)
def delta_in_chunks(c):
    layer, inputs, settings = c.pick(gated_delta, kimi_delta)(c)
    return layer, [[c.size(1, 11), inputs[0][1]]], {**settings, "chunk": c.size(1, 6)}


@cases(30)
def broken_delta(c):
    layer, inputs, settings = c.pick(gated_delta, kimi_delta)(c)
    fault = c.pick("groups", "heads", "width", "rank", "kernel")
    if fault == "groups":
        settings["heads"], settings["keyHeads"] = c.pick((3, 2), (5, 3), (2, 4))
    elif fault == "heads":
        settings["heads"] = settings["keyHeads"] = c.pick(-1, -2)
    elif fault == "width":
        settings["keyWidth"] = c.pick(-1, -3)
    elif fault == "kernel":
        settings["kernel"] = c.pick(0, -1)
    else:
        inputs = [[2] + shape for shape in inputs]
    return layer, inputs, settings


class Mamba(Remembering):
    """Gu and Dao 2023, algorithm 2."""

    def __init__(self, width, s):
        super().__init__()
        self.inner, self.state = s["innerWidth"] or 2 * width, s["stateSize"]
        self.rank = s["timeStepRank"] or math.ceil(width / 16)
        self.input = nn.Linear(width, 2 * self.inner, bias=s["bias"])
        self.convolution = Convolution(self.inner, s["kernel"], s["convolutionBias"])
        self.selection = nn.Linear(self.inner, self.rank + 2 * self.state, bias=False)
        self.time_step = nn.Linear(self.rank, self.inner)
        self.a, self.d = vector(self.inner, self.state), vector(self.inner)
        self.output = nn.Linear(self.inner, width, bias=s["bias"])
        self.norms = nn.ModuleList(map(Norm, (self.rank, self.state, self.state)) if s["normalizesSelection"] else ())

    def forward(self, x):
        batch, steps, _ = x.shape
        x, z = self.input(x).chunk(2, -1)
        x = self.convolution(x)
        parts = self.selection(x).split([self.rank, self.state, self.state], -1)
        delta, b, c = [norm(part) for norm, part in zip(self.norms, parts)] or parts
        y = Recurrence.apply(self.recur, x, functional.softplus(self.time_step(delta)), self.a, b, c)
        return self.output((y + self.d * x) * functional.silu(z))

    def recur(self, x, delta, a, b, c):
        batch, steps, _ = x.shape
        decay, state, results = -a.exp(), self.recall("state", torch.zeros(batch, self.inner, self.state)), []
        for t in range(steps):
            state = state * (delta[:, t].unsqueeze(2) * decay).exp()
            state = torch.baddbmm(state, (delta[:, t] * x[:, t]).unsqueeze(2), b[:, t].unsqueeze(1))
            results.append(torch.bmm(state, c[:, t].unsqueeze(2)).squeeze(2))
        self.remember("state", state)
        return torch.stack(results, 1)


class Mamba2(Remembering):
    """Dao and Gu 2024: the recurrence, or in chunks listing 1, whose sums of four factors are written as products of two matrices each."""

    def __init__(self, width, s):
        super().__init__()
        self.heads, self.head, self.state, self.groups, self.chunk = s["heads"], s["headWidth"], s["stateSize"], s["groups"], s["chunk"]
        self.shared = whole(self.groups, self.heads)
        self.inner = self.heads * self.head
        both = self.inner + 2 * self.groups * self.state
        self.input = nn.Linear(width, self.inner + both + self.heads, bias=s["bias"])
        self.convolution = Convolution(both, s["kernel"], s["convolutionBias"])
        self.offset, self.a, self.d = vector(self.heads), vector(self.heads), vector(self.heads)
        self.norm = Norm(self.inner) if s["norm"] else nn.Identity()
        self.output = nn.Linear(self.inner, width, bias=s["bias"])

    def forward(self, x):
        batch, steps, _ = x.shape
        shared = self.groups * self.state
        z, x, delta = self.input(x).split([self.inner, self.inner + 2 * shared, self.heads], -1)
        x, b, c = self.convolution(x).split([self.inner, shared, shared], -1)
        x = x.view(batch, steps, self.heads, self.head)
        b, c = (y.view(batch, steps, self.groups, self.state) for y in (b, c))
        y = Recurrence.apply(self.recur, x, functional.softplus(delta + self.offset), self.a, b, c) + self.d.unsqueeze(1) * x
        return self.output(self.norm(y.reshape(batch, steps, self.inner) * functional.silu(z)))

    def recur(self, x, delta, a, b, c):
        mix = self.step_by_step if self.chunk is None or self.memory else self.in_chunks
        return mix(delta.unsqueeze(3) * x, -a.exp() * delta, b, c)

    def all_heads(self, y):
        return y.repeat_interleave(self.shared, 1).flatten(0, 1)

    def step_by_step(self, x, decay, b, c):
        batch, steps = x.shape[:2]
        state, results = self.recall("state", torch.zeros(batch * self.heads, self.head, self.state)), []
        for t in range(steps):
            state = state * decay[:, t].exp().view(-1, 1, 1)
            state = torch.baddbmm(state, x[:, t].reshape(-1, self.head, 1), self.all_heads(b[:, t]).unsqueeze(1))
            results.append(torch.bmm(state, self.all_heads(c[:, t]).unsqueeze(2)).view(batch, self.heads, self.head))
        self.remember("state", state)
        return torch.stack(results, 1)

    def in_chunks(self, x, decay, b, c):
        batch, steps = x.shape[:2]
        more = -steps % self.chunk
        x, decay, b, c = (functional.pad(y, [0, 0] * (y.dim() - 2) + [0, more]).transpose(1, 2) for y in (x, decay, b, c))
        state, results = torch.zeros(batch * self.heads, self.head, self.state), []
        for start in range(0, steps + more, self.chunk):
            xs, bs, cs = (y[:, :, start:start + self.chunk] for y in (x, b, c))
            xs = xs.reshape(-1, self.chunk, self.head)
            sums = decay[:, :, start:start + self.chunk].reshape(-1, self.chunk).cumsum(1)
            pairs = (sums.unsqueeze(2) - sums.unsqueeze(1)).exp().tril()
            scores = torch.bmm(cs.flatten(0, 1), bs.flatten(0, 1).transpose(1, 2)).view(batch, self.groups, self.chunk, self.chunk)
            within = torch.bmm(self.all_heads(scores) * pairs, xs)
            results.append(within + torch.bmm(self.all_heads(cs), state.transpose(1, 2)) * sums.exp().unsqueeze(2))
            left = (sums[:, -1:] - sums).exp().unsqueeze(2)
            state = state * sums[:, -1].exp().view(-1, 1, 1) + torch.bmm((xs * left).transpose(1, 2), self.all_heads(bs))
        self.remember("state", state)
        return torch.cat(results, 1).view(batch, self.heads, -1, self.head).transpose(1, 2)[:, :steps]


class TimeMixing(Remembering):
    """Of RWKV-6, Peng et al. 2024, equations 14 to 20, and RWKV-7, Peng et al. 2025, equations 3 to 17."""

    def __init__(self, width, s):
        super().__init__()
        self.seven, self.mixes, self.head = s["version"] == "V7", s["mixesValues"], s["headWidth"]
        self.heads = whole(self.head, width)
        if self.mixes and not self.seven:
            raise ValueError("oracle: only version 7 mixes values")
        self.mixtures = vector(6, width)
        self.r, self.k, self.v, self.output = (nn.Linear(width, width, bias=False) for _ in range(4))
        self.decay_down, self.decay_up = nn.Linear(width, s["decayRank"], bias=False), nn.Linear(s["decayRank"], width, bias=False)
        self.decay_offset, self.bonus = vector(width), vector(self.heads, self.head)
        self.norm_scale, self.norm_offset = vector(width), vector(width)
        if self.seven:
            self.rate, self.rate_offset = linear(width, width, s["rateRank"]), vector(width)
            self.gate_down, self.gate_up = nn.Linear(width, s["gateRank"], bias=False), nn.Linear(s["gateRank"], width, bias=False)
            self.key_factor, self.rate_factor = vector(width), vector(width)
            if self.mixes:
                self.share, self.share_offset = linear(width, width, s["valueRank"]), vector(width)
        else:
            self.rank = s["mixRank"]
            self.mixture_down, self.mixture_up = nn.Linear(width, 5 * self.rank, bias=False), vector(5, self.rank, width)
            self.gate = nn.Linear(width, width, bias=False)

    def by_heads(self, y):
        return y.reshape(y.shape[0], y.shape[1], self.heads, self.head)

    def forward(self, x, first=None):
        batch, steps, width = x.shape
        r, w, k, v, g, *removed = self.seven_of(x, first) if self.seven else self.six_of(x)
        y = Recurrence.apply(self.recur, r, w, k, v, *removed)
        factors = (self.by_heads(r) * self.by_heads(k)).view(-1, 1, self.head)
        u = self.bonus.repeat(batch * steps, 1).unsqueeze(2)
        y, own = self.by_heads(y), torch.bmm(factors, u).view(batch, steps, self.heads, 1) * self.by_heads(v)
        if self.seven:
            y = self.by_heads(self.normalised(y)) + own
        else:
            y = self.by_heads(self.normalised(y + own))
        return self.output(y.view(batch, steps, width) * g)

    def recur(self, r, w, k, v, removed=None, rate=None):
        batch, steps, width = r.shape
        state, results = self.recall("state", torch.zeros(batch * self.heads, self.head, self.head)), []
        for t in range(steps):
            rt, wt, kt, vt = (self.by_heads(y)[:, t].reshape(-1, self.head, 1) for y in (r, w, k, v))
            if self.seven:
                at, bt = (self.by_heads(y)[:, t].reshape(-1, self.head, 1) for y in (-removed, removed * rate))
                known = torch.bmm(state, at)
                state = torch.baddbmm(state * wt.transpose(1, 2), known, bt.transpose(1, 2))
                state = torch.baddbmm(state, vt, kt.transpose(1, 2))
                result = torch.bmm(state, rt)
            else:
                result = torch.bmm(state, rt)
                state = torch.baddbmm(state * wt.transpose(1, 2), vt, kt.transpose(1, 2))
            results.append(result.view(batch, width))
        self.remember("state", state)
        return torch.stack(results, 1)

    def normalised(self, y):
        """Each head of each position by itself; PyTorch's group normalisation refuses a head of a single feature."""
        return unit(y - y.sum(-1, keepdim=True) / self.head, self.head).flatten(2) * self.norm_scale + self.norm_offset

    def six_of(self, x):
        batch, steps, width = x.shape
        other = self.before(x) - x
        first, *shares = self.mixtures
        low = torch.tanh(self.mixture_down(x + other * first)).view(batch * steps, 5, self.rank).transpose(0, 1)
        moved = torch.bmm(low, self.mixture_up).view(5, batch, steps, width)
        w, k, v, r, g = (x + other * (share + more) for share, more in zip(shares, moved))
        decay = torch.exp(-torch.exp(self.decay_offset + self.decay_up(torch.tanh(self.decay_down(w)))))
        return self.r(r), decay, self.k(k), self.v(v), functional.silu(self.gate(g))

    def seven_of(self, x, first):
        other = self.before(x) - x
        r, w, k, v, a, g = (x + other * share for share in self.mixtures)
        decay = torch.exp(-math.exp(-0.5) * torch.sigmoid(self.decay_offset + self.decay_up(torch.tanh(self.decay_down(w)))))
        k, value = self.k(k), self.v(v)
        if self.mixes:
            value = value + (first - value) * torch.sigmoid(self.share_offset + self.share(v))
        a = torch.sigmoid(self.rate_offset + self.rate(a))
        removed = unit(self.by_heads(k * self.key_factor)).view(k.shape)
        k = k * (1 + (a - 1) * self.rate_factor)
        return self.r(r), decay, k, value, self.gate_up(torch.sigmoid(self.gate_down(g))), removed, a


class ChannelMixing(Remembering):
    """Of RWKV-6, Peng et al. 2024, and RWKV-7, Peng et al. 2025, equation 22."""

    def __init__(self, width, s):
        super().__init__()
        self.mixtures = vector(2 if s["version"] == "V6" else 1, width)
        self.k, self.v = nn.Linear(width, s["hidden"], bias=False), nn.Linear(s["hidden"], width, bias=False)
        self.r = nn.Linear(width, width, bias=False) if s["version"] == "V6" else None

    def forward(self, x):
        _, _, _ = x.shape
        other = self.before(x) - x
        y = self.v(torch.relu(self.k(x + other * self.mixtures[0])).square())
        return y if self.r is None else torch.sigmoid(self.r(x + other * self.mixtures[1])) * y


@builds("Mamba", contracts=True)
def build_mamba(shapes, s):
    return Mamba(shapes[0][-1], s)


@builds("Mamba2", contracts=True)
def build_mamba2(shapes, s):
    return Mamba2(shapes[0][-1], s)


@builds("RwkvTimeMixing", contracts=True)
def build_time_mixing(shapes, s):
    return TimeMixing(shapes[0][-1], s)


@builds("RwkvChannelMixing", contracts=True)
def build_channel_mixing(shapes, s):
    return ChannelMixing(shapes[0][-1], s)


@cases(80)
def mamba(c):
    return "Mamba", [[c.size(1, 7), c.size(1, 24)]], {
        "stateSize": c.size(1, 6), "innerWidth": c.pick(None, None, c.size(1, 12)), "timeStepRank": c.pick(None, c.size(1, 4)), "kernel": c.size(1, 5),
        "convolutionBias": c.flag(), "bias": c.flag(), "normalizesSelection": c.pick(False, False, True)}


@cases(110)
def mamba2(c):
    groups = c.size(1, 3)
    return "Mamba2", [[c.size(1, 9), c.size(1, 12)]], {
        "heads": groups * c.size(1, 3), "headWidth": c.size(1, 5), "stateSize": c.size(1, 6), "groups": groups, "kernel": c.size(1, 5),
        "chunk": c.pick(None, c.size(1, 4), c.size(1, 12)), "convolutionBias": c.flag(), "bias": c.flag(), "norm": c.flag()}


@cases(40)
def broken_mamba(c):
    layer, inputs, settings = c.pick(mamba, mamba2)(c)
    fault = c.pick("state", "kernel", "axes", "width")
    if fault == "state":
        settings["stateSize"] = c.pick(-1, -2)
    elif fault == "kernel":
        settings["kernel"] = c.pick(0, -1)
    elif fault == "axes":
        inputs = [[2] + shape for shape in inputs]
    elif layer == "Mamba":
        settings["innerWidth"] = c.pick(-1, -3)
    else:
        settings["heads"], settings["groups"] = c.pick((3, 2), (1, 2), (5, 3))
    return layer, inputs, settings


@cases(120)
def time_mixing(c):
    head, version = c.size(1, 4), c.pick("V6", "V7", "V7")
    shape, mixes = [c.size(1, 7), head * c.size(1, 3)], version == "V7" and c.flag()
    return "RwkvTimeMixing", [shape, shape] if mixes else [shape], {
        "version": version, "headWidth": head, "decayRank": c.size(1, 4), "mixRank": c.size(1, 4), "rateRank": c.size(1, 4), "valueRank": c.size(1, 4),
        "gateRank": c.size(1, 4), "mixesValues": mixes}


@cases(40)
def channel_mixing(c):
    return "RwkvChannelMixing", sequence(c), {"hidden": c.size(1, 20), "version": c.pick("V6", "V7")}


@cases(40)
def broken_mixing(c):
    layer, inputs, settings = c.pick(time_mixing, channel_mixing)(c)
    fault = c.pick("axes", "width", "values")
    if fault == "axes":
        inputs = [[2] + shape for shape in inputs]
    elif layer == "RwkvChannelMixing":
        settings["hidden"] = c.pick(-1, -4)
    elif fault == "width":
        inputs, settings["headWidth"] = [[shape[0], 7] for shape in inputs], c.pick(2, 3, 4)
    else:
        shape = inputs[0]
        inputs, settings["version"], settings["mixesValues"] = [shape, [shape[0], shape[1] + 2 * settings["headWidth"]]], "V7", True
    return layer, inputs, settings
