#requires -Version 7.4
<#
.SYNOPSIS
    Measures the import of a checkpoint of about 600 GB: an index and 160 files of safetensors, which are sparse and take almost no space.
.DESCRIPTION
    Dense has the tensors of a large Llama (126 blocks, 1,138 tensors). Experts has those of a network with 256 experts in 58 of 61 blocks, in 8 bits
    with scales (90,000 tensors). FirstMs is the first import of the process, and Ms the least of five more; CpuMs is processor time, which other work of the machine
    changes less. The folder is imported too, if its
    config.json is supported.
.EXAMPLE
    ./bench/checkpoint.ps1
#>
param(
    [ValidateSet('Dense', 'Experts')]
    [string[]] $Kind = ('Dense', 'Experts'),

    [string] $Folder = (Join-Path ([System.IO.Path]::GetTempPath()) "deepcalc-checkpoint-$PID")
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '../DeepCalc.psd1') -Force

function Get-Tensor([string] $kind) {
    if ($kind -eq 'Dense') {
        $width, $hidden = 16384, 53248
        'model.embed_tokens.weight', 'lm_head.weight' | ForEach-Object { , @($_, 'BF16', 128256, $width) }
        , @('model.norm.weight', 'BF16', $width)
        foreach ($i in 0..125) {
            $at = "model.layers.$i"
            'q', 'o' | ForEach-Object { , @("$at.self_attn.${_}_proj.weight", 'BF16', $width, $width) }
            'k', 'v' | ForEach-Object { , @("$at.self_attn.${_}_proj.weight", 'BF16', 1024, $width) }
            'gate', 'up' | ForEach-Object { , @("$at.mlp.${_}_proj.weight", 'BF16', $hidden, $width) }
            , @("$at.mlp.down_proj.weight", 'BF16', $width, $hidden)
            'input_layernorm', 'post_attention_layernorm' | ForEach-Object { , @("$at.$_.weight", 'BF16', $width) }
        }
        return
    }

    $width = 7168
    'model.embed_tokens.weight', 'lm_head.weight' | ForEach-Object { , @($_, 'BF16', 129280, $width) }
    , @('model.norm.weight', 'BF16', $width)
    $scaled = { param($name, $rows, $columns) , @("$name.weight", 'F8_E4M3', $rows, $columns); , @("$name.weight_scale_inv", 'F32', [Math]::Ceiling($rows / 128), [Math]::Ceiling($columns / 128)) }
    foreach ($i in 0..60) {
        $at = "model.layers.$i"
        & $scaled "$at.self_attn.q_a_proj" 1536 $width
        & $scaled "$at.self_attn.q_b_proj" 24576 1536
        & $scaled "$at.self_attn.kv_a_proj_with_mqa" 576 $width
        & $scaled "$at.self_attn.kv_b_proj" 32768 512
        & $scaled "$at.self_attn.o_proj" $width 16384
        , @("$at.self_attn.q_a_layernorm.weight", 'BF16', 1536)
        , @("$at.self_attn.kv_a_layernorm.weight", 'BF16', 512)
        'input_layernorm', 'post_attention_layernorm' | ForEach-Object { , @("$at.$_.weight", 'BF16', $width) }
        $networks = $i -lt 3 ? @{ "$at.mlp" = 18432 } : @{ "$at.mlp.shared_experts" = 2048 }
        if ($i -ge 3) {
            , @("$at.mlp.gate.weight", 'BF16', 256, $width)
            , @("$at.mlp.gate.e_score_correction_bias", 'F32', 256)
            foreach ($expert in 0..255) { $networks["$at.mlp.experts.$expert"] = 2048 }
        }

        foreach ($network in $networks.GetEnumerator()) {
            & $scaled "$($network.Key).gate_proj" $network.Value $width
            & $scaled "$($network.Key).up_proj" $network.Value $width
            & $scaled "$($network.Key).down_proj" $width $network.Value
        }
    }
}

$settings = @{
    Dense = @{ model_type = 'llama'; vocab_size = 128256; hidden_size = 16384; intermediate_size = 53248; num_hidden_layers = 126; num_attention_heads = 128; num_key_value_heads = 8; dtype = 'bfloat16' }
    Experts = @{
        model_type = 'deepseek_v3'; vocab_size = 129280; hidden_size = 7168; intermediate_size = 18432; moe_intermediate_size = 2048; num_hidden_layers = 61; num_attention_heads = 128
        num_key_value_heads = 128; q_lora_rank = 1536; kv_lora_rank = 512; qk_nope_head_dim = 128; qk_rope_head_dim = 64; v_head_dim = 128; n_routed_experts = 256; n_shared_experts = 1
        num_experts_per_tok = 8; first_k_dense_replace = 3; n_group = 8; topk_group = 4; norm_topk_prob = $true; routed_scaling_factor = 2.5; scoring_func = 'sigmoid'
        topk_method = 'noaux_tc'; dtype = 'bfloat16'
    }
}
$widths = @{ BF16 = 2; F32 = 4; F8_E4M3 = 1 }
foreach ($each in $Kind) {
    $place = New-Item (Join-Path $Folder $each) -ItemType Directory -Force
    $tensors = @(Get-Tensor $each)
    $map = [ordered]@{}
    $total = 0L
    foreach ($shard in 0..159) {
        $file = 'model-{0:d5}-of-00160.safetensors' -f ($shard + 1)
        $header = [System.Text.StringBuilder]::new('{"__metadata__":{"format":"pt"}')
        $end = 0L
        $last = [Math]::Floor(($shard + 1) * $tensors.Count / 160) - 1
        foreach ($tensor in $tensors[([Math]::Floor($shard * $tensors.Count / 160))..$last]) {
            $bytes = [long] $widths[$tensor[1]]
            foreach ($size in $tensor[2..($tensor.Count - 1)]) { $bytes *= [long] $size }
            [void] $header.Append(",`"$($tensor[0])`":{`"dtype`":`"$($tensor[1])`",`"shape`":[$($tensor[2..($tensor.Count - 1)] -join ',')],`"data_offsets`":[$end,$($end + $bytes)]}")
            $end += $bytes
            $map[$tensor[0]] = $file
        }

        $text = [System.Text.Encoding]::UTF8.GetBytes($header.Append('}').ToString())
        $stream = [System.IO.File]::Create((Join-Path $place $file))
        $stream.Write([BitConverter]::GetBytes([long] $text.Length))
        $stream.Write($text)
        $stream.SetLength(8 + $text.Length + $end)
        $stream.Dispose()
        $total += $end
    }

    $index = Join-Path $place 'model.safetensors.index.json'
    @{ metadata = @{ total_size = $total }; weight_map = $map } | ConvertTo-Json -Compress | Set-Content $index
    $settings[$each] | ConvertTo-Json | Set-Content (Join-Path $place 'config.json')
    foreach ($path in $index, $place.FullName) {
        $process = [System.Diagnostics.Process]::GetCurrentProcess()
        $times = foreach ($pass in 0..5) {
            $process.Refresh()
            $before = $process.TotalProcessorTime
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $network = Import-Network -LiteralPath $path -WarningVariable warnings -WarningAction SilentlyContinue
            $process.Refresh()
            [pscustomobject]@{ Ms = $watch.Elapsed.TotalMilliseconds; CpuMs = ($process.TotalProcessorTime - $before).TotalMilliseconds }
        }

        $row = $network | Measure-Network
        [pscustomobject]@{
            Kind = $each; Path = Split-Path $path -Leaf; GB = [Math]::Round($total / 1e9); Tensors = $tensors.Count
            FirstMs = [Math]::Round($times[0].Ms); FirstCpuMs = $times[0].CpuMs
            Ms = [Math]::Round(($times[1..5].Ms | Measure-Object -Minimum).Minimum); CpuMs = ($times[1..5].CpuMs | Measure-Object -Minimum).Minimum
            Parameters = $row.Parameters; StoredParameters = $row.StoredParameters; StoredBytes = $row.StoredBytes; Warnings = $warnings.Count
        }
    }
}

Remove-Item $Folder -Recurse
