namespace DeepCalc.Commands;

/// <summary>Measures the memory of each network: weights, activations, cache, and what training needs.</summary>
/// <remarks>
/// <para>
/// ActivationBytes is the most that inputs and outputs of layers take at once when the layers run one after another. An output that is a
/// view of an input, as of a reshape, takes no memory. A layer that can writes its output over an input that nothing else reads, as an
/// activation function does; -NoOverwrite counts without. PeakLayer works at that moment, and PeakTensors are the outputs that exist then.
/// </para>
/// <para>
/// WorkspaceBytes and ScoreBytes are what the layer holds besides at that moment. PeakBytes is the most of all together, and InferenceBytes
/// adds the weights and the cache (see Measure-Cache). -PerLayer gives the timeline.
/// </para>
/// <para>
/// With -Training, SavedBytes is what the forward pass keeps for the backward pass, each tensor once: the inputs and outputs that the
/// derivatives need, masks, and scores of attention. Adapters (-AdapterRank) freeze all weights and train two small matrices for each
/// chosen one. The bytes are those of one device where the training is divided over several: layers evenly (-PipelineParallel), matrices
/// (-TensorParallel), and by -Sharding what the copies of the network have in common (-DataParallel; the batch is that of one copy).
/// NotCounted says what is left out.
/// </para>
/// <para>
/// With -Training -PerLayer, the rows add up to the row of the network, and LiveBytes remains the timeline of inference. Shared weights count
/// at the layer that holds them, and a tensor that several layers keep at the first one; in the rows of the others, SavedElsewhere names it.
/// GatheredBytes of the network are those of the largest layer, and RecomputedBytes those of the largest part: CheckpointPart numbers the
/// layers that are computed again together.
/// </para>
/// <para>
/// A number that depends on an open size is empty, and the column with Formula after its name has the formula. -Size gives open sizes
/// numbers.
/// </para>
/// </remarks>
/// <example>
/// <code>Import-Network examples/models/resnet18.onnx | Measure-Memory -BatchSize 8</code>
/// <para>The weights and the largest activations of a network for eight images.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/mobilenet_v2-dynamic.onnx -Size @{ height = 224; width = 224 } | Measure-Memory -ActivationType int8 -Alignment 16 -PerLayer |
///     Sort-Object LiveBytes -Descending | Select-Object -First 3 Layer, LiveBytes, LiveTensors</code>
/// <para>The three moments at which a microcontroller needs most memory.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/gpt2/config.json | Measure-Memory -Length 1024 -Training -Optimizer AdamW -Precision Mixed -Checkpoint Full</code>
/// <para>The training of GPT-2 with sequences of 1,024 tokens, in 16 bits and with each block computed twice.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/resnet18.onnx | Measure-Memory -BatchSize 8 -Training -PerLayer | Sort-Object SavedBytes -Descending |
///     Select-Object -First 3 Layer, SavedBytes, SavedTensors</code>
/// <para>The three layers at which the backward pass needs most of the forward pass.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "Memory")]
[OutputType(typeof(MemoryMeasurement))]
[OutputType(typeof(LayerMemoryMeasurement))]
public sealed class MeasureMemoryCommand : MemoryCommand
{
    /// <summary>Gives the timeline: a row for each layer, in the order in which they run. With -Training, the rows also have what each layer takes in training.</summary>
    [Parameter]
    public SwitchParameter PerLayer { get; set; }

    private protected override void AnswerUntilStopped(Network network)
    {
        MemoryOptions options = Options();
        network = WithLength(network);
        IEnumerable<MeasurementRow> rows = PerLayer ? LayerMemoryMeasurement.Of(network, options) : [MemoryMeasurement.Of(network, options)];
        this.WriteEach(rows.Select(ForView));
    }

    // A row of a training has a table of its own.
    private PSObject ForView(MeasurementRow row)
    {
        PSObject shown = PSObject.AsPSObject(row);
        if (Training)
        {
            shown.TypeNames.Insert(0, $"{row.GetType().FullName}#Training");
        }

        return shown;
    }
}
