using System.Text.RegularExpressions;
using DeepCalc.Formats.Hdf5;

namespace DeepCalc.Formats.Keras;

/// <summary>Reads the tensors of the HDF5 files in which Keras keeps weights: names, shapes and types, but no values.</summary>
/// <remarks>
/// Sources: keras/src/legacy/saving/legacy_h5_format.py (<c>.h5</c>: a group for each layer, with the names of its weights as an
/// attribute) and keras/src/saving/saving_lib.py (<c>.weights.h5</c>: groups by path, with numbered variables in <c>vars</c>).
/// </remarks>
internal static partial class KerasWeights
{
    /// <summary>The ending of the names of files of weights, before their extension.</summary>
    public const string Ending = ".weights";

    private const string Legacy = "model_weights";
    private const string LayerNames = "layer_names";
    private const string WeightNames = "weight_names";
    private const string Variables = "vars";
    private const int Deepest = 64;
    private const int MostName = 1024;

    // The groups of variables beside the weights, by the name of the first group.
    private static readonly Dictionary<string, CheckpointPart> Parts = new(StringComparer.Ordinal)
    {
        ["optimizer"] = CheckpointPart.Optimizer,
        ["optimizer_weights"] = CheckpointPart.Optimizer,
        ["metrics"] = CheckpointPart.Other,
    };

    /// <summary>The format of one file, whose tensors are in the order of the layers where the file has it.</summary>
    public static readonly TensorFormat OfFile = new(static (stream, options, _) => Tensors(Hdf5File.Open(stream), options), IsSorted: false) { MapsGroups = true };

    /// <summary>The network of the file's weights, one layer for each module. If the file is part of a set, the network of all its files.</summary>
    /// <exception cref="DeepCalcException">The file is damaged, or has no tensors.</exception>
    public static Layer Read(Stream stream, string name, ImportOptions options)
    {
        if (options.Place is { } place && Shard().Match(place.Name) is { Success: true } shard)
        {
            string indexName = $"{shard.Groups[1].Value}.weights.json";
            using Stream? index = place.OpenBeside(indexName);
            if (index is not null && ShardIndex.ReadFrom(index, place.Name, name, options, _ => OfFile) is { } network)
            {
                return network;
            }

            DeepCalcException.ThrowIf(
                options.IsStrict, ErrorCode.LayerUnknown,
                $"{place.Name} is one file of several, and {indexName}, which lists them, is missing from the folder. Without -Strict, the file is imported alone.");
            options.Warning?.Invoke($"{place.Name} is one file of several, and {indexName}, which lists them, is missing from the folder. The counts are lower bounds.");
        }

        return TensorFiles.Read(stream, name, options, OfFile);
    }

    /// <summary>The tensors of the weights.</summary>
    /// <exception cref="DeepCalcException">The file is damaged, or has no tensors.</exception>
    public static IReadOnlyList<ListedTensor> Tensors(Hdf5Object root, ImportOptions options)
    {
        var found = new List<Found>();
        Visit(root, "", 0, found, [root.Address], options.Cancellation);
        bool isLegacy = found.Exists(tensor => tensor.Path.StartsWith(Legacy + "/", StringComparison.Ordinal));
        Hdf5Object weights = isLegacy ? root.At(root.Links().First(link => link.Name == Legacy).Address) : root;
        string prefix = isLegacy ? Legacy + "/" : "";
        Dictionary<string, int> order = OrderIn(weights, prefix);
        Found[] sorted = [.. found.OrderBy(tensor => order.GetValueOrDefault(tensor.Path, int.MaxValue)).ThenBy(tensor => tensor.Path, NaturalOrder.Instance)];

        // A data set with two names is one tensor.
        var shared = sorted.GroupBy(tensor => tensor.Address).Where(same => same.Count() > 1).ToDictionary(same => same.Key, _ => new object());
        var parts = new CheckpointParts();
        var tensors = new List<ListedTensor>();
        foreach (Found tensor in sorted)
        {
            string first = tensor.Path[..Math.Max(tensor.Path.IndexOf('/', StringComparison.Ordinal), 0)];
            CheckpointPart part = Parts.GetValueOrDefault(first);
            parts.Add(part, tensor.Bytes ?? 0);
            if (part == CheckpointPart.Weights)
            {
                tensors.Add(new ListedTensor(NameOf(tensor.Path[prefix.Length..]), tensor.Sizes, tensor.Type.Type, tensor.Type.Name, tensor.Bytes)
                {
                    Identity = shared.GetValueOrDefault(tensor.Address),
                });
            }
        }

        FileFault.Unless(
            tensors.Count > 0,
            ErrorCode.FormatUnknown, $"the HDF5 file has neither a model_config, which describes a Keras model, nor weights. Save the whole model as .keras or .json.");

        bool isOfKeras = order.Count > 0 || found.Exists(tensor => tensor.Path.Contains($"{Variables}/", StringComparison.Ordinal));
        options.Fact?.Invoke("HDF5 file of weights, without the description of a model.");
        parts.LeftOut.ToList().ForEach(fact => options.Fact?.Invoke(fact));
        if (!isOfKeras)
        {
            options.Warning?.Invoke("The HDF5 file has no mark of Keras; each of its data sets is counted as a weight.");
        }

        return Statistics(tensors);
    }

    private static void Visit(Hdf5Object group, string path, int depth, List<Found> found, HashSet<long> seen, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        FileFault.Unless(depth < Deepest, ErrorCode.FileTooLarge, $"the HDF5 file has groups in more than {Deepest} levels, the most that is read.");
        foreach ((string name, long address) in group.Links())
        {
            string own = path.Length == 0 ? name : $"{path}/{name}";
            FileFault.Unless(own.Length <= MostName, ErrorCode.FileTooLarge, $"the HDF5 file has a path of {own.Length} letters; at most {MostName} are read.");
            Hdf5Object member = group.At(address);
            if (member.IsGroup)
            {
                if (seen.Add(address))
                {
                    Visit(member, own, depth + 1, found, seen, cancellation);
                }
            }
            else if (member.Dataset() is var (sizes, type))
            {
                Int128? bytes = type.Bytes * (Int128)Hdf5Space.ElementsOf(sizes);
                FileFault.Unless(bytes is null || bytes <= long.MaxValue, $"the HDF5 file has a data set {Quoted.Cut(own)} of {bytes} bytes; it is damaged.");
                found.Add(new Found(own, address, sizes, type, (long?)bytes));
            }
        }
    }

    // The attributes name the layers and the weights of each in the order of the model.
    private static Dictionary<string, int> OrderIn(Hdf5Object weights, string prefix)
    {
        var order = new Dictionary<string, int>(StringComparer.Ordinal);
        IReadOnlyList<string> layers = weights.Texts(LayerNames);
        if (layers.Count > 0)
        {
            var addresses = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach ((string name, long address) in weights.Links())
            {
                addresses.TryAdd(name, address);
            }

            foreach (string layer in layers.Distinct().Where(addresses.ContainsKey))
            {
                foreach (string weight in weights.At(addresses[layer]).Texts(WeightNames))
                {
                    order.TryAdd($"{prefix}{layer}/{weight}", order.Count);
                }
            }
        }

        return order;
    }

    // Keras repeats the name of the layer in its weights, and TensorFlow adds the number of an output.
    private static string NameOf(string path)
    {
        string[] names = path.Split('/');
        int colon = names[^1].IndexOf(':', StringComparison.Ordinal);
        names[^1] = colon > 0 ? names[^1][..colon] : names[^1];
        return string.Join('/', names.Length > 2 && names[0] == names[1] ? names[1..] : names);
    }

    // Keras 3 numbers the variables of a layer, first those that are trained. A group is named after the class of the layer.
    private static List<ListedTensor> Statistics(List<ListedTensor> tensors)
    {
        foreach (IGrouping<string, int> layer in Enumerable.Range(0, tensors.Count).GroupBy(i => tensors[i].Module).ToArray())
        {
            string[] names = layer.Key.Split('/');
            string kind = names.Length > 1 && names[^1] == Variables ? names[^2].TrimEnd("0123456789".ToCharArray()).TrimEnd('_') : "";
            int untrained = kind switch { "batch_normalization" => 2, "normalization" => 3, _ => 0 };
            foreach (int i in layer.TakeLast(untrained))
            {
                tensors[i] = tensors[i] with { Role = TensorRole.Buffer };
            }
        }

        return tensors;
    }

    [GeneratedRegex(@"^(.+)_[0-9]{5}\.weights\.h5$", RegexOptions.CultureInvariant)]
    private static partial Regex Shard();

    private sealed record Found(string Path, long Address, long[] Sizes, Hdf5Type Type, long? Bytes);
}
