BeforeAll {
    $script:manifest = Join-Path $PSScriptRoot '../../DeepCalc.psd1'
    Import-Module $manifest -Force
    $script:models = Join-Path $PSScriptRoot '../../examples/models'
    $script:dynamic = Join-Path $models 'mobilenet_v2-dynamic.onnx'
    $script:static = Join-Path $models 'resnet18.onnx'
}

Describe 'A folder of models' {
    It 'is one table for files of all formats' {
        $path = Join-Path $TestDrive 'models.csv'
        Get-ChildItem $models -File -Recurse | Import-Network | Measure-Network | Sort-Object Network | Export-Csv $path
        $rows = Import-Csv $path

        $rows.Network | Should -Be 'clip', 'digits', 'gpt2', 'mobilenet_v2-dynamic', 'residual', 'resnet18', 'tiny-q4_0'
        $rows.Parameters | Should -Be '151277313', '1402', '124439808', '3487816', '3034', '11684712', '43200'
        $rows[3].Assumed | Should -Be 'batch = 1'
        $rows[5].Macs | Should -Be '1814073344'
        $rows[5].Coverage | Should -Be '50 of 50 layers counted'
        $rows[1].Macs | Should -BeNullOrEmpty
    }

    It 'comes back from Export-Csv and ConvertTo-Json unchanged: <_>' -ForEach 'Measure-Network', 'Measure-Layer', 'Measure-Parameter', 'Get-OutputShape' {
        $path = Join-Path $TestDrive 'rows.csv'
        $rows = @(Get-ChildItem $models -File -Recurse | Import-Network | & $_)
        $rows | Export-Csv $path
        $csv = @(Import-Csv $path)
        $json = @($rows | ConvertTo-Json -Depth 2 | ConvertFrom-Json)

        $csv.Count | Should -Be $rows.Count
        $json.Count | Should -Be $rows.Count
        foreach ($i in 0..($rows.Count - 1)) {
            foreach ($property in $rows[$i].PSObject.Properties) {
                if ($csv[$i].($property.Name) -cne "$($property.Value)" -or $json[$i].($property.Name) -cne $property.Value) {
                    throw "$($property.Name) of row $i is '$($property.Value)', in CSV '$($csv[$i].($property.Name))', in JSON '$($json[$i].($property.Name))'"
                }
            }
        }
    }

    It 'has a row for each weight, with its type and bytes' {
        $rows = Get-ChildItem $models -File -Recurse | Import-Network | Measure-Parameter -PerWeight
        ($rows | Where-Object Network -eq digits | Measure-Object Bytes -Sum).Sum | Should -Be 3036
        ($rows | Where-Object { $_.Network -eq 'tiny-q4_0' -and -not $_.TiedTo } | Group-Object Type | Sort-Object Name).Name | Should -Be 'Float32', 'Q4_0', 'Q8_0'
        $rows | Where-Object Network -eq digits | Format-Table -View Storage | Out-String | Should -Match 'head\s+weight\s+1.?280\s+Float16\s+2.?560'
    }

    It 'is a network for each model folder, with the weights that are stored' {
        $folder = New-Item (Join-Path $TestDrive 'zoo') -ItemType Directory
        Copy-Item (Join-Path $models gpt2) $folder -Recurse
        $head = [Text.Encoding]::UTF8.GetBytes('{"wpe.weight":{"dtype":"F16","shape":[1024,768],"data_offsets":[0,1572864]}}')
        $bytes = [BitConverter]::GetBytes([long] $head.Length) + $head + [byte[]]::new(1572864)
        [IO.File]::WriteAllBytes((Join-Path $folder 'gpt2/model.safetensors'), $bytes)

        $row = Get-ChildItem $folder -Directory | Import-Network -WarningVariable differences -WarningAction SilentlyContinue | Measure-Network
        $row.Network | Should -Be 'gpt2'
        $row.Parameters, $row.StoredParameters, $row.StoredBytes, $row.BitsPerWeight | Should -Be 124439808, 786432, 1572864, 16
        $differences | Should -HaveCount 1
        $differences.Message | Should -BeLike 'gpt2: the checkpoint model.safetensors and the architecture differ: the checkpoint lacks *'

        # The config.json names no dtype, so the weights that are missing have the type of those that are there.
        (Import-Network (Join-Path $folder gpt2) -WarningAction SilentlyContinue | Measure-Memory -Length 1024).WeightBytes | Should -Be (2 * 124439808)
    }

    It 'goes on after a file that is not a network' {
        $folder = New-Item (Join-Path $TestDrive 'mixed') -ItemType Directory
        Copy-Item $static $folder
        'no model' | Set-Content (Join-Path $folder 'aa.txt')
        New-Item (Join-Path $folder 'empty.onnx') | Out-Null
        New-Item (Join-Path $folder 'sub') -ItemType Directory | Out-Null

        $networks = Get-ChildItem $folder | Import-Network -ErrorAction SilentlyContinue -ErrorVariable errors
        @($networks).Count | Should -Be 1
        $errors.FullyQualifiedErrorId | ForEach-Object { $_.Split(',')[0] } | Sort-Object | Should -Be 'FileCorrupt', 'FormatUnknown'
        $errors.TargetObject | Split-Path -Leaf | Sort-Object | Should -Be 'aa.txt', 'empty.onnx'
    }

    It 'is imported in several runspaces at once' {
        $files = 1..8 | ForEach-Object { Copy-Item $static (Join-Path $TestDrive "$_.onnx") -PassThru }
        $rows = $files | ForEach-Object -ThrottleLimit 4 -Parallel { Import-Module $using:manifest; $_ | Import-Network | Measure-Network }

        $rows.Network | Sort-Object | Should -Be (1..8)
        $rows.Macs | Sort-Object -Unique | Should -Be 1814073344
    }

    It 'can have names with brackets' {
        Copy-Item $static (Join-Path $TestDrive '[a] b.onnx')
        (Get-ChildItem -LiteralPath $TestDrive | Where-Object Name -eq '[a] b.onnx' | Import-Network | Measure-Network).Network | Should -Be '[a] b'
    }

    It 'is found relative to the location and on a drive of its own' {
        New-PSDrive Models FileSystem $models | Out-Null
        (Import-Network Models:\resnet18.onnx | Measure-Parameter).Parameters | Should -Be 11684712
        Push-Location $models
        try { (Import-Network resnet*.onnx | Measure-Parameter).Parameters | Should -Be 11684712 }
        finally { Pop-Location; Remove-PSDrive Models }
    }

    It 'stops without an error when Select-Object has enough' {
        $files = @($static) * 50
        $files | Import-Network -ErrorVariable errors | Select-Object -First 1 | Should -HaveCount 1
        $errors | Should -BeNullOrEmpty
    }
}

Describe 'A file that leaves sizes open' {
    It 'has them in its shapes until they are given' {
        (Import-Network $dynamic | Get-OutputShape -PerLayer)[-3].OutputShape | Should -Be 'batchx1280x1x1'
        (Import-Network $dynamic | Get-OutputShape -PerLayer)[1].OutputShape | Should -Be 'batchx32x⌈height/2⌉x⌈width/2⌉'
        (Import-Network $dynamic -Size @{ batch = 2; height = 224; width = 224 } | Get-OutputShape).OutputShape | Should -Be '2x1000'
    }

    It 'has the multiply-adds of its paper at 224x224, for each sample: <BatchSize>' -ForEach @(@{ BatchSize = 1 }, @{ BatchSize = 16 }) {
        (Import-Network $dynamic -Size @{ height = 224; width = 224 } | Measure-Operation -BatchSize $BatchSize).Macs | Should -Be (300774272 * $BatchSize)
        (Import-Network $dynamic | Measure-Operation -BatchSize $BatchSize -InputShape 3, 224, 224).Macs | Should -Be (300774272 * $BatchSize)
        (Import-Network $dynamic | Measure-Operation -InputShape $BatchSize, 3, 224, 224).Macs | Should -Be (300774272 * $BatchSize)
    }

    It 'lists its names of sizes in the error, and keeps them in formulas' {
        { Import-Network $dynamic -Size @{ heigth = 224 } -ErrorAction Stop } | Should -Throw "mobilenet_v2-dynamic.onnx: no size is named 'heigth'; the file has batch, height, width."
        (Import-Network $dynamic | Measure-Operation).MacsFormula | Should -BeLike '*height·width/8 + 1280000 for height, width multiples of 32'
        (Import-Network $dynamic | Measure-Operation -Size @{ height = 224; width = 224 }).Macs | Should -Be 300774272
    }
}

Describe 'Files of other kinds than ONNX' {
    It 'have names for the sizes that they leave open: <File>' -ForEach @(
        @{ File = 'residual.keras'; Size = @{ H = 32; W = 32 }; Macs = 2801824 }
        @{ File = 'gpt2/config.json'; Size = @{ T = 1024 }; Macs = 145824153600 }) {
        $path = Join-Path $models $File
        (Import-Network $path -Size $Size | Measure-Operation).Macs | Should -Be $Macs
        (Import-Network $path | Measure-Operation).Macs | Should -BeNullOrEmpty
        (Import-Network $path | Measure-Operation -Size $Size).Macs | Should -Be $Macs
    }

    It 'go on with a new head' {
        $head = Import-Network (Join-Path $models residual.keras) -Output relu | New-PoolLayer -Global | New-DenseLayer 5
        ($head | Measure-Parameter).Parameters | Should -Be 2949
        ($head | Measure-Network).Network | Should -Be 'residual'
    }

    It 'say that a file of weights has no graph, and never count it as 0' {
        $digits = Import-Network (Join-Path $models digits.safetensors)
        ($digits | Measure-Network).Macs | Should -Be $null
        ($digits | Measure-Network | Out-String) | Should -Match 'digits\s+≥?\s*1.?402\s+≥?\s*1.?386\s+\?\s+\?'
        ($digits | Measure-Parameter).Bytes | Should -Be 3036
        ($digits | Measure-Parameter | Out-String) | Should -Match 'digits\s+1.?402\s+1.?386\s+16\s+3.?036'
        { $digits | Measure-Operation -ErrorAction Stop } | Should -Throw '*a file of weights does not hold*'
        { $digits | Measure-ReceptiveField -ErrorAction Stop } | Should -Throw '*a file of weights does not hold*'
        $digits | Out-String | Should -Match 'Outputs\s+\?, \?, \?\s+conv, head, norm'
    }
}

Describe 'An imported network' {
    It 'goes on with a new head' {
        $head = Import-Network $static -Output /avgpool/GlobalAveragePool | New-FlattenLayer | New-DenseLayer 10 -Name head
        $head.OutputShape.ToString() | Should -Be '1x10'
        ($head | Measure-Parameter).Parameters | Should -Be (11684712 - 513000 + 5130)
        ($head | Measure-Network).Network | Should -Be 'resnet18'
    }

    It 'has receptive fields: 435 in the last block, as published' {
        $rows = Import-Network $static -Output /layer4/layer4.1/relu_1/Relu | Measure-ReceptiveField
        $rows.Size | Should -Be 435, 435
        $rows.Jump | Should -Be 32, 32
    }

    It 'shows its working, layers chosen by wildcards over their paths' {
        $steps = Import-Network $static | Show-Calculation -Layer /layer1/*/conv1/Conv, /fc/Gemm
        $steps.Layer | Select-Object -Unique | Should -Be '/layer1/layer1.0/conv1/Conv', '/layer1/layer1.1/conv1/Conv', '/fc/Gemm'
        $steps.Working | Should -Contain 'params = in·units + units = 512·1000 + 1000 = 513000'
    }

    It 'shows each shape where it has several outputs' {
        $two = Import-Network $static -Output /layer1/layer1.0/Add, /layer2/layer2.0/Add
        $two | Out-String -Width 120 | Should -Match 'Outputs\s+1x64x56x56,\s+/layer1/layer1.0/Add,\s+1x128x28x28\s+/layer2/layer2.0/Add'
    }

    It 'shows the end of long names in the table and keeps them whole' {
        $row = Import-Network $dynamic | Measure-Layer | Select-Object -Skip 1 -First 1
        $row.Name | Should -Be '/features/features.0/features.0.0/Conv'
        $row | Out-String -Width 80 | Should -Match '…\S*features.0.0/Conv .* 896'
    }
}
