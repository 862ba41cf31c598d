# Checkpoints of PyTorch: their tensors, and the code that Python would run to load them.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot ../../DeepCalc.psd1) -Force
    $checkpoint = Join-Path $PSScriptRoot ../../examples/checkpoints/digits.pt
}

Describe 'A checkpoint of PyTorch' {
    It 'has the tensors of the network, and says what it leaves out' {
        $lines = Import-Network $checkpoint -Verbose 4>&1
        $network = $lines | Where-Object { $_ -is [DeepCalc.Layer] }
        ($network | Measure-Parameter).Parameters | Should -Be 1402
        ($network | Measure-Parameter).Bytes | Should -Be 3036
        ($network | Measure-Parameter -PerWeight).Weight | Should -Contain 'running_mean'
        $lines -join "`n" | Should -Match 'Left out: the state of an optimizer, 18 tensors with 5952 bytes'
    }
}

Describe 'Test-Checkpoint' {
    It 'finds nothing but what weights_only allows in a checkpoint of weights' {
        Test-Checkpoint $checkpoint -Quiet | Should -BeTrue
        $rows = Test-Checkpoint $checkpoint
        $rows.Function | Should -Contain 'torch._utils._rebuild_tensor_v2'
        $rows | Where-Object -Not IsAllowed | Should -BeNullOrEmpty
        ($rows | ConvertTo-Csv)[0] | Should -Be '"File","Function","Call","Calls","IsAllowed"'
    }

    It 'names a command that a file would run, and does not run it' {
        $proof = Join-Path $TestDrive ran
        $file = Join-Path $TestDrive bad.pt
        [System.IO.File]::WriteAllBytes($file, [byte[]](0x80, 2) + [System.Text.Encoding]::UTF8.GetBytes("cposix`nsystem`n(S'touch $proof'`ntR."))
        $row = Test-Checkpoint $file
        $row.Function | Should -Be 'posix.system'
        $row.IsAllowed | Should -BeFalse
        Test-Checkpoint $file -Quiet | Should -BeFalse
        { Import-Network $file -ErrorAction Stop } | Should -Throw '*without weights*'
        $proof | Should -Not -Exist
    }
}
