namespace DeepCalc;

/// <summary>A rule needs a shape of which nothing is known: what it answers for is unknown, too.</summary>
internal sealed class UnknownShapeException : Exception;
