# RWKV-7 with 168 million parameters, trained on the Pile: Peng et al., RWKV-7 "Goose", arXiv:2503.14456. The layers behind
# the first mix its values with their own. Outputs the network:
#   & ./examples/zoo/rwkv-7.ps1 | Measure-Network
param([long] $Length = 1024)

$layer = New-InputLayer $Length -Network RWKV-7-168M | New-EmbeddingLayer 50304 768 | New-NormalizationLayer -Kind Layer
for ($i = 0; $i -lt 12; $i++) {
    $norm = $layer | New-NormalizationLayer -Kind Layer
    if ($i -eq 0) {
        $mixed, $values = $norm | New-RwkvTimeMixingLayer -ReturnValue
    }
    else {
        $mixed = $norm | New-RwkvTimeMixingLayer -FirstValue $values
    }

    $layer = $mixed | New-MergeLayer -With $layer
    $layer = $layer | New-NormalizationLayer -Kind Layer | New-RwkvChannelMixingLayer 3072 | New-MergeLayer -With $layer
}

$layer | New-NormalizationLayer -Kind Layer | New-DenseLayer 50304 -NoBias
