# Enrolls the SFT server agent. A part of the scripts that install and reset it.

# Writes the address into the configuration and leaves its other lines as they are.
function Set-SftAccessAddress {
  param([string]$Address)
  if ($Address -eq '') {
    throw "Cannot find the server's own address: give an access address"
  }
  $lines = @()
  if (Test-Path -LiteralPath $SftConfig) {
    $lines = @(Get-Content -LiteralPath $SftConfig | Where-Object { $_ -notmatch '^AccessAddress:' })
  }
  $lines += 'AccessAddress: "' + $Address + '"'
  [System.IO.File]::WriteAllLines($SftConfig, [string[]]$lines)
  "AccessAddress is $Address"
}

# Enrolls the server anew: without its device token the agent takes the enrollment token.
function Invoke-SftEnrollment {
  Stop-Service -Name $SftService -Force
  foreach ($path in $SftDeviceTokens) {
    if (Test-Path -LiteralPath $path) { Remove-Item -LiteralPath $path -Force }
  }
  [void][System.IO.Directory]::CreateDirectory($SftState)
  [System.IO.File]::WriteAllText($SftEnrollmentToken, $PCM_ENROLLMENT_TOKEN)
  'The enrollment token is written'
  $address = $PCM_ACCESS_ADDRESS
  if ($address -eq '') { $address = [string](Get-OwnAddress) }
  Set-SftAccessAddress -Address $address
  Set-Service -Name $SftService -StartupType Automatic
  Start-Service -Name $SftService
  Wait-SftEnrollment
}

# Waits until the agent runs and holds a device token of its own.
function Wait-SftEnrollment {
  for ($second = 0; $second -lt 60; $second++) {
    if ((Get-SftServiceState) -eq 'running' -and (Test-SftDeviceToken)) {
      "The agent $(Get-SftVersion) runs and is enrolled"
      return
    }
    Start-Sleep -Seconds 1
  }
  if ((Get-SftServiceState) -eq 'running') {
    throw 'The agent runs, and has not enrolled within 60 seconds: is the token still valid?'
  }
  throw 'The agent does not run'
}
