"""Writes Fixtures/pytorch-decoders.jsonl.gz: small random decoders that PyTorch runs position by position.

Each layer keeps only what it needs, and the results are those of one pass over all positions. See README.md for the meaning of the fields.
"""

import json

import torch

import fixtures
from pytorch import layers
from pytorch.decoders import decoder
from pytorch.registry import load

SEED = 20261129
COUNT = 180


def main():
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    load(layers)
    with fixtures.create("pytorch-decoders.jsonl") as file:
        for i in range(COUNT):
            file.write(json.dumps(decoder(f"{SEED} {i}").describe()) + "\n")
    print(f"{COUNT} decoders")


if __name__ == "__main__":
    main()
