"""Imports beside onnx.load and onnx.shape_inference, on the same files in one run: the first pass of a process over all files, and the steady state.

    /usr/bin/python3 bench/imports.py [FOLDER]

FOLDER holds .onnx files; without it, the fixtures of torchvision's networks are unpacked into a temporary one. Needs python3-onnx.
"""
import glob
import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time

import onnx
import onnx.shape_inference

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, "..", "tests", "Fixtures", "torchvision-onnx")
RUNNER = os.path.join(HERE, "DeepCalc.Imports", "bin", "Release", "net10.0", "DeepCalc.Imports.dll")


def median_ms(action, turns=5):
    times = []
    for _ in range(turns):
        start = time.perf_counter()
        action()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def process_ms(command):
    return median_ms(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), 3)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else None
    if folder is None:
        folder = tempfile.mkdtemp()
        for packed in glob.glob(os.path.join(FIXTURES, "*.onnx.gz")):
            with gzip.open(packed) as source, open(os.path.join(folder, os.path.basename(packed)[:-3]), "wb") as target:
                target.write(source.read())
    files = sorted(glob.glob(os.path.join(folder, "*.onnx")))
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", "--nologo", os.path.join(HERE, "DeepCalc.Imports")], check=True, stdout=subprocess.DEVNULL)
    lines = subprocess.run(["dotnet", RUNNER, *files], check=True, capture_output=True, text=True).stdout.splitlines()
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in lines}
    print(f"{'file':32}{'onnx ms':>10}{'import ms':>10}{'+measure':>10}{'first':>10}{'ratio':>8}{'allocated':>12}{'read':>10}")
    ratios = []
    firsts = 0.0
    for path in files:
        theirs = median_ms(lambda: onnx.shape_inference.infer_shapes(onnx.load(path)))
        ours, measured, allocated, read, _, first = rows[path]
        ratios.append(theirs / float(ours))
        firsts += float(first)
        print(f"{os.path.basename(path):32}{theirs:10.2f}{float(ours):10.2f}{float(measured):10.2f}{float(first):10.2f}{ratios[-1]:8.1f}{int(allocated):12}{int(read):10}")
    print(f"median ratio {statistics.median(ratios):.1f}, least {min(ratios):.1f}, of {len(ratios)} files")
    print(f"first pass over all files, imported and measured: {firsts:.0f} ms")
    middle = files[len(files) // 2]
    theirs = process_ms([sys.executable, "-c", "import sys, onnx, onnx.shape_inference as s; s.infer_shapes(onnx.load(sys.argv[1]))", middle])
    ours = process_ms(["dotnet", RUNNER, "--once", middle])
    print(f"whole process, {os.path.basename(middle)}: onnx {theirs:.0f} ms, DeepCalc {ours:.0f} ms")


if __name__ == "__main__":
    main()
