BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../DeepCalc.psd1') -Force

    function New-Sweep {
        16, 32, 64 |
            ForEach-Object { New-InputLayer 32, 32, 3 -Network "width $_" | New-ConvLayer $_ 3 } |
            New-PoolLayer -Global | New-DenseLayer 10
    }
}

Describe 'Rows of measures' {
    It 'sort and filter by numbers' {
        (New-Sweep | Measure-Network | Sort-Object Macs -Descending)[0].Network | Should -Be 'width 64'
        New-Sweep | Measure-Network | Where-Object Parameters -gt 1000 | Should -HaveCount 2
    }

    It 'come back from Export-Csv unchanged: <_>' -ForEach @(
        'Measure-Network', 'Measure-Layer', 'Measure-Parameter', 'Measure-Operation', 'Measure-ReceptiveField', 'Measure-Memory', 'Measure-Cache',
        'Get-OutputShape', 'Show-Calculation') {
        $path = Join-Path $TestDrive "$_.csv"
        $rows = @(New-Sweep | & $_)
        $rows | Export-Csv $path
        $back = @(Import-Csv $path)

        $back.Count | Should -Be $rows.Count
        foreach ($i in 0..($rows.Count - 1)) {
            foreach ($property in $rows[$i].PSObject.Properties) {
                $back[$i].($property.Name) | Should -Be "$($property.Value)"
            }
        }
    }

    It 'are the same in a culture with other separators' {
        $before = [cultureinfo]::CurrentCulture
        try {
            $expected = New-Sweep | Measure-ReceptiveField | ConvertTo-Csv
            [cultureinfo]::CurrentCulture = 'de-DE'
            (New-InputLayer '8x8x3' | New-DropoutLayer 0.5).Settings | Should -Be '0.5'
            New-Sweep | Measure-ReceptiveField | ConvertTo-Csv | Should -Be $expected
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }
    }

    It 'become JSON with raw numbers' {
        $json = New-Sweep | Measure-Network | ConvertTo-Json | ConvertFrom-Json
        $json.Parameters | Should -Be 618, 1226, 2442
        $json[0].Macs | Should -BeOfType [long]
        $json[0].Jump | Should -BeNullOrEmpty
    }

    It 'show separators only in the view' {
        $row = New-Sweep | Measure-Network | Select-Object -Last 1
        $row.Macs | Should -BeOfType [long]
        $row | Out-String | Should -Match '1[.,\s]?555[.,\s]?840'
    }
}

Describe 'CSV rows' {
    It 'bind to layers, shapes and paddings by property name' {
        $path = Join-Path $TestDrive 'convs.csv'
        'Name,Filters,Kernel,Stride,Padding', 'a,8,3x5,2,Same', 'b,16,1,1,0' | Set-Content $path

        $rows = Import-Csv $path | New-ConvLayer -InputObject (New-InputLayer 32, 32, 3) | Get-OutputShape
        $rows.OutputShape | Should -Be '16x16x8', '32x32x16'
        $rows.Layer | Should -Be 'a', 'b'

        'Kernel,InputSize,OutputSize', '3,100,50', '5,28,28' | Set-Content $path
        (Import-Csv $path | Find-Padding | Where-Object Stride -in 1, 2).Padding | Should -Be '1', '2'
    }
}

Describe 'Views' {
    It 'show the working as it is written on paper' {
        $text = New-InputLayer 100, 100, 3 | New-ConvLayer 10 3 -Stride 2 -Padding 1 | Show-Calculation | Out-String -Width 160
        $text | Should -Match ([regex]::Escape('H₂ = ⌊(H₁ − F + 2P)/S⌋ + 1 = ⌊(100 − 3 + 2·1)/2⌋ + 1 = 50'))
    }

    It 'mark what is not known' {
        New-ConvLayer 8 3 | Measure-Layer | Out-String | Should -Match '\?'
        New-ConvLayer 8 3 | New-ConvLayer 8 3 | Measure-Network | Out-String | Should -Match '72·C \+ 592'
    }

    It 'cut long names and shapes, and never a number, at 80 columns' {
        $long = 'h' * 40
        $net = New-InputLayer $long, 3 -Network ('n' * 40) -Name ('i' * 40) | New-DenseLayer 100000 -Name ('d' * 40)
        $row = $net | Measure-Layer | Select-Object -Last 1
        $row.OutputShape | Should -Be "${long}x100000"
        $row | Out-String -Width 80 | Should -Match '\n…d{18} h{15}… +400[.,\s]?000 '

        $row = $net | Measure-Network
        $row.OutputShape | Should -Be "${long}x100000"
        $row | Out-String -Width 80 | Should -Match '\n…n{14} +400[.,\s]?000 +400[.,\s]?000 +\?'
        $row | Out-String -Width 120 | Should -Match '\n…n{14} +400[.,\s]?000 +400[.,\s]?000 +\? +\S+ h{38}…'

        $net | Get-OutputShape | Out-String -Width 120 | Should -Match '\n…d{18} Dense +\? h{26}\r?\n +h{14}x100000'
        $net | Measure-Parameter | Out-String -Width 80 | Should -Match '\n…n{14} +400[.,\s]?000 '
        $net | Measure-Parameter -PerWeight | Out-String -Width 80 | Should -Match '\n…d{18} kernel '
        $net | Measure-ReceptiveField | Out-String -Width 80 | Should -Match '\n…d{15} '
    }

    It 'shorten a count that does not fit by its magnitude, whatever row comes first' {
        $small = New-InputLayer 4 | New-DenseLayer 4
        $large = New-InputLayer 4000, 4000, 512 -Network ('n' * 40) | New-ConvLayer 4096 3 -Padding Same
        foreach ($nets in @($small, $large), @($large, $small)) {
            $nets | Measure-Operation | Out-String -Width 80 | Should -Match '\n…n{14} +302[.,]0 T '
            $nets | Measure-Network | Out-String -Width 80 | Should -Match '\n…n{14} +18[.,\s]?878[.,\s]?464 +18[.,\s]?878[.,\s]?464 +302[.,]0 T '
        }
    }

    It 'mark an unknown receptive field and an unknown number of elements' {
        $net = New-InputLayer H, W, 3 | New-PoolLayer -Global | New-DenseLayer 10
        $net | Measure-Layer | Select-Object -Last 1 | Out-String | Should -Match 'dense +10 +40 +30 +all'
        New-InputLayer H, 3 | Get-OutputShape | Out-String | Should -Match 'InputLayer +\? Hx3'
    }

    It 'show a layer at the prompt' {
        New-InputLayer 8, 8, 3 | New-ConvLayer 4 3 -Name mine | Out-String | Should -Match 'mine\s+Conv2D\s+6x6x4\s+4 filters 3'
    }
}
