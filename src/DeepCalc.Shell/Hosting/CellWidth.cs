using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace DeepCalc.Shell.Hosting;

/// <summary>How many columns of the terminal a text takes.</summary>
internal static class CellWidth
{
    public static int Of(string text)
    {
        string plain = text.Contains('\e') ? new StringDecorated(text).ToString(OutputRendering.PlainText) : text;
        return plain.Sum(Of);
    }

    public static int Of(char character) => character switch
    {
        < '\u0300' => 1,
        (>= '\u1100' and <= '\u115f')
            or (>= '\u2e80' and <= '\ua4cf' and not '\u303f')
            or (>= '\uac00' and <= '\ud7a3')
            or (>= '\uf900' and <= '\ufaff')
            or (>= '\ufe30' and <= '\ufe6f')
            or (>= '\uff00' and <= '\uff60')
            or (>= '\uffe0' and <= '\uffe6') => 2,
        _ => CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0 : 1,
    };
}
