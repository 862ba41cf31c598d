"""What the PyTorch scripts share: layers, counts, and random cases."""

from . import layers
from .registry import load

load(layers)
