# Answers the questions of the course notes that DeepCalc began from, with the steps of each.
# docs/conventions.md lists the errors in the notes.

# 1. Output sizes: explicit padding rounded down and up, TensorFlow's SAME and VALID.
New-InputLayer 100,100,3 | New-ConvLayer 10 3 -Stride 2 -Padding 1 | Show-Calculation Shape
New-InputLayer 112,112,64 | New-PoolLayer 3 -Stride 2 -Rounding Ceiling | Show-Calculation Shape
New-InputLayer 224,224,3 | New-ConvLayer 64 7 -Stride 2 -Padding Same | Show-Calculation Shape
New-InputLayer 224,224,3 | New-ConvLayer 64 7 -Stride 2 -Padding Valid | Show-Calculation Shape

# 2. The receptive field, from the last layer backwards.
New-ConvLayer 8 7 -Stride 2 | New-PoolLayer 3 -Stride 2 | New-ConvLayer 16 3 | Show-Calculation ReceptiveField

# 3. From 100x100x3 to 50x50x10 with a 3x3 kernel: stride and padding, then parameters and operations.
Find-Padding 3 -InputSize 100 -OutputSize 50
New-InputLayer 100,100,3 | New-ConvLayer 10 3 -Stride 2 -Padding 1 | Show-Calculation Parameter, Operation

# 4. Parameters of the usual layers.
New-InputLayer 100 | New-EmbeddingLayer 10000 64 | Show-Calculation Parameter
New-InputLayer 784 | New-DenseLayer 128 | Show-Calculation Parameter
New-InputLayer 32,32,3 | New-ConvLayer 64 3 | Show-Calculation Parameter
New-InputLayer 100,64 | New-RecurrentLayer 128 | Show-Calculation Parameter
New-InputLayer 100,64 | New-RecurrentLayer 128 -Projection 32 | Show-Calculation Parameter
