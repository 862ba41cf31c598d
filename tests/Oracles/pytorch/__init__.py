"""What the PyTorch scripts share: modules, counts, and random cases."""
