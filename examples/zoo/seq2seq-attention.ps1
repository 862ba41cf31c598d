# Translation with attention: Luong, Pham, Manning, Effective Approaches to Attention-based Neural Machine Translation,
# arXiv:1508.04025: four LSTM layers of 1000 cells on both sides, global attention with the general score, sentences of
# up to 50 words out of 50,000. Outputs the network:
#   & ./examples/zoo/seq2seq-attention.ps1 | Measure-Network
param([long] $SourceLength = 50, [long] $TargetLength = 50)

$source = New-InputLayer $SourceLength -Name source -Network Seq2seq-attention | New-EmbeddingLayer 50000 1000
$target = New-InputLayer $TargetLength -Name target | New-EmbeddingLayer 50000 1000
foreach ($i in 1..4) {
    # Each layer of the decoder starts from the last states of the same layer of the encoder.
    $source, $h, $c = $source | New-RecurrentLayer 1000 -ReturnSequences -ReturnState
    $target = $target | New-RecurrentLayer 1000 -ReturnSequences -InitialState $h, $c
}

# score(h, s) = hᵀ W s; the context is the mean of the source's states, weighted by the scores.
$keys = $source | New-DenseLayer 1000 -NoBias
$context = $($target; $keys) | New-DotLayer | New-ActivationLayer Softmax -Axis -1
$context = $($context; $source) | New-DotLayer -Axis 1,0
$($context; $target) | New-ConcatenateLayer | New-DenseLayer 1000 -NoBias | New-ActivationLayer Tanh |
    New-DenseLayer 50000 -NoBias | New-ActivationLayer Softmax
