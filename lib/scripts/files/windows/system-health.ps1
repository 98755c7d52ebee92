# pcm-script: windows/system-health
# Shows load, memory, volumes, failed services and errors of the last day. It changes nothing.
# Exit code: 0 when nothing needs attention, 1 when something does.
$reasons = @()
$system = Get-CimInstance -ClassName Win32_OperatingSystem
$processors = @(Get-CimInstance -ClassName Win32_Processor)
"Host               $([System.Net.Dns]::GetHostName())"
"System             $($system.Caption) $($system.Version)"
"Up since           $($system.LastBootUpTime.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ'))"

$load = [int]($processors | Measure-Object -Property LoadPercentage -Average).Average
"Load               $load%"
if ($load -ge 95) { $reasons += "load $load%" }

$freeMib = [long]($system.FreePhysicalMemory / 1024)
$totalMib = [long]($system.TotalVisibleMemorySize / 1024)
"Memory             $freeMib of $totalMib MiB available"
if ($freeMib * 20 -lt $totalMib) { $reasons += "memory: $freeMib MiB available" }

$volumes = @(Get-CimInstance -ClassName Win32_LogicalDisk -Filter 'DriveType=3 AND Size>0')
foreach ($volume in $volumes) {
  $used = [int][Math]::Ceiling(100 * ($volume.Size - $volume.FreeSpace) / $volume.Size)
  "Disk               $used% $($volume.DeviceID)"
  if ($used -ge 90) { $reasons += "disk: $($volume.DeviceID) $used%" }
}

# A service that starts on a trigger stops with 0; 1077 says that none was needed since the start.
$failed = @(Get-CimInstance -ClassName Win32_Service -Filter "StartMode='Auto' AND State<>'Running'" |
    Where-Object { $_.ExitCode -ne 0 -and $_.ExitCode -ne 1077 } |
    Sort-Object -Property Name | Select-Object -First 20 | ForEach-Object { $_.Name })
$names = 'none'
if ($failed.Count -gt 0) {
  $names = $failed -join ' '
  $reasons += "failed services: $names"
}
"Failed services    $names"

$since = (Get-Date).AddDays(-1)
$query = @{ LogName = 'System'; Level = 1, 2; StartTime = $since }
$errors = @(Get-WinEvent -FilterHashtable $query -MaxEvents 200 -ErrorAction SilentlyContinue)
"System errors      $($errors.Count) in the last day"
"Time               $([DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ'))"

if ($reasons.Count -eq 0) {
  'Healthy'
} else {
  'Needs attention: ' + ($reasons -join '; ')
  $script:PcmExitCode = 1
}
