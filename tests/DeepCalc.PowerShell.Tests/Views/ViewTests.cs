using System.Reflection;
using System.Text.RegularExpressions;

namespace DeepCalc.Commands.Tests.Views;

/// <summary>Tables as PowerShell prints them.</summary>
public partial class ViewTests(Session session) : IClassFixture<Session>
{
    public static TheoryData<Type, int, bool> RowsAndWidths
    {
        get
        {
            var data = new TheoryData<Type, int, bool>();
            foreach (Type row in typeof(Layer).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(MeasurementRow)) && !type.IsAbstract).Append(typeof(PaddingSolution)))
            {
                foreach (int width in (int[])[79, 80, 119, 120])
                {
                    data.Add(row, width, true);
                    data.Add(row, width, false);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(RowsAndWidths))]
    public void No_number_is_cut_at_any_width_whatever_comes_first(Type type, int width, bool largestFirst)
    {
        object[] rows = largestFirst ? [Row(type, true), Row(type, false)] : [Row(type, false), Row(type, true)];
        string table = Table(rows, width);
        string[] lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        // A heading, its underline, and one line for each row: nothing wraps, except the text in the last column, which takes the remaining width.
        Assert.DoesNotMatch(CutNumber(), table);
        Assert.Contains("9.223", table, StringComparison.Ordinal);
        Assert.True(type == typeof(OutputShapeMeasurement) || type == typeof(PaddingSolution) || lines.Count(line => !line.StartsWith("Network:", StringComparison.Ordinal)) == 4, table);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, width));
    }

    [Theory]
    [InlineData("", 80)]
    [InlineData("", 120)]
    [InlineData("| Measure-Layer | Format-Table -View Settings", 80)]
    [InlineData("| Measure-Layer | Format-Table -View Settings", 120)]
    public void Settings_are_whole_and_broken_between_words(string view, int width)
    {
        string table = (string)Assert.Single(session.Output(
            $"$PSStyle.OutputRendering = 'PlainText'; New-InputLayer 2400,2400,3 | New-ConvLayer 1638 17 -Stride 12 -Padding 345 -Dilation 123 {view} | Out-String -Width {width}")).BaseObject;
        string[] words = table.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Subset(words.ToHashSet(), "1638 filters 17, stride 12, padding 345, dilation 123".Split(' ').ToHashSet());
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Long_shapes_are_whole_numbers_in_lines(int width)
    {
        string table = (string)Assert.Single(session.Output(
            $"$PSStyle.OutputRendering = 'PlainText'; New-InputLayer height,width,1234567,1234567,depth | Get-OutputShape -PerLayer | Out-String -Width {width}")).BaseObject;
        Assert.Contains("heightxwidthx1234567x", table, StringComparison.Ordinal);
        Assert.Contains("1234567xdepth", table, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"$($net.OutputShape)\"", "10x10x4")]
    [InlineData("@($net.OutputShape).Count", 1)]
    [InlineData("@($net.OutputShape | ForEach-Object { $_ }).Count", 1)]
    [InlineData("$net.OutputShape.Sizes -join '-'", "10-10-4")]
    [InlineData("($net | Format-List OutputShape | Out-String).Trim()", "OutputShape : 10x10x4")]
    [InlineData("($net | Format-List InputShapes | Out-String).Trim()", "InputShapes : {12x12x16}")]
    [InlineData("($net | ConvertTo-Json -WarningAction Ignore | ConvertFrom-Json).OutputShape.Rank", 3L)]
    [InlineData("($net | ConvertTo-Json -WarningAction Ignore | ConvertFrom-Json).OutputShape.Sizes -join '-'", "10-10-4")]
    [InlineData("$net | Export-Clixml $file; \"$((Import-Clixml $file).OutputShape)\"", "10x10x4")]
    public void A_shape_is_one_value(string script, object expected)
    {
        string file = Path.GetTempFileName();
        try
        {
            session.Set("file", file);
            Assert.Equal(expected, Assert.Single(session.Output($"$net = New-InputLayer 12,12,16 | New-ConvLayer 4 3; {script}")).BaseObject);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Networks_of_one_name_have_tables_of_their_own()
    {
        string tables = Text("1..3 | ForEach-Object { New-InputLayer 4 | New-DenseLayer 5 } | Measure-Layer");
        Assert.Equal(3, Regex.Count(tables, "Network: network"));
        Assert.Equal(1, Regex.Count(Text("New-InputLayer 4 | New-DenseLayer 5 | New-DenseLayer 5 | Measure-Layer"), "Network: network"));
    }

    [Fact]
    public void A_row_is_a_short_text_and_cannot_be_changed()
    {
        Assert.Equal("dense 5", session.Output("\"$(New-InputLayer 4 | New-DenseLayer 5 | Measure-Layer | Select-Object -Last 1)\"").Single().BaseObject);
        Assert.Empty(session.Output("New-InputLayer 4 | Measure-Layer | Get-Member | Where-Object Name -like '*Clone*'"));
        Assert.Contains("ReadOnly", session.Run("$row = New-InputLayer 4 | Measure-Layer; $row.Macs = 5").Errors.Single().Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_sort_and_filter_as_numbers()
    {
        const string Network = "New-InputLayer 200,200,3 | New-ConvLayer 4 3 | New-PoolLayer 8 | New-ConvLayer 4 14";
        Assert.Equal([1L, 3L, 10L, 114L], session.Output($"{Network} | Measure-Layer | Sort-Object ReceptiveField | ForEach-Object ReceptiveField").Select(value => value.BaseObject));
        Assert.Equal(["conv2d_1"], session.Output($"{Network} | Measure-Layer | Where-Object ReceptiveField -gt 100 | ForEach-Object Name").Select(value => value.BaseObject));
    }

    // Every number as large as possible and every text long, or both small.
    private static object Row(Type type, bool isLarge)
    {
        object row = Activator.CreateInstance(type)!;
        if (row is MeasurementRow)
        {
            typeof(MeasurementRow).GetProperty("Source", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(row, "one network");
        }

        foreach (PropertyInfo property in type.GetProperties().Where(property => property.SetMethod is not null))
        {
            Type of = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            string word = property.Name.EndsWith("PerAxis", StringComparison.Ordinal) ? "9223372036854775807x9223372036854775806"
                : property.Name.EndsWith("Shape", StringComparison.Ordinal) ? "9223372036854775807x1234567890123456789x1234567890123456789x1234"
                : property.Name is "Padding" ? "922337:922337"
                : property.Name.StartsWith("Uncounted", StringComparison.Ordinal) ? "conv"
                : property.Name is "Settings" ? "9223372036854775807 filters 1234567890123456789x1234567890123456789"
                : new string('n', 26);
            object? value = of == typeof(long) ? isLarge ? long.MaxValue : 7L
                : of == typeof(int) ? isLarge ? int.MaxValue : 7
                : of == typeof(double) ? isLarge ? (double)long.MaxValue : 0.5
                : of == typeof(bool) ? isLarge
                : of == typeof(string) ? property.Name switch { "Axis" => "height", "Kind" => "Conv2D", "Type" => "Float32", "From" => "in", "Network" or "Layer" => word, _ => isLarge ? word : "7" }
                : null;
            property.SetValue(row, value);
        }

        return row;
    }

    private string Table(object[] rows, int width)
    {
        session.Set("rows", rows);
        return (string)session.Output($"[cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture; $PSStyle.OutputRendering = 'PlainText'; $rows | Out-String -Width {width}").Single().BaseObject;
    }

    private string Text(string script) => (string)session.Output($"$PSStyle.OutputRendering = 'PlainText'; & {{ {script} }} | Out-String -Width 120").Single().BaseObject;

    [GeneratedRegex(@"…[\d.,]|[\d.,]…")]
    private static partial Regex CutNumber();
}
