"""Counts weights, and multiply-adds as they are run."""

from torch.utils._python_dispatch import TorchDispatchMode

from .registry import CONTRACTIONS


def contracts(layer, settings):
    """Whether a layer multiplies and adds, also within another."""
    return contracts(**settings["inner"]) if layer == "TimeDistributed" else layer in CONTRACTIONS


class MacCounter(TorchDispatchMode):
    """Sees every matrix product and convolution, if no fast path (without gradients) hides them."""

    def __init__(self):
        super().__init__()
        self.macs = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        name = function.__name__.split(".")[0]
        if name in ("mm", "bmm"):
            self.macs += result.numel() * args[0].shape[-1]
        elif name in ("addmm", "baddbmm"):
            self.macs += result.numel() * args[1].shape[-1]
        elif name == "convolution":
            source, weight, transposed = args[0], args[1], args[6]
            kernel = weight[0].numel() if len(weight) else 0
            self.macs += (source if transposed else result).numel() * kernel
        return result


def counts(module):
    """Total and trainable counts; the batch counter of BatchNorm is not a parameter."""
    trainable = sum(p.numel() for p in module.parameters())
    statistics = sum(b.numel() for name, b in module.named_buffers() if not name.endswith("num_batches_tracked"))
    return trainable + statistics, trainable
