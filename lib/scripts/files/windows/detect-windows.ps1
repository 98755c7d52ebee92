# pcm-script: sft/detect-windows
# Says what there is of the SFT server agent. It changes nothing.
function Format-Answer {
  param([bool]$Value)
  if ($Value) { return 'yes' }
  return 'no'
}

$version = [string](Get-SftVersion)
$service = Get-SftServiceState
$isEnrolled = Test-SftDeviceToken
$accessAddress = ''
if (Test-Path -LiteralPath $SftConfig) {
  $line = Get-Content -LiteralPath $SftConfig | Where-Object { $_ -match '^AccessAddress:' } |
    Select-Object -First 1
  $accessAddress = ([string]$line -replace '^AccessAddress:', '').Trim().Trim('"')
}

"hostname=$([System.Net.Dns]::GetHostName())"
'platform=windows'
'family=windows'
"installed=$(Format-Answer -Value ($version -ne ''))"
"version=$version"
"service=$service"
"device_token=$(Format-Answer -Value $isEnrolled)"
"enrollment_token=$(Format-Answer -Value (Test-SftFile -Path $SftEnrollmentToken))"
"config=$(Format-Answer -Value (Test-SftFile -Path $SftConfig))"
"access_address=$accessAddress"
"own_address=$([string](Get-OwnAddress))"
if ($version -eq '') {
  'summary=The agent is not installed'
} elseif ($service -ne 'running') {
  'summary=The agent is installed and does not run'
} elseif (-not $isEnrolled) {
  'summary=The agent runs and is not enrolled'
} else {
  'summary=The agent runs and is enrolled'
}
