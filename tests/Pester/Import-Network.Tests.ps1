BeforeAll {
    $script:manifest = Join-Path $PSScriptRoot '../../DeepCalc.psd1'
    Import-Module $manifest -Force
    $script:models = Join-Path $PSScriptRoot '../../examples/models'
    $script:dynamic = Join-Path $models 'mobilenet_v2-dynamic.onnx'
    $script:static = Join-Path $models 'resnet18.onnx'
}

Describe 'A folder of models' {
    It 'is one table' {
        $path = Join-Path $TestDrive 'models.csv'
        Get-ChildItem $models | Import-Network | Measure-Network | Export-Csv $path
        $rows = Import-Csv $path

        $rows.Network | Should -Be 'mobilenet_v2-dynamic', 'resnet18'
        $rows.Parameters | Should -Be '3487816', '11684712'
        $rows[0].Assumed | Should -Be 'batch = 1'
        $rows[1].Macs | Should -Be '1814073344'
        $rows[1].Coverage | Should -Be '50 of 50 layers counted'
    }

    It 'goes on after a file that is none' {
        $folder = New-Item (Join-Path $TestDrive 'mixed') -ItemType Directory
        Copy-Item $static $folder
        'no model' | Set-Content (Join-Path $folder 'aa.txt')
        [byte[]]::new(0) | Set-Content (Join-Path $folder 'empty.onnx') -AsByteStream
        New-Item (Join-Path $folder 'sub') -ItemType Directory | Out-Null

        $networks = Get-ChildItem $folder | Import-Network -ErrorAction SilentlyContinue -ErrorVariable errors
        @($networks).Count | Should -Be 1
        $errors.FullyQualifiedErrorId | ForEach-Object { $_.Split(',')[0] } | Sort-Object | Should -Be 'FileCorrupt', 'FileUnreadable', 'FormatUnknown'
        $errors.TargetObject | Split-Path -Leaf | Sort-Object | Should -Be 'aa.txt', 'empty.onnx', 'sub'
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

    It 'stops quietly when enough is there' {
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

    It 'says which names it has' {
        Import-Network $dynamic -Size @{ heigth = 224 } -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
        $warnings | Should -Be "mobilenet_v2-dynamic.onnx: no size is named 'heigth'; the file has batch, height, width."
        { Import-Network $dynamic | Measure-Operation -ErrorAction Stop } | Should -Throw "*-Size @{ 'height' = 1; 'width' = 1 }*"
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
        $steps.Working | Should -Contain 'params = fc.weight + fc.bias = 512000 + 1000 = 513000'
    }

    It 'shows the end of long names in the table and keeps them whole' {
        $row = Import-Network $dynamic | Measure-Layer | Select-Object -Skip 1 -First 1
        $row.Name | Should -Be '/features/features.0/features.0.0/Conv'
        $row | Out-String -Width 80 | Should -Match '…\S+features.0.0/Conv .* 896'
    }
}
