"""Mixtures of experts, position by position: only the chosen experts work on it."""

import torch
from torch import nn
from torch.nn import functional

from ..registry import builds, cases

FUNCTIONS = {"Silu": functional.silu, "Relu": torch.relu, "Gelu": functional.gelu}


class MixtureOfExperts(nn.Module):
    """Of [positions, shares]. Experts are chosen as in DeepSeek-V3 (2024, section 2.1.2): by groups, with a bias that is no part of a share."""

    def __init__(self, width, s):
        super().__init__()
        self.s, self.function = s, FUNCTIONS[s["function"]]
        experts, hidden = s["experts"], s["hidden"]
        if experts < 1 or not 1 <= s["active"] <= experts or hidden < 1 or experts % s["groups"]:
            raise ValueError("oracle: the numbers of experts do not fit")
        if s["activeGroups"] is not None and not s["active"] <= s["activeGroups"] * experts // s["groups"] <= experts:
            raise ValueError("oracle: the groups do not fit")
        sizes = {"up": (width, hidden), "down": (hidden, width), **({"gate": (width, hidden)} if s["gated"] else {})}
        self.kernels = nn.ParameterDict({name: nn.Parameter(torch.rand(experts, *size)) for name, size in sizes.items()})
        self.biases = nn.ParameterDict({name: nn.Parameter(torch.rand(experts, size[1])) for name, size in sizes.items()} if s["bias"] else {})
        if s["selectionBias"]:
            self.register_buffer("selection_bias", torch.rand(experts))

    def project(self, name, expert, x):
        kernel = self.kernels[name][expert]
        return torch.addmm(self.biases[name][expert], x, kernel) if self.s["bias"] else torch.mm(x, kernel)

    def expert(self, expert, x):
        if self.s["gated"]:
            hidden = self.function(self.project("gate", expert, x)) * self.project("up", expert, x)
        else:
            hidden = self.function(self.project("up", expert, x))
        return self.project("down", expert, hidden)

    def chosen(self, shares):
        scores = shares.detach() + (self.selection_bias if self.s["selectionBias"] else 0)
        if self.s["activeGroups"] is not None:
            groups = scores.view(self.s["groups"], -1)
            best = groups.topk(min(2, groups.shape[1])).values.sum(1).topk(self.s["activeGroups"]).indices
            scores = torch.full_like(groups, -float("inf")).index_copy(0, best, groups[best]).flatten()
        return scores.topk(self.s["active"]).indices.tolist()

    def forward(self, x, shares):
        if shares.shape[:-1] != x.shape[:-1] or shares.shape[-1] != self.s["experts"]:
            raise ValueError("oracle: the shares do not fit")
        results = []
        for rows, parts in zip(x, shares):
            for t in range(len(rows)):
                chosen = self.chosen(parts[t])
                mine = [parts[t, expert] for expert in chosen]
                if self.s["normalizesShares"]:
                    mine = [share / sum(mine) for share in mine]
                results.append(self.s["shareScale"] * sum(share * self.expert(expert, rows[t:t + 1]) for share, expert in zip(mine, chosen)))
        return torch.cat(results).view(x.shape)


@builds("MixtureOfExperts", contracts=True)
def build_experts(shapes, s):
    return MixtureOfExperts(shapes[0][-1], s)


@cases(100)
def experts(c):
    groups = c.size(1, 3)
    count = groups * c.size(1, 3)
    active_groups = c.pick(None, c.size(1, groups))
    active = c.size(1, count if active_groups is None else active_groups * count // groups)
    shape = [c.size(1, 5), c.size(1, 8)]
    return "MixtureOfExperts", [shape, [shape[0], count]], {
        "experts": count, "active": active, "hidden": c.size(1, 8), "function": c.pick("Silu", "Silu", "Relu", "Gelu"), "gated": c.flag(), "bias": c.flag(),
        "groups": groups, "activeGroups": active_groups, "selectionBias": c.flag(), "normalizesShares": c.flag(), "shareScale": c.pick(1, 2.5)}


@cases(30)
def broken_experts(c):
    layer, inputs, settings = experts(c)
    fault = c.pick("active", "groups", "shares", "positions", "active groups")
    if fault == "active":
        settings["active"] = c.pick(0, settings["experts"] + 1)
    elif fault == "groups":
        settings["groups"] = settings["experts"] + 1
    elif fault == "shares":
        inputs = [inputs[0], [inputs[1][0], inputs[1][1] + 1]]
    elif fault == "positions":
        inputs = [inputs[0], [inputs[1][0] + 1, inputs[1][1]]]
    else:
        settings["activeGroups"] = settings["groups"] + 1
    return layer, inputs, settings
