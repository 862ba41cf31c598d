namespace DeepCalc;

/// <summary>A part of a network that combines several.</summary>
public enum NetworkPart
{
    /// <summary>The network of the text.</summary>
    Text,

    /// <summary>The network of the images, with what makes its features fit those of the text.</summary>
    Vision,
}
