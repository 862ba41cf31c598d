using System.Collections;
using System.Reflection;

namespace DeepCalc.Tests.Layers;

/// <summary>Every setting of every definition shows in its text, where it differs from the default.</summary>
public class SettingTests
{
    // Settings that only say which inputs are accepted, or follow from what shows: the name, the equation, the layer of a state.
    private static readonly HashSet<string> Silent =
        ["Rank", "IsWhole", "AllowsAnyPadding", "AllowsVectors", "FeatureNormalization.IsLearned", "Pointwise.Each", "Pointwise.IsLinear", "Pointwise.ChangesElements", "PointwiseMerge.Each", "PointwiseMerge.KeptInputs", "EinsumDense.Output"];

    // Layers that a file says little about, and the place of another layer.
    private static readonly Type[] Others = [typeof(TensorSet), typeof(UnknownLayer), typeof(Placed)];

    private static readonly TensorShape[] Inputs = [new(Layout.ChannelsFirst, 4, 8, 8), new(Layout.ChannelsFirst, 4, 8, 8)];

    private static readonly MethodInfo Copy = typeof(LayerDefinition).GetMethod("<Clone>$")!;

    public static TheoryData<string> Definitions => [.. All().Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Definitions))]
    public void A_setting_other_than_the_default_shows(string name)
    {
        Type type = All().Single(type => type.Name == name);
        foreach (PropertyInfo property in type.GetProperties().Where(IsSetting))
        {
            // Some settings show only together with another, as a reset gate with a GRU.
            Assert.All(Others(property), value => Assert.True(
                Samples(type).Any(sample => Text(sample) is var before && Changed(sample, property, value) is { } other && Text(other) != before),
                $"{type.Name}.{property.Name} = {value} does not show in '{Text(Samples(type).First())}'"));
        }

        IEnumerable<object> Others(PropertyInfo property) => OtherValues(property.PropertyType).Where(value => !value.Equals(property.GetValue(Samples(type).First())));
    }

    [Fact]
    public void Settings_of_a_window_show()
    {
        foreach (PropertyInfo property in typeof(WindowSettings).GetProperties().Where(IsSetting))
        {
            foreach (object value in OtherValues(property.PropertyType))
            {
                var window = new WindowSettings { Kernel = 3, Padding = Padding.Of(1) };
                string before = window.Describe();
                if (!value.Equals(property.GetValue(window)))
                {
                    property.SetValue(window, value);
                    Assert.True(window.Describe() != before, $"{property.Name} = {value} does not show");
                }
            }
        }
    }

    [Fact]
    public void Constants_are_equal_by_their_numbers()
    {
        Constants one = Constants.Of(("slope", 0.1), ("cap", null), ("threshold", 2))!;
        Assert.Equal(one, Constants.Of(("threshold", 2), ("slope", 0.1)));
        Assert.Equal(one.GetHashCode(), Constants.Of(("threshold", 2), ("slope", 0.1))!.GetHashCode());
        Assert.NotEqual(one, Constants.Of(("threshold", 2), ("slope", 0.2)));
        Assert.NotEqual(one, Constants.Of(("slope", 0.1)));
        Assert.Null(Constants.Of(("cap", null)));
        Assert.Equal([0.1], one["slope"]);
        Assert.Empty(one["cap"]);
        Assert.Equal("slope 0.1, threshold 2", one.ToString());
        Assert.Equal("scale 1,2,1e-05", Constants.With(null, "scale", 1, 2, 1e-5).ToString());
        Assert.Equal("5 scales", Constants.With(null, "scale", 1, 2, 3, 4, 5).ToString());
    }

    [Fact]
    public void A_constant_that_the_function_lacks_is_refused() => Build.Refused(
        () => new Layer(new Activation(ActivationFunction.Elu) { Constants = Constants.Of(("slope", 0.1)) }, null, Build.Input(4)), ErrorCode.InvalidSetting, "no constant slope", "alpha");

    private static IEnumerable<Type> All() => RandomSettings.Definitions.Except(Others);

    private static bool IsSetting(PropertyInfo property) => property.SetMethod is { IsPublic: true } && !Silent.Contains(property.Name) && !Silent.Contains($"{property.DeclaringType!.Name}.{property.Name}");

    private static string Text(LayerDefinition definition) => $"{definition.Kind(Inputs)}: {definition.Describe()}";

    private static LayerDefinition? Changed(LayerDefinition sample, PropertyInfo property, object value)
    {
        var other = (LayerDefinition)Copy.Invoke(sample, null)!;
        property.SetValue(other, value);
        return other.Equals(sample) ? null : other;
    }

    // A definition with its defaults; then one for each other value of each setting, which another setting may need.
    private static IEnumerable<LayerDefinition> Samples(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!;
        object?[] arguments = [.. constructor.GetParameters().Select(parameter => parameter.HasDefaultValue && parameter.DefaultValue is { } value ? value
            : Nullable.GetUnderlyingType(parameter.ParameterType) is null && !parameter.HasDefaultValue ? OtherValues(parameter.ParameterType).First()
            : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null)];
        var first = (LayerDefinition)constructor.Invoke(arguments);
        yield return first;
        foreach (PropertyInfo property in type.GetProperties().Where(IsSetting))
        {
            foreach (object value in OtherValues(property.PropertyType))
            {
                if (Changed(first, property, value) is { } other)
                {
                    yield return other;
                }
            }
        }
    }

    private static IEnumerable<object> OtherValues(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        IEnumerable values = plain.IsEnum ? Enum.GetValues(plain) : plain.Name switch
        {
            nameof(Boolean) => new[] { false, true },
            nameof(Int32) => new[] { 0, 1 },
            nameof(Int64) => new[] { 5L, 6L },
            nameof(Double) => new[] { 0.25, 0.125 },
            nameof(String) => new[] { "ab,bc->ac", "c" },
            nameof(Ratio) => new Ratio[] { new(3, 2) },
            nameof(TensorShape) => new TensorShape[] { new(1, 2), new(3) },
            nameof(Slice) => new[] { new Slice(1, 2) },
            nameof(Quantity) => new Quantity[] { 7 },
            nameof(AxisValues) => new AxisValues[] { new(1, 2), 3 },
            nameof(AxisRatios) => new AxisRatios[] { 3 },
            nameof(Padding) => new Padding[] { Padding.Same, Padding.Of(2) },
            nameof(WindowSettings) => new[] { new WindowSettings { Kernel = 3 }, new WindowSettings { Kernel = 5 } },
            nameof(SharedAxes) => new[] { SharedAxes.All, new SharedAxes(1) },
            nameof(Constants) => new[] { Constants.Of(("alpha", 0.3))! },
            nameof(RotaryScaling) => new[] { new RotaryScaling("linear"), new RotaryScaling("linear", Constants.Of(("factor", 2))) },
            nameof(SparseIndexer) => new[] { new SparseIndexer(2, 4, 3), new SparseIndexer(2, 4, 5), new SparseIndexer(3, 4, 3), new SparseIndexer(2, 6, 3) },
            nameof(BlockIndexer) => new[] { new BlockIndexer(2, 4, 3, 2), new BlockIndexer(2, 4, 5, 2), new BlockIndexer(2, 4, 3, 4), new BlockIndexer(1, 4, 3, 2), new BlockIndexer(2, 6, 3, 2) },
            nameof(Recurrent) => new[] { new Recurrent(4), new Recurrent(5) },
            nameof(ConvolutionalRecurrent) => new[] { new ConvolutionalRecurrent(4, new WindowSettings { Kernel = 3 }) },
            _ => throw new NotSupportedException($"a value of {plain}"),
        };
        return values.Cast<object>();
    }
}
