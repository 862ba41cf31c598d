# Mixtral 8x7B: Jiang et al., Mixtral of Experts, arXiv:2401.04088: two of eight experts work on each position. The
# column ActiveParameters of Measure-Network counts only those. Outputs the network:
#   & ./examples/zoo/mixtral-8x7b.ps1 | Measure-Network
param([long] $Length = 8192)

$layer = New-InputLayer $Length -Network Mixtral-8x7B | New-EmbeddingLayer 32000 4096
for ($i = 0; $i -lt 32; $i++) {
    $layer = $layer | New-TransformerBlock 32 14336 -KeyValueHeads 8 -Causal -Rotary -PreNorm -Normalization Rms -Activation Silu -Gated -NoBias -Experts 8 -ActiveExperts 2
}

$layer | New-NormalizationLayer -Kind Rms | New-DenseLayer 32000 -NoBias
