# pcm-script: windows/installed-packages
# Lists installed programs and updates by name, with their version. It changes nothing.
$keys = @(
  'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*',
  'HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\*'
)
$programs = @(Get-ItemProperty -Path $keys -ErrorAction SilentlyContinue |
    Where-Object { $_.DisplayName } |
    ForEach-Object { "$($_.DisplayName) $($_.DisplayVersion)".Trim() })
$updates = @(Get-HotFix -ErrorAction SilentlyContinue | ForEach-Object { "$($_.HotFixID) $($_.Description)" })
$found = @($programs + $updates | Where-Object { $_ -like $PCM_NAME -or $_ -like "$PCM_NAME *" } |
    Sort-Object -Unique)

# SSM cuts output after 24,000 characters, and the summary stands at the end.
$size = 0
$shown = 0
foreach ($line in $found) {
  $size += $line.Length + 2
  if ($size -gt 22000) { break }
  $line
  $shown++
}
$cut = ''
if ($shown -lt $found.Count) { $cut = ", the first $shown shown" }
"$($found.Count) installed packages match $PCM_NAME$cut"
