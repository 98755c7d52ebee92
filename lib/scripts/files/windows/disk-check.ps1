# pcm-script: windows/disk-check
# Shows disks with their ids and how full volumes are, as text or as JSON. It changes nothing.
# Exit code: 0 when every volume is below the limit, 1 when one is not.
$limit = [int]$PCM_MAX_USED_PERCENT
$disks = @(Get-CimInstance -ClassName Win32_DiskDrive | Sort-Object -Property Index | ForEach-Object {
    [ordered]@{
      number = $_.Index
      model = $_.Model
      serial = ([string]$_.SerialNumber).Trim()
      size_bytes = [long]$_.Size
      partitions = $_.Partitions
    }
  })
$volumes = @(Get-CimInstance -ClassName Win32_Volume -Filter 'DriveType=3 AND Capacity>0' |
    Sort-Object -Property Name | Select-Object -First 100 | ForEach-Object {
      [ordered]@{
        name = $_.Name
        label = [string]$_.Label
        file_system = $_.FileSystem
        id = $_.DeviceID
        size_bytes = [long]$_.Capacity
        free_bytes = [long]$_.FreeSpace
        used_percent = [int][Math]::Ceiling(100 * ($_.Capacity - $_.FreeSpace) / $_.Capacity)
      }
    })
$full = @($volumes | Where-Object { $_.used_percent -ge $limit })
if ($full.Count -eq 0) {
  $summary = "All $($volumes.Count) volumes are below $limit%"
} else {
  $named = @($full | ForEach-Object { "$($_.name) $($_.used_percent)%" })
  $summary = "At or above ${limit}%: " + ($named -join ', ')
  $script:PcmExitCode = 1
}

if ($PCM_FORMAT -eq 'json') {
  ConvertTo-Json -Depth 4 -InputObject ([ordered]@{
      host = [System.Net.Dns]::GetHostName()
      disks = $disks
      volumes = $volumes
      summary = $summary
    })
  return
}
'=== Disks ==='
foreach ($disk in $disks) {
  $size = [Math]::Round($disk.size_bytes / 1GB, 1)
  "$($disk.number)  $size GiB  $($disk.partitions) partitions  $($disk.serial)  $($disk.model)"
}
'=== Volumes ==='
foreach ($volume in $volumes) {
  $free = [Math]::Round($volume.free_bytes / 1GB, 1)
  $size = [Math]::Round($volume.size_bytes / 1GB, 1)
  "$($volume.name)  $($volume.file_system)  $free of $size GiB free  $($volume.used_percent)% used"
  "    $($volume.id)  $($volume.label)"
}
'=== Summary ==='
$summary
