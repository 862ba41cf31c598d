"""Writes Fixtures/keras-weights.jsonl.gz: HDF5 files laid out as Keras lays out weights, with the data sets that h5py finds in them.

Keras itself is not needed: the layouts are those of its legacy_h5_format.py and saving_lib.py. See README.md.
"""

import base64
import io
import json

import h5py
import numpy

import fixtures


def legacy(file, layers, path=lambda layer, weight: f"{layer}/{weight}:0", fixed=False):
    """Layers and their weights in the order of the model, which the attributes keep."""
    attribute(file, "layer_names", list(layers), fixed)
    file.attrs["backend"] = b"tensorflow"
    file.attrs["keras_version"] = b"2.11.0"
    for layer in sorted(layers):
        group = file.create_group(layer)
        weights = layers[layer]
        attribute(group, "weight_names", [path(layer, weight) for weight in weights], fixed)
        for weight, value in weights.items():
            group.create_dataset(path(layer, weight), data=value)


def attribute(group, name, texts, fixed=False):
    """An attribute has at most 64 KB, so Keras divides longer ones."""
    parts = 1
    while any(part.nbytes > 64512 for part in numpy.array_split(numpy.array([text.encode() for text in texts] or [b""]), parts)):
        parts += 1
    if parts == 1:
        # h5py 3 stores a list of bytes as texts of any length, and h5py 2 as texts of one length.
        group.attrs[name] = [text.encode() for text in texts] if not (fixed and texts) else numpy.array([text.encode() for text in texts])
    else:
        for index, part in enumerate(numpy.array_split(numpy.array([text.encode() for text in texts]), parts)):
            group.attrs[f"{name}{index}"] = part


def variables(file, groups):
    """Numbered variables of each layer, by its path."""
    for path, values in groups.items():
        group = file.create_group(path).create_group("vars")
        for index, value in enumerate(values):
            group[str(index)] = value


def zeros(*shape, dtype="f4"):
    return numpy.zeros(shape, dtype)


CONVOLUTION = {"kernel": zeros(3, 3, 1, 2), "bias": zeros(2)}
NORMALIZATION = {"gamma": zeros(2), "beta": zeros(2), "moving_mean": zeros(2), "moving_variance": zeros(2)}
SMALL = {"conv2d": CONVOLUTION, "batch_normalization": NORMALIZATION, "flatten": {}, "a_dense": {"kernel": zeros(8, 3), "bias": zeros(3)}}
TYPES = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?", "c8", "c16"]


def small(file):
    legacy(file, SMALL)


def old(file):
    legacy(file, SMALL, fixed=True)


def whole(file):
    legacy(file.create_group("model_weights"), SMALL)
    group = file.create_group("optimizer_weights")
    for name in "Adam/iter:0", "Adam/conv2d/kernel/m:0":
        group.create_dataset(name, data=zeros(3, 3, 1, 2) if name.endswith("m:0") else numpy.int64(7))


def many(file):
    legacy(file, {f"dense_{index}": {"kernel": zeros(2, 3), "bias": zeros(3)} for index in range(300)})


def divided(file):
    legacy(file, {f"layer_with_a_long_name_{'x' * 120}_{index}": {"kernel": zeros(1)} for index in range(500)})


def transformers(file):
    legacy(file, {"bert": {"embeddings/word_embeddings/weight": zeros(5, 4), "encoder/layer_._0/attention/self/query/kernel": zeros(4, 4)}},
           lambda layer, weight: f"tf_bert_model/{layer}/{weight}:0")


def keras3(file):
    variables(file, {
        "layers/conv2d": [zeros(3, 3, 1, 2), zeros(2)],
        "layers/batch_normalization": [zeros(2)] * 4,
        "layers/batch_normalization_1": [zeros(2)] * 2,
        "layers/dense": [zeros(8, 3), zeros(3)],
        "layers/dense_10": [zeros(3, 1)],
        "layers/dense_2": [zeros(3, 3)],
        "layers/functional/layers/dropout/seed_generator": [zeros(2, dtype="u4")],
        "layers/lstm/cell": [zeros(3, 16), zeros(4, 16), zeros(16)],
        "optimizer": [numpy.int64(3), numpy.float32(0.1), zeros(3, 3, 1, 2)],
    })


def types(file):
    for kind in TYPES:
        file.create_group(f"layers/layer_{kind.replace('?', 'bool')}/vars")["0"] = zeros(2, 3, dtype=kind)
    brain = file.create_group("layers/brain/vars").create_dataset("0", data=numpy.zeros((2, 3), "V2"))
    brain.attrs["dtype"] = "bfloat16"


def kinds(file):
    group = file.create_group("layers/dense/vars")
    group["0"] = numpy.float32(1)
    group.create_dataset("1", data=zeros(0, 3))
    group.create_dataset("2", data=numpy.arange(64.0).reshape(8, 8), chunks=(4, 4), compression="gzip")
    group.create_dataset("3", (5, 2), "f4")
    group["4"] = group["0"]
    group["5"] = h5py.SoftLink("/layers/dense/vars/0")
    group["6"] = h5py.Empty("f4")
    group["7"] = "a text"
    group["8"] = file
    file["layers/more"] = file["layers/dense"]
    file["layers/links/vars/0"] = h5py.SoftLink("/layers/dense/vars/0")
    file["layers/links/vars/1"] = h5py.ExternalLink("other.h5", "/x")
    file["layers/links/vars/2"] = zeros(3)


def plain(file):
    file["a/weights"] = zeros(3, 4)
    file["b"] = zeros(2)


def find(file):
    """Each data set of numbers, by each of its paths; not through links to paths."""
    found = []
    seen = set()

    def visit(group, path):
        address = h5py.h5o.get_info(group.id).addr
        if address in seen:
            return
        seen.add(address)
        for name in group:
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                continue
            member = group[name]
            own = f"{path}{name}"
            if isinstance(member, h5py.Group):
                visit(member, own + "/")
            elif member.dtype.kind not in "OSU":
                shape = [0] if member.shape is None else list(member.shape)
                kind = member.attrs.get("dtype", str(member.dtype))
                found.append({"path": own, "shape": shape, "type": kind, "bytes": int(numpy.prod(shape, dtype=int)) * member.dtype.itemsize})

    visit(file, "")
    return sorted(found, key=lambda tensor: tensor["path"])


CASES = [
    ("legacy", small, "earliest"), ("legacy-fixed", old, "earliest"), ("legacy-latest", small, "latest"), ("legacy-whole", whole, "earliest"), ("legacy-many", many, "earliest"),
    ("legacy-divided", divided, "earliest"), ("transformers", transformers, "earliest"), ("keras3", keras3, "earliest"), ("keras3-latest", keras3, "v108"),
    ("types", types, "earliest"), ("kinds", kinds, "earliest"), ("plain", plain, "earliest"), ("plain-latest", plain, "latest"),
]


def main():
    with fixtures.create("keras-weights.jsonl") as out:
        for name, build, version in CASES:
            content = io.BytesIO()
            with h5py.File(content, "w", libver=version) as file:
                build(file)
            with h5py.File(content, "r") as file:
                tensors = find(file)
            out.write(json.dumps({"name": name, "file": base64.b64encode(content.getvalue()).decode(), "tensors": tensors}) + "\n")
            print(name, len(content.getvalue()), len(tensors))


if __name__ == "__main__":
    main()
