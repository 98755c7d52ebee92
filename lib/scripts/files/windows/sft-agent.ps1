# What the scripts for the SFT server agent (Okta Advanced Server Access) know. A part of them.
# Paths: Okta help, "Configure the Advanced Server Access server agent". The agent deletes the
# enrollment token itself once it has enrolled and holds a device token.
$SftService = 'scaleft-server-tools'
$SftState = 'C:\Windows\System32\config\systemprofile\AppData\Local\ScaleFT'
$SftConfig = "$SftState\sftd.yaml"
$SftEnrollmentToken = "$SftState\enrollment.token"
$SftDeviceTokens = @("$SftState\device.token", "$SftState\state\device.token")

# Returns the agent's version; nothing when it is not installed.
function Get-SftVersion {
  $keys = @(
    'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*',
    'HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\*'
  )
  Get-ItemProperty -Path $keys -ErrorAction SilentlyContinue |
    Where-Object { $_.DisplayName -like 'ScaleFT Server Tools*' } |
    Select-Object -First 1 | ForEach-Object { $_.DisplayVersion }
}

# Returns running, stopped or absent.
function Get-SftServiceState {
  $service = Get-Service -Name $SftService -ErrorAction SilentlyContinue
  if ($null -eq $service) { return 'absent' }
  if ($service.Status -eq 'Running') { return 'running' }
  return 'stopped'
}

# Tells whether the file is there and holds something.
function Test-SftFile {
  param([string]$Path)
  $file = Get-Item -LiteralPath $Path -Force -ErrorAction SilentlyContinue
  return $null -ne $file -and $file.Length -gt 0
}

function Test-SftDeviceToken {
  foreach ($path in $SftDeviceTokens) {
    if (Test-SftFile -Path $path) { return $true }
  }
  return $false
}

# Returns the server's own address.
function Get-OwnAddress {
  Get-CimInstance -ClassName Win32_NetworkAdapterConfiguration -Filter 'IPEnabled=TRUE' |
    Where-Object { $_.DefaultIPGateway } | ForEach-Object { $_.IPAddress } |
    Where-Object { $_ -match '^\d+\.\d+\.\d+\.\d+$' } | Select-Object -First 1
}
