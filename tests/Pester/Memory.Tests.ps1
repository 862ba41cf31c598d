# The memory and the cache of networks, as a user of pwsh asks for them.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot .. .. DeepCalc.psd1)
    $gpt2 = Join-Path $PSScriptRoot .. .. examples models gpt2 config.json
}

Describe 'Measure-Memory' {
    It 'survives a CSV file and JSON' {
        $row = Import-Network $gpt2 | Measure-Memory -Length 1024 -Type bfloat16
        $csv = $row | ConvertTo-Csv | ConvertFrom-Csv
        $csv.InferenceBytes | Should -Be $row.InferenceBytes
        $csv.CacheBytesFormula | Should -Be '36864·T'
        ($row | ConvertTo-Json | ConvertFrom-Json).ActivationBytes | Should -Be $row.ActivationBytes
    }

    It 'compares many networks' {
        $rows = 16, 32, 64 | ForEach-Object { New-InputLayer 32, 32, 3 -Network "width $_" | New-ConvLayer $_ 3 -Padding Same } | Measure-Memory
        $rows.Network | Should -Be @('width 16', 'width 32', 'width 64')
        $rows.ActivationBytes | Should -Be @(77824, 143360, 274432)
    }

    It 'goes on after a network that has an error' {
        $rows = 4, 0, 8 | ForEach-Object { New-InputLayer 8 -ErrorAction Stop | New-DenseLayer $_ -ErrorAction SilentlyContinue } | Measure-Memory
        $rows.WeightBytes | Should -Be @(144, 288)
    }
}

Describe 'Measure-Cache' {
    It 'gives a formula, and a number where the length is known' {
        $row = Import-Network $gpt2 | Measure-Cache -Type float16
        $row.Formula | Should -Be '36864·T'
        $row.CacheBytes | Should -BeNullOrEmpty
        (Import-Network $gpt2 | Measure-Cache -Type float16 -Length 1024).CacheBytes | Should -Be 37748736
        (Import-Network $gpt2 | Measure-Cache -Type float16 -Size @{ T = 1024 }).CacheBytes | Should -Be 37748736
    }
}
