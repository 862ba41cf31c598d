@{
    RootModule           = 'DeepCalc.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5b0f7c1e-8d0a-4c53-9d0c-6a4f3f2c9e17'
    Author               = 'The DeepCalc authors'
    CompanyName          = 'DeepCalc'
    Copyright            = '(c) The DeepCalc authors'
    Description          = 'The numbers of neural networks without running them: output shapes, parameters, multiply-adds, receptive fields, with the working shown.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('DeepCalc.format.ps1xml')
    FunctionsToExport    = @()
    AliasesToExport      = @('New-AddLayer', 'New-BatchNormalizationLayer', 'New-LstmLayer')
    VariablesToExport    = @()
    CmdletsToExport      = @(
        'Find-Padding'
        'Get-OutputShape'
        'Import-Network'
        'Measure-Layer'
        'Measure-Network'
        'Measure-Operation'
        'Measure-Parameter'
        'Measure-ReceptiveField'
        'New-ActivationLayer'
        'New-AttentionLayer'
        'New-BilinearLayer'
        'New-ClassTokenLayer'
        'New-ConcatenateLayer'
        'New-ConvLayer'
        'New-ConvTransposeLayer'
        'New-CroppingLayer'
        'New-DenseLayer'
        'New-DepthwiseConvLayer'
        'New-DotLayer'
        'New-DropoutLayer'
        'New-EmbeddingLayer'
        'New-ExpandLayer'
        'New-FeedForwardBlock'
        'New-FlattenLayer'
        'New-InputLayer'
        'New-LocallyConnectedLayer'
        'New-MatMulLayer'
        'New-MergeLayer'
        'New-NormalizationLayer'
        'New-PaddingLayer'
        'New-PatchEmbeddingBlock'
        'New-PermuteLayer'
        'New-PixelShuffleLayer'
        'New-PoolLayer'
        'New-PositionEmbeddingLayer'
        'New-RecurrentLayer'
        'New-RepeatLayer'
        'New-ReshapeLayer'
        'New-ScaleLayer'
        'New-SeparableConvLayer'
        'New-SliceLayer'
        'New-SplitLayer'
        'New-SqueezeLayer'
        'New-TransformerBlock'
        'New-UnfoldLayer'
        'New-UpsamplingLayer'
        'Show-Calculation'
    )
    PrivateData          = @{
        PSData = @{
            Tags = @('DeepLearning', 'NeuralNetwork', 'ReceptiveField', 'FLOPs', 'Parameters')
        }
    }
}
