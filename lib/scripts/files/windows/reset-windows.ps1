# pcm-script: sft/reset-windows
# Enrolls an installed SFT server agent anew: drops its device token, writes the enrollment token and
# the access address, restarts it and waits until it has enrolled.
# Exit code: 0 when it runs and is enrolled, 3 when it is not installed, 1 otherwise.
if (-not (Get-SftVersion)) {
  [Console]::Error.WriteLine('The agent is not installed: install it first')
  $script:PcmExitCode = 3
  return
}
Invoke-SftEnrollment
