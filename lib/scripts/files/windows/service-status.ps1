# pcm-script: windows/service-status
# Shows the state of services: those named, or those that patching watches. It changes nothing.
# Exit code: 0 when every service shown that is installed runs, 1 when one does not, or when one
# that was named is not installed.
$isNamed = $PCM_SERVICES -ne ''
$names = @('scaleft-server-tools', 'CSFalconService', 'enstart64', 'BESClient', 'AmazonSSMAgent')
if ($isNamed) { $names = @($PCM_SERVICES -split '[, ]+' | Where-Object { $_ -ne '' }) }

$faults = @()
'SERVICE'.PadRight(30) + ' ' + 'STATE'.PadRight(14) + ' AT START'
foreach ($name in $names) {
  $service = Get-CimInstance -ClassName Win32_Service -Filter "Name='$name'"
  $state = 'not installed'
  $start = '-'
  if ($null -ne $service) {
    $state = $service.State.ToLowerInvariant()
    $start = $service.StartMode.ToLowerInvariant()
  }
  $name.PadRight(30) + ' ' + $state.PadRight(14) + ' ' + $start
  $isFault = $state -ne 'running' -and ($isNamed -or $null -ne $service)
  if ($isFault) { $faults += "$name is $state" }
}

if ($faults.Count -eq 0) {
  'All installed services run'
} else {
  'Needs attention: ' + ($faults -join '; ')
  $script:PcmExitCode = 1
}
