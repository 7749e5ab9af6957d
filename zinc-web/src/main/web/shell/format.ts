const units = ["bytes", "KB", "MB", "GB", "TB"] as const;

/** A size as a person says it: 3 significant digits at most. */
export function bytesInWords(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  if (unit === 0) return size === 1 ? "1 byte" : `${size} bytes`;
  return `${size < 10 ? size.toFixed(1).replace(/\.0$/, "") : Math.round(size)} ${units[unit]}`;
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const plain = new Intl.NumberFormat("en");

export const countInWords = (count: number) => plain.format(count);

/** A rate in little space: 0.4, 12, 1.2K. */
export const rateInShort = (perSecond: number) =>
  perSecond > 0 && perSecond < 10 ? String(Math.round(perSecond * 10) / 10) : compact.format(Math.round(perSecond));

const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export const exactTime = (atMs: number) => exact.format(atMs);

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long ago, and after a week the day itself. */
export function timeInWords(atMs: number, nowMs = Date.now()): string {
  const agoMs = nowMs - atMs;
  if (agoMs < minuteMs) return "just now";
  if (agoMs < hourMs) return some(agoMs / minuteMs, "minute");
  if (agoMs < dayMs) return some(agoMs / hourMs, "hour");
  if (agoMs < 7 * dayMs) return some(agoMs / dayMs, "day");
  return day.format(atMs);
}

function some(amount: number, unit: string): string {
  const whole = Math.floor(amount);
  return `${whole} ${unit}${whole === 1 ? "" : "s"} ago`;
}
