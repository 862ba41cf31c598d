BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../DeepCalc.psd1') -Force
    $script:zoo = Join-Path $PSScriptRoot '../../examples/zoo'
}

Describe 'The zoo' {
    It 'is one table, as the README says' {
        $rows = Get-ChildItem (Join-Path $zoo '*.ps1') | ForEach-Object { & $_ } | Measure-Network
        $rows.Count | Should -BeGreaterOrEqual 48
        ($rows | Sort-Object TrainableParameters)[-1].Network | Should -Be 'Mixtral-8x7B'

        $path = Join-Path $TestDrive 'zoo.csv'
        $rows | Export-Csv $path
        ((Import-Csv $path) | Where-Object Network -eq 'ResNet-50').TrainableParameters | Should -Be '25557032'
    }

    It 'gives the receptive field of a unit of ResNet-50' {
        $unit = & (Join-Path $zoo 'resnet.ps1') ResNet-50 | Measure-Layer | Where-Object Kind -eq Activation | Select-Object -Last 1
        $unit.ReceptiveField | Should -Be 427
        $unit.ReceptiveFieldPerAxis | Should -Be '427x427'
        $unit.LocalReceptiveField | Should -Be 427
    }
}

Describe 'Rows about one unit and one pixel' {
    It 'are flat and come back from Export-Csv: <Question>' -ForEach @(
        @{ Question = 'Unit' }
        @{ Question = 'Pixel' }) {
        $arguments = @{ $Question = 3, 4 }
        $rows = @(New-InputLayer 32, 32, 3 | New-ConvLayer 8 3 -Padding 1 | New-ConvTransposeLayer 8 4 -Stride 2 -Padding 1 | Measure-ReceptiveField @arguments)
        $path = Join-Path $TestDrive "$Question.csv"
        $rows | Export-Csv $path
        $back = @(Import-Csv $path)

        $back.Count | Should -Be 2
        foreach ($property in $rows[0].PSObject.Properties) {
            $back[0].($property.Name) | Should -Be "$($property.Value)"
        }
    }
}
