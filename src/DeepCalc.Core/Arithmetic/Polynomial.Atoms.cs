using System.Runtime.CompilerServices;

namespace DeepCalc.Arithmetic;

/// <content>The atoms.</content>
internal sealed partial class Polynomial
{
    private sealed record Term(string Key, long Coefficient, Atom[] Atoms)
    {
        public static Term Of(long coefficient, Atom[] atoms) =>
            new(atoms is [var only] ? only.Key : string.Join('·', atoms.Select(atom => atom.Key)), coefficient, atoms);
    }

    private abstract partial class Atom
    {
        // Kept, because computing the bound of a nested expression walks all expressions within it.
        private StrongBox<long?>? _bound;

        public abstract string Key { get; }

        /// <summary>The names in it, in alphabetical order.</summary>
        public abstract string[] Names { get; }

        /// <summary>The value with numbers in place of names; null where it contains none of the names.</summary>
        public abstract Polynomial? Bind(Func<string, Polynomial?> numbers);

        /// <summary>Its own common power of some names, as that of a polynomial.</summary>
        public abstract int? PowerOf(IReadOnlySet<string> names);

        /// <summary>A lower bound, or null.</summary>
        public long? LowerBound => (_bound ??= new StrongBox<long?>(FindLowerBound())).Value;

        protected abstract long? FindLowerBound();

        /// <summary>An unknown number with a name; a size is at least 1.</summary>
        public sealed partial class Named(string name, bool isSize) : Atom
        {
            public override string Key => name;

            public bool IsSize => isSize;

            public override string[] Names { get; } = [name];

            public override Polynomial? Bind(Func<string, Polynomial?> numbers) => numbers(name);

            public override int? PowerOf(IReadOnlySet<string> names) => names.Contains(name) ? 1 : 0;

            protected override long? FindLowerBound() => isSize ? 1 : null;
        }

        public sealed partial class Quotient(Polynomial dividend, Polynomial divisor) : Atom
        {
            public Polynomial Dividend => dividend;

            public Polynomial Divisor => divisor;

            // ⌈x/n⌉ is stored as ⌊(x + n − 1)/n⌋, but written as ⌈x/n⌉.
            public override string Key { get; } =
                Short(divisor.TryGetConstant(out long n) && n > 1 && dividend._constant == n - 1
                    ? $"⌈{Bracketed(dividend.Plus(Constant(1 - n)))}/{divisor}⌉"
                    : $"⌊{Bracketed(dividend)}/{Bracketed(divisor)}⌋");

            public override string[] Names => Joined(dividend.FreeNames(), divisor.FreeNames());

            public override Polynomial? Bind(Func<string, Polynomial?> numbers) =>
                Polynomial.Bind(dividend, divisor, numbers) is { } bound ? bound.Left.FloorDividedBy(bound.Right) : null;

            // A quotient of two expressions of equal power is constant; a rounded quotient grows in steps.
            public override int? PowerOf(IReadOnlySet<string> names) =>
                dividend.PowerOf(names) is { } above && divisor.PowerOf(names) == above ? 0 : null;

            protected override long? FindLowerBound() => dividend.LowerBound() is >= 0 and var least
                ? divisor.TryGetConstant(out long n) && n > 0 ? least / n : 0
                : null;

            private static string Bracketed(Polynomial polynomial) =>
                polynomial._terms.Length + (polynomial._constant == 0 ? 0 : 1) > 1 && polynomial.Choice() is null ? $"({polynomial})" : polynomial.ToString();
        }

        /// <summary>A product kept unexpanded.</summary>
        public sealed partial class Product(Polynomial left, Polynomial right) : Atom
        {
            public override string Key { get; } = Short(string.CompareOrdinal(left.ToString(), right.ToString()) <= 0
                ? $"({left})·({right})"
                : $"({right})·({left})");

            public override string[] Names => Joined(left.FreeNames(), right.FreeNames());

            public override Polynomial? Bind(Func<string, Polynomial?> numbers) =>
                Polynomial.Bind(left, right, numbers) is { } bound ? bound.Left.Times(bound.Right) : null;

            public override int? PowerOf(IReadOnlySet<string> names) => left.PowerOf(names) + right.PowerOf(names);

            protected override long? FindLowerBound() => left.LowerBound() >= 0 && right.LowerBound() >= 0 ? 0 : null;
        }

        /// <summary>A number, or 0 where it is negative.</summary>
        public sealed partial class Positive(Polynomial number) : Atom
        {
            public override string Key { get; } = Short($"max({number}, 0)");

            public override string[] Names => number.FreeNames();

            public override Polynomial? Bind(Func<string, Polynomial?> numbers) =>
                number.Bind(numbers) is var bound && ReferenceEquals(bound, number) ? null : Max(bound, Constant(0));

            public override int? PowerOf(IReadOnlySet<string> names) => number.PowerOf(names);

            protected override long? FindLowerBound() => Math.Max(number.LowerBound() ?? 0, 0);

            public Polynomial Number => number;
        }
    }
}
