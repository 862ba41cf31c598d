using System.Collections.ObjectModel;
using System.Management.Automation.Host;

namespace DeepCalc.Shell.Hosting;

/// <summary>Asks to choose from a few answers, by their letters: <c>[Y] Yes [N] No [?] Help (default is "Y"):</c>.</summary>
internal sealed class ChoicePrompter(ShellHostUI ui)
{
    public int Ask(Collection<ChoiceDescription> choices, int defaultChoice)
    {
        (string Key, string Label)[] answers = [.. choices.Select(choice => Split(choice.Label))];
        string prompt = string.Join("  ", answers.Select(answer => $"[{answer.Key}] {answer.Label}")) + "  [?] Help"
            + (defaultChoice >= 0 ? $" (default is \"{answers[defaultChoice].Key}\"): " : ": ");
        while (true)
        {
            string answer = ui.Ask(prompt).Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            int chosen = Array.FindIndex(answers, candidate => Matches(candidate, answer));
            if (chosen >= 0)
            {
                return chosen;
            }

            if (answer == "?")
            {
                for (int i = 0; i < answers.Length; i++)
                {
                    ui.WriteLine($"{answers[i].Key} - {choices[i].HelpMessage}");
                }
            }
        }
    }

    private static bool Matches((string Key, string Label) candidate, string answer) =>
        answer.Equals(candidate.Key, StringComparison.OrdinalIgnoreCase) || answer.Equals(candidate.Label, StringComparison.OrdinalIgnoreCase);

    // The letter after & is the key, and the whole label if there is none.
    private static (string Key, string Label) Split(string label)
    {
        int mark = label.IndexOf('&');
        string text = label.Replace("&", "");
        return mark >= 0 && mark + 1 < label.Length ? (char.ToUpperInvariant(label[mark + 1]).ToString(), text) : (text, text);
    }
}
