"""Writes Fixtures/pytorch-layers.jsonl.gz: what PyTorch itself says about single layers.

Every case is really constructed and run on zero tensors; nothing here computes a
shape or a count by formula. See README.md for the meaning of the fields.
"""

import json
import warnings

import torch

import fixtures
from pytorch.ask import ask
from pytorch.cases import convolutions, elements, merges, pools, rearrangements, sequences
from pytorch.choices import Choices

SEED = 20240611

SWEEPS = [convolutions.convolution_sweep, pools.pool_sweep]

PLAN = [
    (convolutions.convolution, 520), (convolutions.broken_convolution, 170),
    (pools.pool, 360), (pools.broken_pool, 110),
    (elements.dense, 110), (elements.broken_dense, 12),
    (rearrangements.flatten, 60),
    (elements.embedding, 70), (elements.broken_embedding, 12),
    (sequences.lstm, 110), (sequences.broken_lstm, 40),
    (elements.batch_normalization, 100), (elements.broken_batch_normalization, 8),
    (elements.activation, 110),
    (elements.dropout, 40), (elements.broken_dropout, 10),
    (merges.add, 90), (merges.broken_add, 40),
    (merges.concatenate, 100), (merges.broken_concatenate, 45),
]

# These came later, and come last so that the choices above stay what they were.
MORE_SWEEPS = [convolutions.transposed_sweep, rearrangements.chunk_sweep, rearrangements.rounded_upsampling]

MORE = [
    (convolutions.transposed, 380), (convolutions.broken_transposed, 110),
    (convolutions.depthwise, 180), (convolutions.broken_depthwise, 50),
    (convolutions.separable, 180), (convolutions.broken_separable, 50),
    (convolutions.unfold, 100), (convolutions.broken_unfold, 30),
    (pools.l2_pool, 110), (pools.broken_l2_pool, 24),
    (pools.adaptive_pool, 180), (pools.broken_adaptive_pool, 40),
    (rearrangements.padding, 220), (rearrangements.broken_padding, 60),
    (rearrangements.cropping, 90), (rearrangements.broken_cropping, 30),
    (rearrangements.upsampling, 260), (rearrangements.broken_upsampling, 60),
    (rearrangements.pixel_shuffle, 90), (rearrangements.broken_pixel_shuffle, 30),
    (rearrangements.reshape, 130), (rearrangements.broken_reshape, 36),
    (rearrangements.permute, 80), (rearrangements.broken_permute, 24),
    (rearrangements.squeeze, 70), (rearrangements.broken_squeeze, 26),
    (rearrangements.expand, 70), (rearrangements.broken_expand, 20),
    (rearrangements.repeat, 80), (rearrangements.broken_repeat, 26),
    (rearrangements.part, 170), (rearrangements.broken_part, 50),
    (rearrangements.split, 120), (rearrangements.broken_split, 40),
    (rearrangements.chunk, 80), (rearrangements.broken_chunk, 24),
    (elements.broken_dense, 14), (elements.broken_embedding, 8), (elements.broken_batch_normalization, 8),
    (elements.bilinear, 80), (elements.broken_bilinear, 24),
    (elements.layer_normalization, 80), (elements.broken_layer_normalization, 14),
    (elements.group_normalization, 80), (elements.broken_group_normalization, 24),
    (elements.instance_normalization, 70), (elements.broken_instance_normalization, 12),
    (elements.rms_normalization, 40),
    (elements.further_activation, 90), (elements.prelu, 70),
    (elements.axis_activation, 100), (elements.broken_axis_activation, 60),
    (sequences.recurrent, 280), (sequences.broken_recurrent, 60),
    (sequences.recurrent_state, 90), (sequences.broken_recurrent_state, 20),
    (sequences.attention, 170), (sequences.broken_attention, 40),
    (sequences.encoder, 70), (sequences.broken_encoder, 16),
    (sequences.decoder, 70), (sequences.broken_decoder, 16),
    (merges.merge, 160), (merges.broken_merge, 40),
    (merges.matrix_product, 110), (merges.broken_matrix_product, 30),
    (sequences.distributed, 190), (sequences.broken_distributed, 40),
]

# And these later still.
LATEST = [
    (convolutions.bordered, 260), (convolutions.broken_bordered, 60),
    (convolutions.fold, 120), (convolutions.broken_fold, 60),
    (pools.norm_pool, 100), (pools.small_pool, 220),
    (rearrangements.exact_upsampling, 140), (rearrangements.broken_exact_upsampling, 30),
    (rearrangements.channel_shuffle, 60), (rearrangements.broken_channel_shuffle, 24),
    (rearrangements.roll, 80), (rearrangements.broken_roll, 24),
    (elements.softmin, 30), (elements.local_response, 60), (elements.broken_local_response, 16),
    (sequences.stacked_state, 140), (sequences.broken_stacked_state, 24),
    (sequences.extended_attention, 140),
]


def choose(choices):
    for sweeps, plan in ((SWEEPS, PLAN), (MORE_SWEEPS, MORE), ([], LATEST)):
        for sweep in sweeps:
            yield from sweep(choices)
        for make, count in plan:
            for _ in range(count):
                yield make(choices)


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    seen, refused = set(), 0
    with fixtures.create("pytorch-layers.jsonl") as file:
        for layer, inputs, settings in choose(Choices(SEED)):
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
