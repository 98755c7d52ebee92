# pcm-script: windows/probe
# Shows that the host takes commands now, and what it runs. It changes nothing.
$system = Get-CimInstance -ClassName Win32_OperatingSystem
$uptime = (Get-Date) - $system.LastBootUpTime
"hostname=$([System.Net.Dns]::GetHostName())"
"os=$($system.Caption) $($system.Version)"
"uptime_seconds=$([long]$uptime.TotalSeconds)"
"time=$([DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ'))"
