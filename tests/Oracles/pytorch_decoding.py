"""Writes Fixtures/pytorch-decoding.jsonl.gz: the multiply-adds of the next positions of attention, where earlier ones are remembered.

Every layer runs twice, and the second pass reads what the first one left. Its results must be those of one pass over all positions.
See README.md for the meaning of the fields.
"""

import json

import torch

import fixtures
from pytorch.choices import Choices
from pytorch.counting import MacCounter
from pytorch.layers import attention
from pytorch.registry import build

SEED = 20261128
PLAN = [(attention.grouped, 120), (attention.limited, 160), (attention.latent, 160)]


def decode(module, inputs, past):
    """The multiply-adds of the pass after the first positions, and the elements that it remembers of each."""
    x, memory = torch.randn(1, *inputs[0]), [torch.randn(1, *shape) for shape in inputs[1:]]
    cache = module.cache()
    if past > 0:
        module(x[:, :past], *memory, cache=cache)
        if not memory:
            cache.forget(module.s)
    with MacCounter() as counter:
        output = module(x[:, past:], *memory, cache=cache)
    assert torch.allclose(output, module(x, *memory)[:, past:], atol=1e-4), "oracle: a pass by pass differs from one pass"
    return counter.macs, cache.width()


def main():
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    count = 0
    with fixtures.create("pytorch-decoding.jsonl") as file:
        for make, wanted in PLAN:
            choices, found = Choices(f"{SEED} {make.__name__}"), 0
            while found < wanted:
                layer, inputs, settings = make(choices)
                if len(inputs) == 1 and not settings["causal"]:
                    continue
                past, positions = choices.size(1, 12), choices.size(1, 4)
                inputs[0][0] = past + positions
                macs, width = decode(build(layer, inputs, settings), inputs, past)
                inputs[0][0] = positions
                file.write(json.dumps({"layer": layer, "inputs": inputs, "settings": settings, "past": past, "macs": macs, "remembered": width}) + "\n")
                found, count = found + 1, count + 1
    print(f"{count} cases")


if __name__ == "__main__":
    main()
