"""Writes Fixtures/torchvision-onnx: networks of torchvision as ONNX files without weights, and what is true of them.

    dotnet build OrtShapes
    /usr/bin/python3 export.py [name...]

For each network of networks.py, `<name>.onnx.gz` and `<name>.json.gz`; see ../README.md for their fields. Weights are drawn
anew before the export, since the exporter merges equal initializers; the exported file is run by ONNX Runtime with its weights,
and only then stripped of them.
"""

import gzip
import json
import sys
import tempfile
import time
import traceback
from pathlib import Path

import torch

from networks import NETWORKS
from ort import run
from stripping import count_floats, strip
from tracing import count, export, make

TARGET = Path(__file__).resolve().parents[2] / "Fixtures" / "torchvision-onnx"


def write(path, data):
    """Compressed, and the same bytes whenever it is run."""
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(data)


def fixture(network, folder):
    """The stripped file and its expectations."""
    module = make(network)
    file = folder / "model.onnx"
    export(module, network, file)
    runs = [{"sizes": sizes, "input": network.shape(sizes)} for sizes in network.runs]
    # Two images: a size that differs between them depends on what is seen.
    images = (0, 1) if network.data_dependent else (0,)
    values = run(file, [(entry["input"], image) for entry in runs for image in images], folder)
    expected = {
        "name": network.name, "builder": network.builder, "opset": network.opset, "kind": network.kind,
        "dataDependent": network.data_dependent, "dynamic": network.dynamic, "runs": runs,
        **count_floats(file), **count(module, network, runs),
        "values": values,
    }
    return strip(file), json.dumps(expected, separators=(",", ":")).encode()


def main():
    """All networks, or those named; a failure is told and the next one goes on."""
    TARGET.mkdir(exist_ok=True)
    failed = []
    for network in NETWORKS:
        if sys.argv[1:] and network.name not in sys.argv[1:]:
            continue
        begun = time.time()
        try:
            with tempfile.TemporaryDirectory() as folder:
                model, expected = fixture(network, Path(folder))
        except Exception:  # One network that does not export must not stop the others.
            failed.append(network.name)
            print(network.name, "FAILED", traceback.format_exc()[-2500:], flush=True)
            continue
        write(TARGET / f"{network.name}.onnx.gz", model)
        write(TARGET / f"{network.name}.json.gz", expected)
        size = sum((TARGET / f"{network.name}.{end}.gz").stat().st_size for end in ("onnx", "json"))
        print(f"{network.name}: {len(model)} bytes, both packed {size}, {time.time() - begun:.0f} s", flush=True)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    torch.set_num_threads(2)
    main()
