"""Writes Fixtures/pytorch-saved.jsonl.gz: what PyTorch keeps of single layers for the backward pass, and which outputs are views.

Every layer is really run; hooks record the tensors that autograd saves. Nothing here knows a derivative.
See README.md for the meaning of the fields.
"""

import json
import warnings

import torch

import fixtures
from pytorch.ask import REFUSALS, ask
from pytorch.layers import convolutions, elements, merges, pools, rearrangements, sequences
from pytorch.choices import Choices
from pytorch.registry import build
from pytorch.saving import saved, view

SEED = 20260128

PLAN = [
    (convolutions.convolution, 40), (convolutions.bordered, 20), (convolutions.transposed, 20), (convolutions.depthwise, 20),
    (convolutions.separable, 20), (convolutions.unfold, 10), (convolutions.fold, 10),
    (pools.pool, 50), (pools.l2_pool, 10), (pools.norm_pool, 10), (pools.adaptive_pool, 30),
    (elements.dense, 20), (elements.bilinear, 10), (elements.embedding, 10), (elements.batch_normalization, 20),
    (elements.layer_normalization, 20), (elements.group_normalization, 20), (elements.instance_normalization, 20),
    (elements.rms_normalization, 10), (elements.activation, 80), (elements.further_activation, 40), (elements.prelu, 10),
    (elements.axis_activation, 40), (elements.softmin, 10), (elements.local_response, 10), (elements.dropout, 20),
    (merges.add, 20), (merges.merge, 60), (merges.concatenate, 20), (merges.matrix_product, 20),
    (rearrangements.flatten, 10), (rearrangements.padding, 40), (rearrangements.cropping, 10), (rearrangements.upsampling, 30),
    (rearrangements.pixel_shuffle, 10), (rearrangements.channel_shuffle, 10), (rearrangements.roll, 10),
    (rearrangements.reshape, 20), (rearrangements.permute, 20), (rearrangements.squeeze, 10), (rearrangements.expand, 10),
    (rearrangements.repeat, 20), (rearrangements.part, 30), (rearrangements.split, 30), (rearrangements.chunk, 20),
    (sequences.lstm, 20), (sequences.recurrent, 60), (sequences.attention, 40), (sequences.extended_attention, 30),
]


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    choices, count = Choices(SEED), 0
    with fixtures.create("pytorch-saved.jsonl") as file:
        for make, wanted in PLAN:
            found = 0
            while found < wanted:
                layer, inputs, settings = make(choices)
                answer = ask(layer, inputs, settings)
                if answer["error"] or answer.get("suspicious"):
                    continue
                module, integers = build(layer, inputs, settings), layer == "Embedding"
                case = {"layer": layer, "inputs": inputs, "settings": settings, "view": view(module, inputs, integers)}
                try:
                    case["saved"] = saved(module, inputs, integers)
                except REFUSALS:
                    # Training normalises no single value.
                    continue
                file.write(json.dumps(case) + "\n")
                found += 1
                count += 1
    print(f"{count} cases")


if __name__ == "__main__":
    main()
