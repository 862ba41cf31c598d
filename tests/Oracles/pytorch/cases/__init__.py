"""Random settings of every layer, and settings with one fault; each function takes the Choices to draw from."""
