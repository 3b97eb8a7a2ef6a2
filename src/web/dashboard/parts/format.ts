/** Numbers and times as people read them. */
import { language } from "./language.ts";

const MINUS = "−";

/** `-1.2` with a sign that is as wide as a plus. */
/** A number that is written as 0 has no sign. */
export function plain(value: number, decimals = 2): string {
  const digits = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(digits) !== 0 ? `${MINUS}${digits}` : digits;
}

export const signed = (value: number, decimals = 2): string =>
  Number(Math.abs(value).toFixed(decimals)) === 0
    ? (0).toFixed(decimals)
    : `${value < 0 ? MINUS : "+"}${Math.abs(value).toFixed(decimals)}`;

/** Three significant digits. */
export const short = (value: number): string => (value === 0 ? "0" : String(Number(value.toPrecision(3))));

export const count = (value: number): string => value.toLocaleString("en");

export const plural = (value: number, thing: string): string => `${count(value)} ${thing}${value === 1 ? "" : "s"}`;

const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];
const WEEK = 7 * DAY;

/** `25 s`, `10 min`, `1 h 2 min`, `3 d 4 h` */
export function duration(seconds: number): string {
  const rounded = Math.max(1, Math.round(seconds));
  if (rounded < MINUTE) return `${rounded} s`;
  const minutes = Math.round(seconds / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  if (minutes < 24 * 60) return inTwo(Math.floor(minutes / 60), "h", minutes % 60, "min");
  return inTwo(Math.floor(hours / 24), "d", hours % 24, "h");
}

const inTwo = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small ? `${large} ${largeUnit} ${small} ${smallUnit}` : `${large} ${largeUnit}`;

/** `now`, `26 min ago`, `today 09:58`, `Nov 3` */
export function when(iso: string, now = new Date()): string {
  const then = new Date(iso);
  const seconds = (now.getTime() - then.getTime()) / 1000;
  if (seconds < 5) return "now";
  if (seconds < HOUR) return `${duration(seconds)} ago`;
  const clock = then.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (then.toDateString() === now.toDateString()) return `today ${clock}`;
  if (new Date(now.getTime() - 1000 * DAY).toDateString() === then.toDateString()) return `yesterday ${clock}`;
  return then.toLocaleDateString("en", {
    month: "short",
    day: "numeric",
    ...(then.getFullYear() !== now.getFullYear() && { year: "numeric" }),
  });
}

export const clockTime = (iso: string): string =>
  new Date(iso).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** When so many seconds have passed: `13:06`, `tomorrow 02:10`. */
export function at(seconds: number): string {
  const then = new Date(Date.now() + 1000 * seconds);
  const clock = then.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (then.toDateString() === new Date().toDateString()) return clock;
  const day = seconds < WEEK - DAY ? { weekday: "short" as const } : { month: "short" as const, day: "numeric" as const };
  return `${then.toLocaleDateString("en", day)} ${clock}`;
}

/** `212 MB` */
export const bytes = (value: number): string => (value < 1e9 ? `${Math.round(value / 1e6)} MB` : `${(value / 1e9).toFixed(2)} GB`);
