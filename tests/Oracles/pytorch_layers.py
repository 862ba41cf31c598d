"""Writes Fixtures/pytorch-layers.jsonl.gz: what PyTorch itself says about single layers.

Every case is really constructed and run on zero tensors; nothing here computes a
shape or a count by formula. See README.md for the meaning of the fields.
"""

import json
import warnings

import torch

import fixtures
from pytorch.ask import ask
from pytorch.choices import Choices
from pytorch.registry import CASES

SEED = 20240611


def choose():
    """The cases of each function, which has a seed of its own: a further function changes no other's cases."""
    for name, (make, count) in CASES.items():
        choices = Choices(f"{SEED} {name}")
        if count is None:
            yield from make(choices)
        else:
            for _ in range(count):
                yield make(choices)


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    seen, refused = set(), 0
    with fixtures.create("pytorch-layers.jsonl") as file:
        for layer, inputs, settings in choose():
            key = json.dumps([layer, inputs, settings])
            if key in seen:
                continue
            seen.add(key)
            case = ask(layer, inputs, settings)
            refused += case["error"] is not None
            file.write(json.dumps(case) + "\n")
    print(f"{len(seen)} cases, {refused} refused")


if __name__ == "__main__":
    main()
