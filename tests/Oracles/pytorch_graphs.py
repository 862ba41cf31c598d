"""Writes Fixtures/pytorch-graphs.jsonl.gz: random networks with branches, as PyTorch runs them.

A node is a layer as in the fixture of single layers. Networks of windows only also say, by gradients, which
part of the input a unit of the output depends on. See README.md for the meaning of the fields.
"""

import json
import warnings

import torch

import fixtures
from pytorch.ask import REFUSALS
from pytorch.choices import Choices
from pytorch.graphs.fields import receptive_field
from pytorch.graphs.images import image_graph, window_graph
from pytorch.graphs.sequences import sequence_graph

SEED = 20240613
PLAN = [(window_graph, 60), (image_graph, 36), (sequence_graph, 24)]
SMALLEST, LARGEST = 5, 25


def network(c, make):
    """A network of the wanted size that has a merge; one whose last layers do not fit is begun anew."""
    while True:
        try:
            graph = make(c, c.size(SMALLEST + 3, LARGEST))
        except REFUSALS:
            continue
        if SMALLEST <= len(graph.nodes) <= LARGEST and any(len(node["inputs"]) > 1 for node in graph.nodes):
            return graph


def middle_unit(c, size):
    """Mostly near the middle, at times anywhere."""
    return c.size(0, size - 1) if c.size(1, 4) == 1 else c.size(size // 4, (3 * size - 1) // 4)


def describe(c, make):
    graph = network(c, make)
    case = graph.describe()
    if make is window_graph:
        [end] = graph.ends
        case["receptiveField"] = receptive_field(graph, [middle_unit(c, size) for size in graph.shape(end)[1:]])
    return case


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    choices = Choices(SEED)
    cases = [describe(choices, make) for make, count in PLAN for _ in range(count)]
    with fixtures.create("pytorch-graphs.jsonl") as file:
        file.writelines(json.dumps(case) + "\n" for case in cases)
    print(f"{len(cases)} networks, {sum(len(case['nodes']) for case in cases)} nodes")


if __name__ == "__main__":
    main()
