using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using CsCheck;

namespace DeepCalc.Tests.Layers;

/// <summary>
/// Random values of any type of setting, made by reflection on its constructors and its properties, so that a new definition is tried
/// without an edit here. Most values are small and sound; some are zero, negative or huge.
/// </summary>
/// <remarks>A value is made when it is asked for, since a constructor may refuse its settings.</remarks>
internal static class RandomSettings
{
    private const long Huge = 3_000_000_000_000_000_000;

    private static readonly Gen<Quantity> Size = Gen.Frequency(
        (6, Gen.Long[1, 12].Select(size => (Quantity)size)),
        (3, Gen.OneOf("H", "W", "C", "N").Select(name => Quantity.Unknown(name))),
        (1, Gen.OneOf(1_000_003L, 4_000_000_007L, Huge).Select(size => (Quantity)size)));

    private static readonly Gen<long> Number = Gen.Frequency(
        (18, Gen.Long[1, 4]), (1, Gen.OneOf(0L, -1L)), (1, Gen.OneOf(70_000L, 1_000_000_007L, Huge)));

    // One size for all axes, one for each, places counted from either end, and axes in another order.
    private static readonly Gen<long[]> Numbers = Gen.Frequency(
        (4, Number.Array[1]),
        (1, Number.Array[2, 3]),
        (1, Gen.Long[-3, 3].Array[1, 3]),
        (1, Gen.Int[1, 4].SelectMany(count => Gen.Shuffle(Enumerable.Range(0, count).Select(axis => (long)axis).ToArray()))));

    private static readonly Gen<Ratio> Fraction = Gen.Select(Number, Gen.Long[1, 5]).Select((numerator, denominator) => new Ratio(numerator, denominator));

    /// <summary>Shapes of one to five axes, in either layout.</summary>
    public static Gen<TensorShape> Shape { get; } = Gen.Select(Gen.Bool, Size.Array[1, 5]).Select(
        (first, sizes) => new TensorShape(first ? Layout.ChannelsFirst : Layout.ChannelsLast, sizes));

    // The types without a constructor that says what they hold.
    private static readonly ConcurrentDictionary<Type, Gen<Func<object?>>> Known = new()
    {
        [typeof(bool)] = Boxed(Gen.Bool),
        [typeof(int)] = Boxed(Gen.Frequency((1, Gen.Int[0, 2]), (1, Gen.Int[-4, 4]))),
        [typeof(long)] = Boxed(Number),
        [typeof(double)] = Boxed(Gen.Double[-0.1, 1.1]),
        [typeof(string)] = Boxed(Gen.OneOf("h", "c", "ab,cbd->acd", "abc,cd->abd", "ab,bc->ac", "d", "layer")),
        [typeof(object)] = Always(null),
        [typeof(Quantity)] = Boxed(Size),
        [typeof(Constants)] = Boxed(Gen.OneOf("alpha", "slope", "scale").Select(name => Constants.With(null, name, 0.5))),
        [typeof(Ratio)] = Boxed(Fraction),
        [typeof(AxisRatios)] = Boxed(Fraction.Array[1, 3].Select(values => new AxisRatios(values))),
        [typeof(AxisValues)] = Boxed(Numbers.Select(values => new AxisValues(values))),
        [typeof(Padding)] = Gen.Frequency(
            (2, Boxed(Gen.Int[0, Padding.Named.Count - 1].Select(named => Padding.Named[named]))),
            (1, Gen.Select(Gen.Long[-1, 2], Gen.Long[-1, 2]).Array[1, 3].Select(pairs => (Func<object?>)(() => Padding.Of(pairs))))),
        [typeof(TensorShape)] = Boxed(Shape),

        // A file's tensor. Its other properties must agree with its shape.
        [typeof(Weight)] = Boxed(Gen.Select(Shape, Gen.Bool, Gen.Enum<ElementType>()).Select((shape, isTrainable, type) => new Weight("weight", shape, isTrainable) { ElementType = type })),
    };

    /// <summary>Every definition that a network can have but those that it begins with, or ends in with several outputs.</summary>
    public static IReadOnlyList<Type> Definitions { get; } =
    [
        .. typeof(LayerDefinition).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(LayerDefinition)) && !type.IsAbstract && type != typeof(Input) && type != typeof(OutputSet)),
    ];

    /// <summary>A definition of a kind, and of any kind by <see cref="LayerDefinition"/>.</summary>
    public static Gen<Func<LayerDefinition>> Definition(Type kind) => Of(kind).Select(make => (Func<LayerDefinition>)(() => (LayerDefinition)make()!));

    private static Gen<Func<object?>> Of(Type type)
    {
        if (Known.TryGetValue(type, out Gen<Func<object?>>? known))
        {
            return known;
        }

        Gen<Func<object?>> made =
            type == typeof(LayerDefinition) ? Gen.Int[0, Definitions.Count - 1].SelectMany(kind => Of(Definitions[kind]))
            : Nullable.GetUnderlyingType(type) is { } value ? Gen.Frequency((2, Always(null)), (1, Of(value)))
            : type.IsEnum ? Boxed(Gen.Int[0, type.GetEnumValues().Length - 1].Select(index => type.GetEnumValues().GetValue(index)))
            : type.IsGenericType ? ListOf(type.GetGenericArguments()[0])
            : Made(type);
        return Known.GetOrAdd(type, made);
    }

    // By a constructor and some of the properties, by a static property that holds a value, or by a static method that makes a definition.
    private static Gen<Func<object?>> Made(Type type)
    {
        IEnumerable<PropertyInfo> held = type.GetProperties(BindingFlags.Public | BindingFlags.Static).Where(property => property.PropertyType == type);
        IEnumerable<MethodBase> makers =
        [
            .. type.GetConstructors(),
            .. type.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => method.ReturnType == typeof(LayerDefinition)),
        ];
        return Gen.OneOf(
        [
            .. held.Select(property => Always(property.GetValue(null))),
            .. makers.Select(maker => By(type, maker)),
        ]);
    }

    private static Gen<Func<object?>> By(Type type, MethodBase maker)
    {
        // A second definition of the same type, such as another slice, is not given: it would have a third.
        PropertyInfo[] properties = maker is ConstructorInfo
            ? [.. type.GetProperties().Where(property => property.CanWrite && property.PropertyType != type && !Array.Exists(maker.GetParameters(), parameter => parameter.Name == property.Name))]
            : [];
        Gen<Func<object?>[]> arguments = All(maker.GetParameters().Select(parameter =>
            parameter.IsOptional ? Sometimes(parameter.ParameterType) : Of(parameter.ParameterType)));
        Gen<Func<object?>[]> settings = All(properties.Select(property =>
            property.IsDefined(typeof(RequiredMemberAttribute)) ? Of(property.PropertyType) : Sometimes(property.PropertyType)));
        return Gen.Select(arguments, settings).Select((given, set) => (Func<object?>)(() =>
        {
            object?[] values = [.. given.Select(make => make())];
            object? made = maker is ConstructorInfo constructor
                ? constructor.Invoke(BindingFlags.DoNotWrapExceptions | BindingFlags.OptionalParamBinding, null, values, null)
                : maker.Invoke(null, BindingFlags.DoNotWrapExceptions | BindingFlags.OptionalParamBinding, null, values, null);
            foreach ((PropertyInfo property, Func<object?> make) in properties.Zip(set))
            {
                if (make() is var value && value != Type.Missing)
                {
                    property.SetValue(made, value, BindingFlags.DoNotWrapExceptions, null, null, null);
                }
            }

            return made;
        }));
    }

    // Most settings that need not be given have their default.
    private static Gen<Func<object?>> Sometimes(Type type) => Gen.Frequency((3, Always(Type.Missing)), (1, Of(type)));

    private static Gen<Func<object?>> ListOf(Type item) => Of(item).Array[0, 3].Select(makers => (Func<object?>)(() =>
    {
        var list = Array.CreateInstance(item, makers.Length);
        for (int i = 0; i < makers.Length; i++)
        {
            list.SetValue(makers[i](), i);
        }

        return list;
    }));

    private static Gen<Func<object?>[]> All(IEnumerable<Gen<Func<object?>>> parts) => parts.Aggregate(
        Gen.Const(Array.Empty<Func<object?>>()), (begun, part) => Gen.Select(begun, part).Select((all, next) => (Func<object?>[])[.. all, next]));

    private static Gen<Func<object?>> Always(object? value) => Gen.Const(0).Select(_ => (Func<object?>)(() => value));

    private static Gen<Func<object?>> Boxed<T>(Gen<T> values) => values.Select(value => (Func<object?>)(() => value));
}
