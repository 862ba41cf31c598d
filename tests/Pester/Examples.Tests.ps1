BeforeDiscovery {
    $script:scripts = Get-ChildItem (Join-Path $PSScriptRoot '../../examples') -Filter *.ps1 -Recurse
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../DeepCalc.psd1') -Force
    $script:examples = Join-Path $PSScriptRoot '../../examples'
}

Describe 'examples/<_.Name>' -ForEach $scripts {
    It 'runs without errors and has output' {
        $output = & $_.FullName -ErrorVariable errors
        $errors | Should -BeNullOrEmpty
        $output | Should -Not -BeNullOrEmpty
    }
}

Describe 'The README' {
    BeforeDiscovery {
        $text = Get-Content (Join-Path $PSScriptRoot '../../README.md') -Raw
        $script:blocks = [regex]::Matches($text, '(?s)```powershell\r?\n(.*?)```') | ForEach-Object { $_.Groups[1].Value }
    }

    It 'has an example that runs: <_>' -ForEach $blocks {
        Push-Location $TestDrive
        try {
            New-Item examples -ItemType Directory -Force | Out-Null
            Copy-Item (Join-Path $examples models) examples -Recurse -Force
            $errors = $null
            . ([scriptblock]::Create($_)) -ErrorVariable errors | Out-Null
            $errors | Should -BeNullOrEmpty
        }
        finally {
            Pop-Location
        }
    }
}
