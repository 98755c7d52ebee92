/** How a moment is written in a zone. */
export interface TimeText {
  /** Such as `2026-11-23 02:14`. */
  readonly text: string;
  /** Such as `UTC`, `+01` or `-03:30`. */
  readonly zone: string;
}

/**
 * Writes a moment in a zone, in the same width whatever the zone.
 *
 * @param date The moment.
 * @param options Whether to show seconds, and the zone's minutes east of UTC.
 * @returns Date and time, and the zone beside it.
 */
export function timeText(
  date: Date,
  { seconds = false, eastMinutes = 0 }: {
    readonly seconds?: boolean;
    readonly eastMinutes?: number;
  } = {},
): TimeText {
  const shifted = new Date(date.getTime() + eastMinutes * 60_000).toISOString();
  const text = shifted.slice(0, seconds ? 19 : 16).replace("T", " ");
  return { text, zone: eastMinutes === 0 ? "UTC" : zoneText(eastMinutes) };
}

function zoneText(eastMinutes: number): string {
  const distance = Math.abs(eastMinutes);
  const [hours, minutes] = [Math.floor(distance / 60), distance % 60].map((part) =>
    String(part).padStart(2, "0")
  );
  return `${eastMinutes < 0 ? "-" : "+"}${hours}${minutes === "00" ? "" : `:${minutes}`}`;
}
