# Every script runs inside this guard. A command may reach a host twice (SendCommand has no
# idempotency key), so the file in the directory named after the run token lets only the first one
# through.
$ErrorActionPreference = 'Stop'
$PcmRunDirectory = "$Env:ProgramData\PCM-Ops\runs\$PCM_RUN_TOKEN"
$PcmExitCode = 0

function Invoke-PcmScript {
  # The script stands here.
}

try {
  [void][System.IO.Directory]::CreateDirectory($PcmRunDirectory)
  [System.IO.File]::Open("$PcmRunDirectory\started", [System.IO.FileMode]::CreateNew).Dispose()
} catch {
  if (-not (Test-Path -LiteralPath "$PcmRunDirectory\started")) {
    [Console]::Error.WriteLine('Cannot record this run, so nothing was run: ' + $_.Exception.Message)
    exit 98
  }
  [Console]::Error.WriteLine('This run reached the host before, so nothing was run again')
  if (Test-Path -LiteralPath "$PcmRunDirectory\exit_code") {
    Get-Content -LiteralPath "$PcmRunDirectory\exit_code" -TotalCount 1
  } else {
    'running'
  }
  exit 97
}

try {
  Invoke-PcmScript
} catch {
  [Console]::Error.WriteLine($_.Exception.Message)
  $PcmExitCode = 1
}
# 97 and 98 are this guard's own. SSM Agent takes 168 for a success, and at 3010 it reboots the host
# and runs the script again.
if (@(97, 98, 168, 3010) -contains $PcmExitCode) {
  $PcmMessage = 'The script ended with the reserved exit code ' + $PcmExitCode + ', reported as 1'
  [Console]::Error.WriteLine($PcmMessage)
  $PcmExitCode = 1
}
[System.IO.File]::WriteAllText("$PcmRunDirectory\exit_code.new", [string]$PcmExitCode)
Move-Item -LiteralPath "$PcmRunDirectory\exit_code.new" -Destination "$PcmRunDirectory\exit_code"
exit $PcmExitCode
