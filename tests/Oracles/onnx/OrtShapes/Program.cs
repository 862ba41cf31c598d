// Runs an ONNX file with ONNX Runtime and writes the type and shape of each of its outputs, a JSON object a line and a run.
// OrtShapes model.onnx run... ; a run is the inputs' shapes, of several inputs joined by commas, and the number of the image that
// they are filled with: "1x3x224x224@0". Types are ONNX's numbers.
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

using var options = new SessionOptions
{
    // Optimised, values would vanish or change their types.
    GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
    ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
    IntraOpNumThreads = 2,
    EnableCpuMemArena = false,
    LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
};
using var session = new InferenceSession(args[0], options);
foreach (string run in args[1..])
{
    string[] parts = run.Split('@');
    var values = new Dictionary<string, object>();
    var inputs = new Dictionary<string, OrtValue>();
    try
    {
        foreach ((string name, string text) in session.InputNames.Zip(parts[0].Split(',')))
        {
            inputs[name] = RandomImage([.. text.Split('x').Select(long.Parse)], int.Parse(parts[1]));
        }

        using var runOptions = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(runOptions, inputs, session.OutputNames);
        foreach ((string name, OrtValue value) in session.OutputNames.Zip(outputs))
        {
            values[name] = Describe(value);
        }
    }
    finally
    {
        foreach (OrtValue input in inputs.Values)
        {
            input.Dispose();
        }
    }

    Console.WriteLine(JsonSerializer.Serialize(values));
}

static object Describe(OrtValue value)
{
    if (!value.IsTensor)
    {
        // A sequence or a map has no shape.
        return new { type = 0 };
    }

    OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
    return new { type = (int)info.ElementDataType, shape = info.Shape };
}

static OrtValue RandomImage(long[] shape, int number)
{
    OrtValue value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float, shape);
    var random = new Random(number);
    foreach (ref float element in value.GetTensorMutableDataAsSpan<float>())
    {
        element = random.NextSingle();
    }

    return value;
}
