const two = (part: number): string => String(part).padStart(2, "0");

/** A time of a store, which is in UTC, where the reader is: `2026-11-26 10:44`, and `2026-11-26 10:44:05` with seconds. Nothing of none. */
export function localTime(iso: string | null, { seconds = false } = {}): string {
  if (iso === null) return "";
  const time = new Date(iso);
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join("-");
  const clock = [time.getHours(), time.getMinutes(), ...(seconds ? [time.getSeconds()] : [])].map(two).join(":");
  return `${day} ${clock}`;
}
