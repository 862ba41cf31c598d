# Mamba and Mamba-2 with 130 million parameters: Gu, Dao, Mamba, arXiv:2312.00752; Dao, Gu, Transformers are SSMs,
# arXiv:2405.21060. What they remember of a text does not grow with it. Outputs the networks:
#   & ./examples/zoo/mamba.ps1 Mamba | Measure-Cache -Type float16
param([ValidateSet('Mamba', 'Mamba2')] [string[]] $Variant = @('Mamba', 'Mamba2'), [long] $Length = 1024)

# The words are padded to a multiple of 8 in Mamba, and of 16 in Mamba-2.
$words = @{ Mamba = 50280; Mamba2 = 50288 }

foreach ($name in $Variant) {
    $embedding = New-InputLayer $Length -Network $name-130M | New-EmbeddingLayer $words[$name] 768
    $layer = $embedding
    for ($i = 0; $i -lt 24; $i++) {
        $norm = $layer | New-NormalizationLayer -Kind Rms
        $mixer = if ($name -eq 'Mamba') { $norm | New-MambaLayer } else { $norm | New-Mamba2Layer 24 }
        $layer = $mixer | New-MergeLayer -With $layer
    }

    $layer | New-NormalizationLayer -Kind Rms | New-DenseLayer $words[$name] -NoBias -TiedTo $embedding
}
