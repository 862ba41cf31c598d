"""Writes Fixtures/pytorch-views.jsonl.gz: which positions of each input axis the units of single layers depend on.

A unit depends on a position if it changes with it; nothing here computes a view by formula.
See README.md for the meaning of the fields.
"""

import json
import warnings

import torch

import fixtures
from pytorch.layers import attention, convolutions, elements, rearrangements
from pytorch.choices import Choices
from pytorch.registry import build

SEED = 20250302
LARGEST = 700
ROUNDING = 1e-10

PLAN = [
    (rearrangements.channel_shuffle, 60), (rearrangements.roll, 80), (rearrangements.upsampling, 120),
    (rearrangements.exact_upsampling, 120), (convolutions.fold, 90), (convolutions.unfold, 40), (elements.local_response, 50),
    (attention.limited, 60),
]


def views(module, shape):
    """For each axis of the input and of the output: of each unit there, the positions that any of its elements depends on."""
    source = torch.rand(shape, dtype=torch.float64) + 0.5
    count = source.numel()
    with torch.no_grad():
        moved = module(source + torch.eye(count, dtype=torch.float64).reshape(count, *shape))
        still = module(source[None])
    size = list(still.shape[1:])
    seen = ((moved - still).abs() > ROUNDING).reshape(*shape, *size)
    answer = []
    for axis in range(len(shape)):
        row = []
        for other in range(len(shape), seen.dim()):
            away = [i for i in range(seen.dim()) if i not in (axis, other)]
            pairs = seen.amax(away) if away else seen
            row.append([unit.nonzero().flatten().tolist() for unit in pairs.t()])
        answer.append(row)
    return size, answer


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    choices, count = Choices(SEED), 0
    with fixtures.create("pytorch-views.jsonl") as file:
        for make, wanted in PLAN:
            found = 0
            while found < wanted:
                layer, inputs, settings = make(choices)
                if layer == "Upsampling" and inputs[0][0] == 1:
                    # One channel passes for channels last in memory, where nearest has a rule of its own.
                    continue
                module = build(layer, inputs, settings).double()
                try:
                    with torch.no_grad():
                        size = module(torch.zeros(1, *inputs[0], dtype=torch.float64)).numel()
                except RuntimeError:
                    continue
                if size * torch.Size(inputs[0]).numel() > LARGEST ** 2 or size == 0:
                    continue
                output, seen = views(module, inputs[0])
                case = {"layer": layer, "layout": "ChannelsFirst", "inputs": inputs, "settings": settings, "output": output, "views": seen}
                file.write(json.dumps(case) + "\n")
                found, count = found + 1, count + 1
    print(f"{count} cases")


if __name__ == "__main__":
    main()
