"""What ONNX Runtime makes of every value of a file's main graph."""

import json
import subprocess
from pathlib import Path

import onnx

TOOL = Path(__file__).parent / "OrtShapes" / "bin" / "Debug" / "net10.0" / "OrtShapes.dll"


def run(file, inputs, folder):
    """Name, type (0: no tensor) and a shape for each input and image, in the order of the file: [[name, type, [shape...]]...]."""
    model = onnx.load(file)
    names = [value for node in model.graph.node for value in node.output if value]
    declared = {output.name for output in model.graph.output}
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names if name not in declared)
    probe = folder / "probe.onnx"
    onnx.save(model, probe)
    lines = subprocess.run(
        ["dotnet", TOOL, probe, *(f"{'x'.join(map(str, shape))}@{image}" for shape, image in inputs)],
        check=True, capture_output=True, text=True).stdout.splitlines()
    probe.unlink()
    answers = [json.loads(line) for line in lines]
    assert len(answers) == len(inputs)
    for answer in answers:
        assert set(names) <= set(answer), "ONNX Runtime left values out"
    return [[name, answers[0][name]["type"], [answer[name].get("shape") for answer in answers]] for name in names]
