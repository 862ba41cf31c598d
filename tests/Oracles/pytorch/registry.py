"""What is known of each layer: how PyTorch builds it, whether it multiplies and adds, and random cases of it."""

import importlib
import pkgutil

BUILDERS, CONTRACTIONS, CASES = {}, set(), {}


def builds(layer, contracts=False):
    """Registers a function of the input shapes and the settings that builds the module of a layer."""
    def register(build):
        BUILDERS[layer] = build
        if contracts:
            CONTRACTIONS.add(layer)
        return build
    return register


def cases(count=None):
    """Registers a function of the Choices that makes one case, to be asked so often; without a number, one that makes them all."""
    def register(make):
        CASES[f"{make.__module__.rpartition('.')[2]}.{make.__name__}"] = make, count
        return make
    return register


def build(layer, shapes, settings):
    """The module of a layer, whose inputs have a batch axis in front."""
    return BUILDERS[layer](shapes, settings).eval()


def load(package):
    """Imports every module of a package, in alphabetical order."""
    for module in sorted(found.name for found in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"{package.__name__}.{module}")
