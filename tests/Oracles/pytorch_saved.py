"""Writes Fixtures/pytorch-saved.jsonl.gz: what PyTorch keeps of single layers for the backward pass, and which outputs are views.

Every layer is really run; hooks record the tensors that autograd saves. Nothing here knows a derivative.
See README.md for the meaning of the fields.
"""

import json
import warnings

import torch

import fixtures
from pytorch.ask import REFUSALS, ask
from pytorch.choices import Choices
from pytorch.registry import CASES, build
from pytorch.saving import saved, view

SEED = 20260128
WANTED = 40
TRIES = 200

# Blocks are several layers, a state is another output of one, and a layer of each step is run for each step by itself.
NOT_ONE_LAYER = {"EncoderBlock", "DecoderBlock", "RecurrentState", "TimeDistributed"}


def choose():
    """For each function of cases, which has a seed of its own, some that PyTorch accepts."""
    for name, (make, count) in CASES.items():
        choices, found = Choices(f"{SEED} {name}"), 0
        for layer, inputs, settings in make(choices) if count is None else (make(choices) for _ in range(min(count, TRIES))):
            if found == WANTED or layer in NOT_ONE_LAYER:
                break
            answer = ask(layer, inputs, settings)
            if settings.get("indexer"):
                # Keys that an indexer chooses are copied for each query.
                continue
            if answer["error"] is None and not answer.get("suspicious"):
                found += 1
                yield layer, inputs, settings


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    count = 0
    with fixtures.create("pytorch-saved.jsonl") as file:
        for layer, inputs, settings in choose():
            module, integers = build(layer, inputs, settings), layer == "Embedding"
            case = {"layer": layer, "inputs": inputs, "settings": settings, "view": view(module, inputs, integers)}
            try:
                case["saved"] = saved(module, inputs, integers)
                case["frozen"] = saved(module.requires_grad_(False), inputs, integers)
            except REFUSALS:
                # Training normalises no single value.
                continue
            file.write(json.dumps(case) + "\n")
            count += 1
    print(f"{count} cases")


if __name__ == "__main__":
    main()
