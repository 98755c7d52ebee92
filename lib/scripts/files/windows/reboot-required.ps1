# pcm-script: windows/reboot-required
# Says whether the server waits for a restart. It changes nothing.
# Exit code: 0, whatever the answer.
$reasons = @()
$servicing = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending'
$update = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired'
$session = 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager'
if (Test-Path -LiteralPath $servicing) { $reasons += 'component servicing' }
if (Test-Path -LiteralPath $update) { $reasons += 'Windows Update' }
$renames = (Get-ItemProperty -LiteralPath $session).PendingFileRenameOperations
if ($null -ne $renames) { $reasons += 'files to be replaced' }

$boot = (Get-CimInstance -ClassName Win32_OperatingSystem).LastBootUpTime.ToUniversalTime()
"Up since: $($boot.ToString('yyyy-MM-ddTHH:mm:ssZ'))"
if ($reasons.Count -eq 0) {
  'Reboot required: no'
} else {
  'Reboot required: yes (' + ($reasons -join ', ') + ')'
}
