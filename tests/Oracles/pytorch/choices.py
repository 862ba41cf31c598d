"""Random choices; one seed makes one file."""

import random


class Choices:
    LARGEST = {1: 40, 2: 24, 3: 11}

    def __init__(self, seed):
        self.random = random.Random(seed)

    def size(self, low, high):
        return self.random.randint(low, high)

    def sizes(self, rank, low, high):
        return [self.size(low, high) for _ in range(rank)]

    def pick(self, *choices):
        return self.random.choice(choices)

    def flag(self):
        return self.random.random() < 0.5

    def shuffled(self, values):
        return self.random.sample(values, len(values))

    def image(self, rank, channels):
        return [channels] + self.sizes(rank, 3, self.LARGEST[rank])

    def pairs(self, rank, low, high):
        return [self.sizes(2, low, high) for _ in range(rank)]

    def equal_pairs(self, rank, low, high):
        return [[amount, amount] for amount in self.sizes(rank, low, high)]

    def axis(self, rank):
        """An axis, and how it is written: from the front or from the end."""
        axis = self.size(0, rank - 1)
        return axis, self.pick(axis, axis - rank)

    def no_axis(self, rank):
        return self.pick(rank, rank + 1, -rank - 1, -rank - 2)
