using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;

namespace DeepCalc.Benchmarks;

/// <summary>Measures the first pass of a new process, ten times, and what a pass takes once the code is compiled for speed.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FirstAndSteadyAttribute : Attribute, IConfigSource
{
    private static readonly Job First = Job.Default.WithId("First pass")
        .WithStrategy(RunStrategy.ColdStart).WithLaunchCount(10).WithIterationCount(1).WithInvocationCount(1).WithUnrollFactor(1);

    private static readonly Job Steady = Job.Default.WithId("Steady");

    /// <inheritdoc/>
    public IConfig Config { get; } = ManualConfig.CreateEmpty().AddJob(First, Steady);
}
