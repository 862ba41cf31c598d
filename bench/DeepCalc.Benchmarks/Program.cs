using BenchmarkDotNet.Running;
using DeepCalc.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(ResNet50Benchmarks).Assembly).Run(args);
