"""A file for each family of layers: how PyTorch builds them, and random settings of them, sound and with one fault."""
