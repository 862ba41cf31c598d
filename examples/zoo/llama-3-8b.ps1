# Llama 3 8B: Grattafiori et al., The Llama 3 Herd of Models, arXiv:2407.21783: grouped queries, rotary positions, RMS
# normalisation, SwiGLU, no biases. Outputs the network:
#   & ./examples/zoo/llama-3-8b.ps1 | Measure-Network
param([long] $Length = 8192)

$layer = New-InputLayer $Length -Network Llama-3-8B | New-EmbeddingLayer 128256 4096
for ($i = 0; $i -lt 32; $i++) {
    $layer = $layer | New-TransformerBlock 32 14336 -KeyValueHeads 8 -Causal -Rotary -PreNorm -Normalization Rms -Activation Silu -Gated -NoBias
}

$layer | New-NormalizationLayer -Kind Rms | New-DenseLayer 128256 -NoBias
