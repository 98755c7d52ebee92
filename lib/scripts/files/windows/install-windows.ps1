# pcm-script: sft/install-windows
# Installs the SFT server agent of Okta's stable channel and enrolls it.
# Exit code: 0 when it runs and is enrolled, 3 when it is there already, 1 otherwise.
$version = Get-SftVersion
if ($version) {
  [Console]::Error.WriteLine("The agent $version is installed already: reset it instead")
  $script:PcmExitCode = 3
  return
}

[System.Net.ServicePointManager]::SecurityProtocol = [System.Net.SecurityProtocolType]::Tls12
$channel = 'https://dist.scaleft.com/repos/windows/stable/amd64/server-tools/'
$client = New-Object -TypeName System.Net.WebClient
$releases = ConvertFrom-Json -InputObject ($client.DownloadString($channel + 'dull.json'))
$link = [string]($releases.releases[0].links[0].href)
# The list says where in the channel the installer is, and nothing else may come of it.
if ($link -notmatch '^(\./)?[\w./-]+\.msi$' -or $link -match '\.\./') {
  throw "Cannot find the installer in the list of releases: it names '$link'"
}
$installer = "$PcmRunDirectory\server-tools.msi"
$client.DownloadFile($channel + $link, $installer)
$signature = Get-AuthenticodeSignature -FilePath $installer
if ($signature.Status -ne 'Valid') {
  throw "Cannot run the installer: its signature is $($signature.Status), expected Valid"
}

$log = "$PcmRunDirectory\install.log"
$arguments = @('/i', "`"$installer`"", '/qn', '/norestart', '/l*', "`"$log`"")
$process = Start-Process -FilePath 'msiexec.exe' -ArgumentList $arguments -Wait -PassThru
if (@(0, 3010) -notcontains $process.ExitCode) {
  throw "Cannot install the agent: msiexec ended with $($process.ExitCode), see $log"
}
Remove-Item -LiteralPath $installer -Force
"Installed ScaleFT Server Tools $(Get-SftVersion)"
Invoke-SftEnrollment
