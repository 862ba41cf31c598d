"""Writes Fixtures/pytorch-files.jsonl.gz: files as torch.save and torch.jit write them, with what PyTorch finds in them when it loads them.

See README.md.
"""

import argparse
import base64
import io
import json
import os
import pickle
import pickletools
import struct
import tarfile
import tempfile
import zipfile

import numpy
import torch
from torch import nn
from torch.serialization import MAGIC_NUMBER

import fixtures

SEED = 11


class Tied(nn.Module):
    """An embedding whose weights are those of the last layer, with a frozen parameter, and buffers that are saved and not."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(7, 4)
        self.norm = nn.LayerNorm(4)
        self.head = nn.Linear(4, 7, bias=False)
        self.head.weight = self.embed.weight
        self.scale = nn.Parameter(torch.ones(3), requires_grad=False)
        self.register_buffer("table", torch.zeros(5))
        self.register_buffer("mask", torch.ones(2, 2, dtype=torch.bool))
        self.register_buffer("unsaved", torch.zeros(6), persistent=False)

    def forward(self, x):
        return self.head(self.norm(self.embed(x))) * self.scale.sum() + self.table.sum() + self.unsaved.sum()


class Stage(nn.Module):
    """A layer of our own, so that a TorchScript archive holds only our own code."""

    def __init__(self, width, units):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(width, units))
        self.bias = nn.Parameter(torch.randn(units))
        self.register_buffer("running_mean", torch.randn(units))
        self.register_buffer("count", torch.tensor(0))

    def forward(self, x):
        return x @ self.weight + self.bias - self.running_mean


class Stages(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Stage(3, 5)
        self.last = Stage(5, 2)

    def forward(self, x):
        return self.last(self.first(x))


class Command:
    """What an attacker pickles. It runs nothing but echo, and only where somebody loads it."""

    def __reduce__(self):
        return os.system, ("echo this could be anything",)


def small():
    return nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(16, 2))


def trained(model):
    """The model and its optimizer after a step."""
    optimizer = torch.optim.Adam(model.parameters())
    sum((parameter ** 2).sum() for parameter in model.parameters()).backward()
    optimizer.step()
    return optimizer


def save(value, legacy=False, protocol=2):
    stream = io.BytesIO()
    torch.save(value, stream, _use_new_zipfile_serialization=not legacy, pickle_protocol=protocol)
    return stream.getvalue()


def scripted(model):
    stream = io.BytesIO()
    torch.jit.save(model, stream)
    return stream.getvalue()


def tarred(state):
    """The form before version 0.2, which PyTorch still reads: a tar archive of storages, tensors and a pickle that refers to them."""
    storages, tensors, root = io.BytesIO(), io.BytesIO(), io.BytesIO()
    kinds = {torch.float32: torch.FloatStorage, torch.int64: torch.LongStorage}
    pickle.dump(len(state), storages, 2)
    pickle.dump(len(state), tensors, 2)
    for index, tensor in enumerate(state.values()):
        pickle.dump((index + 1, "cpu", kinds[tensor.dtype]), storages, 2)
        storages.write(struct.pack("<q", tensor.numel()) + tensor.contiguous().numpy().tobytes())
        pickle.dump((index + 101, index + 1, torch.FloatTensor), tensors, 2)
        tensors.write(struct.pack("<ii", tensor.dim(), 0))
        tensors.write(struct.pack(f"<{2 * tensor.dim() + 1}q", *tensor.shape, *tensor.stride(), 0))
    pickle.dump([], storages, 2)

    class Pickler(pickle.Pickler):
        def persistent_id(self, value):
            return value.key if isinstance(value, Key) else None

    class Key:
        def __init__(self, key):
            self.key = str(key)

    Pickler(root, 2).dump({name: Key(index + 101) for index, name in enumerate(state)})
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:", format=tarfile.PAX_FORMAT) as tar:
        for name, content in ("sys_info", pickle.dumps({}, 2)), ("storages", storages.getvalue()), ("tensors", tensors.getvalue()), ("pickle", root.getvalue()):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return archive.getvalue()


def of_path(stream):
    """PyTorch reads the tar form only from a path."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(stream.read())
        file.flush()
        return torch.load(file.name)


def parts(name, tensor):
    """A tensor, or the parts of a sparse one."""
    if isinstance(tensor, numpy.ndarray):
        yield name, torch.from_numpy(tensor)
    elif isinstance(tensor, (tuple, list)):
        for index, item in enumerate(tensor):
            yield from parts(f"{name}.{index}", item)
    elif not isinstance(tensor, torch.Tensor):
        return
    elif tensor.layout == torch.sparse_coo:
        yield name + ".indices", tensor._indices()
        yield name + ".values", tensor._values()
    elif tensor.layout == torch.sparse_csr:
        yield name + ".crow_indices", tensor.crow_indices()
        yield name + ".col_indices", tensor.col_indices()
        yield name + ".values", tensor.values()
    else:
        yield name, tensor


def elements(tensor):
    """The addresses of its elements."""
    addresses = numpy.array([tensor.storage_offset()], dtype=numpy.int64)
    for size, stride in zip(tensor.shape, tensor.stride()):
        addresses = (addresses[:, None] + numpy.arange(size, dtype=numpy.int64)[None] * stride).reshape(-1)
    return {tensor.storage().data_ptr() + int(address) * tensor.element_size() for address in addresses}


def rows(state, buffers=(), frozen=()):
    """One row a tensor, and the bytes and floating-point elements that are different."""
    found = [each for name, tensor in state.items() for each in parts(name, tensor)]
    places = {}
    for _, tensor in found:
        for address in elements(tensor):
            places[address] = tensor
    return {
        "tensors": [
            {"name": name, "shape": list(tensor.shape), "type": str(tensor.dtype).removeprefix("torch."), "bytes": len(elements(tensor)) * tensor.element_size(),
             "buffer": name in buffers, "frozen": name in frozen}
            for name, tensor in found
        ],
        "bytes": sum(tensor.element_size() for tensor in places.values()),
        "parameters": sum(tensor.is_floating_point() or tensor.is_complex() or tensor.is_quantized for tensor in places.values()),
    }


def storages(value):
    """The number of tensors in a value, and the bytes of their storages."""
    found = {}
    count = 0
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, torch.Tensor):
            count += 1
            found[each.storage().data_ptr()] = each.storage().nbytes()
        elif isinstance(each, dict):
            waiting.extend(each.values())
        elif isinstance(each, (list, tuple)):
            waiting.extend(each)
    return [count, sum(found.values())]


def globals_of(file):
    """The names that pickletools finds in the pickles of a file; null for the tar form, whose pickles lie between values."""
    if file.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(file))
        streams, count = [io.BytesIO(archive.read(name)) for name in archive.namelist() if name.endswith(".pkl")], 1
    elif file.startswith(b"\x80"):
        is_legacy = any(value == MAGIC_NUMBER for _, value, _ in pickletools.genops(io.BytesIO(file)))
        streams, count = [io.BytesIO(file)], 5 if is_legacy else 1
    else:
        return None
    found = set()
    for stream in streams:
        for _ in range(count):
            found.update(of_pickle(stream))
    return sorted(found)


def of_pickle(stream):
    """The names that a pickle imports; the position is behind it afterwards."""
    texts, memo = [], {}
    for opcode, value, _ in pickletools.genops(stream):
        if opcode.name in ("GLOBAL", "INST"):
            yield value.replace(" ", ".")
        elif opcode.name == "STACK_GLOBAL":
            yield ".".join(texts[-2:])
        elif opcode.name in ("MEMOIZE", "BINPUT", "LONG_BINPUT", "PUT"):
            memo[len(memo) if value is None else value] = texts[-1] if texts else None
        elif opcode.name in ("BINGET", "LONG_BINGET", "GET"):
            texts.append(memo[value])
        elif "UNICODE" in opcode.name or "STRING" in opcode.name:
            texts.append(value)


def case(name, file, weights, optimizer=None, average=None, buffers=(), frozen=(), calls=(), load=None):
    """A file with what is in it: `weights` and the others take them from the loaded value."""
    if load is None:
        loaded = torch.load(io.BytesIO(file))
    else:
        loaded = load(io.BytesIO(file))
    state = weights(loaded)
    return {
        "name": name,
        "file": base64.b64encode(file).decode(),
        **rows(state, buffers, frozen),
        "optimizer": storages(optimizer(loaded)) if optimizer else [0, 0],
        "average": storages(average(loaded)) if average else [0, 0],
        "calls": list(calls),
        "globals": globals_of(file),
    }


def without(prefix, state):
    return {name.removeprefix(prefix): tensor for name, tensor in state.items()}


def module(loaded):
    """All parameters and buffers of a module, with those that its state dictionary leaves out."""
    names = {}
    for name, tensor in list(loaded.named_parameters(remove_duplicate=False)) + list(loaded.named_buffers()):
        names[name] = tensor
    return names


def of_modules(model):
    """In the order of the pickle: the parameters and buffers of a module, then its modules."""
    names = {}
    for path, inner in model.named_modules(remove_duplicate=False):
        for own in (inner._parameters, inner._buffers):
            names.update({f"{path}.{name}" if path else name: tensor for name, tensor in own.items() if tensor is not None})
    return names


TYPES = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8, torch.bool, torch.complex64, torch.complex128]


def cases():
    torch.manual_seed(SEED)
    model = small()
    optimizer = trained(model)
    state = model.state_dict()
    for legacy in (False, True):
        form = "legacy" if legacy else "zip"
        yield case(f"state-{form}", save(state, legacy), lambda loaded: loaded)
        yield case(f"state-{form}-protocol-4", save(state, legacy, 4), lambda loaded: loaded)
        yield case(f"types-{form}", save({f"of.{index}.weight_of_type": torch.zeros(2, 3).to(kind) for index, kind in enumerate(TYPES)}, legacy), lambda loaded: loaded)
        checkpoint = {
            "epoch": 3, "model": {f"module.{name}": tensor for name, tensor in state.items()}, "optimizer": optimizer.state_dict(),
            "lr_scheduler": {"last_epoch": 3, "base_lrs": [0.1]}, "rng_state": torch.get_rng_state(),
            "model_ema": {name: tensor.clone() for name, tensor in state.items()},
        }
        yield case(f"checkpoint-{form}", save(checkpoint, legacy), lambda loaded: without("module.", loaded["model"]), lambda loaded: loaded["optimizer"], lambda loaded: loaded["model_ema"])
        tied = Tied()
        classes = ["__main__.Tied()", "torch.nn.modules.sparse.Embedding()", "torch.nn.modules.normalization.LayerNorm()", "torch.nn.modules.linear.Linear()"]
        yield case(f"module-{form}", save(tied, legacy), of_modules, buffers=["table", "unsaved"], frozen=["scale"], calls=classes)
        yield case(f"tied-{form}", save(tied.state_dict(), legacy), lambda loaded: loaded)
        whole = torch.arange(24.0).reshape(6, 4)
        views = {
            "whole": whole, "q": whole[:2], "k": whole[2:4], "turned": whole.t(), "other.left": torch.zeros(4, 6)[:, :3],
            "rows": torch.zeros(3, 4), "none": torch.zeros(0, 3), "one": torch.tensor(2.0),
        }
        pair = torch.zeros(4, 6)
        views.update({"pair.left": pair[:, :3], "pair.right": pair[:, 3:], "part": torch.zeros(100)[10:14]})
        yield case(f"views-{form}", save(views, legacy), lambda loaded: loaded)
        yield case(f"arguments-{form}", save({"args": argparse.Namespace(width=4), "net": small().state_dict()}, legacy), lambda loaded: loaded["net"], calls=["argparse.Namespace()"])

    yield case("lightning", save({"epoch": 1, "pytorch-lightning_version": "1.8", "state_dict": state, "optimizer_states": [optimizer.state_dict()], "callbacks": {}}),
               lambda loaded: loaded["state_dict"], lambda loaded: loaded["optimizer_states"])
    pair = {"generator": small().state_dict(), "discriminator": nn.Linear(3, 1).state_dict()}
    yield case("two-networks", save(pair), lambda loaded: {f"{key}.{name}": tensor for key, inner in loaded.items() for name, tensor in inner.items()})
    yield case("average-only", save({"params_ema": state}), lambda loaded: loaded["params_ema"])
    yield case("optimizer-only", save(optimizer.state_dict()), lambda loaded: {}, lambda loaded: loaded)
    yield case("parallel", save(nn.DataParallel(nn.Linear(3, 2))), lambda loaded: without("module.", of_modules(loaded)),
               calls=["torch.nn.parallel.data_parallel.DataParallel()", "torch.nn.modules.linear.Linear()"])
    yield case("list", save([torch.zeros(2), {"inner": torch.zeros(3, dtype=torch.int64)}]), lambda loaded: {"0": loaded[0], "1.inner": loaded[1]["inner"]})

    quantized = torch.quantization.quantize_dynamic(nn.Sequential(nn.Linear(4, 2)), {nn.Linear})
    yield case("quantized", save(quantized.state_dict()), lambda loaded: loaded)
    channel = torch.quantize_per_channel(torch.randn(4, 6), torch.rand(4) + 0.1, torch.zeros(4), 0, torch.quint8)
    yield case("quantized-channels", save({"w.weight": channel}), lambda loaded: loaded)
    sparse = torch.tensor([[0, 1.0, 0], [2.0, 0, 3.0]])
    yield case("sparse", save({"a.weight": sparse.to_sparse(), "b.weight": sparse.to_sparse_csr()}), lambda loaded: loaded,
               calls=["torch._utils._rebuild_sparse_csr_tensor(…, …)"])

    yield case("script", scripted(torch.jit.script(Stages())), lambda loaded: loaded.state_dict(), load=torch.jit.load,
               calls=["__torch__.Stage()", "__torch__.Stages()"])
    weights = {f"constants.{index}": tensor for index, tensor in enumerate([torch.zeros(3, 5), torch.zeros(5), torch.zeros(5), torch.zeros(5, 2), torch.zeros(2), torch.zeros(2)])}
    yield case("script-frozen", scripted(torch.jit.freeze(torch.jit.script(Stages().eval()))), lambda loaded: weights, frozen=list(weights), load=torch.jit.load,
               calls=["__torch__.___torch_mangle_0.Stages()"])

    arrays = {"model": {"a.weight": numpy.zeros((3, 4), "f4"), "a.bias": numpy.zeros(3, ">f8"), "steps": numpy.array([5])}, "__author__": "somebody"}
    calls = ["numpy.core.multiarray._reconstruct(numpy.ndarray, …, …)", "numpy.dtype('f4', False, True)", "numpy.ndarray"]
    for protocol in 2, 4:
        yield case("arrays" if protocol == 2 else "arrays-protocol-4", pickle.dumps(arrays, protocol),
                   lambda loaded: {name: array.astype(array.dtype.newbyteorder("=")) for name, array in loaded["model"].items()}, load=pickle.load, calls=calls)
    yield case("tar", tarred({"a.weight": torch.zeros(3, 4), "a.steps": torch.zeros((), dtype=torch.int64)}), lambda loaded: loaded, load=of_path)

    # Nobody loads these.
    harmful = save({"model": nn.Linear(2, 1).state_dict(), "greeting": Command()})
    yield case("command", harmful, lambda _: nn.Linear(2, 1).state_dict(), load=lambda _: None, calls=["posix.system('echo this could be anything')"])
    yield case("command-legacy", save({"model": nn.Linear(2, 1).state_dict(), "greeting": Command()}, True), lambda _: nn.Linear(2, 1).state_dict(), load=lambda _: None,
               calls=["posix.system('echo this could be anything')"])


def main():
    # The old form holds the source of each module, and the source of PyTorch is not ours.
    torch.serialization.get_source_lines_and_file = lambda *_: (["class Module: ...\n"], 1, "module.py")
    with fixtures.create("pytorch-files.jsonl") as out:
        for each in cases():
            out.write(json.dumps(each) + "\n")
            print(each["name"], len(each["file"]), len(each["tensors"]), each["bytes"], each["parameters"], each["optimizer"], each["average"])


if __name__ == "__main__":
    main()
