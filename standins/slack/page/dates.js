/** Times as the reader sees them: in the reader's zone, with Slack's words for days and its `<!date>` tokens. */

import { now, store } from "./store.js";

const DAY = 86_400_000;
const zone = () => store.me?.tz || "UTC";
const formats = new Map();

function format(moment, options) {
  const key = zone() + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-US", { timeZone: zone(), ...options }));
  return formats.get(key).format(moment).replace("\u202f", " ");
}

/** Slack's ts (`"1760000000.000100"`) as a Date. */
export const fromTs = (ts) => new Date(Number(ts) * 1000);

export const timeOf = (moment) => format(moment, { hour: "numeric", minute: "2-digit" });
const secondsOf = (moment) => format(moment, { hour: "numeric", minute: "2-digit", second: "2-digit" });

/** `2026-01-31` in the reader's zone; two moments on the same day share it. */
export function dayKey(moment) {
  const [month, day, year] = format(moment, { year: "numeric", month: "2-digit", day: "2-digit" }).split("/");
  return `${year}-${month}-${day}`;
}

function ordinal(day) {
  const tens = day % 100;
  if (tens >= 11 && tens <= 13) return `${day}th`;
  return `${day}${["th", "st", "nd", "rd"][day % 10] || "th"}`;
}

function longDate(moment, weekday) {
  const day = ordinal(Number(format(moment, { day: "numeric" })));
  const text = `${format(moment, { month: "long" })} ${day}, ${format(moment, { year: "numeric" })}`;
  return weekday ? `${format(moment, { weekday: "long" })}, ${text}` : text;
}

function relativeDay(moment) {
  const key = dayKey(moment);
  const names = [
    [0, "Today"],
    [-DAY, "Yesterday"],
    [DAY, "Tomorrow"],
  ];
  return names.find(([step]) => dayKey(new Date(now().getTime() + step)) === key)?.[1];
}

/** The words on a day divider: "Today", "Yesterday", "Friday, October 9th" (with the year when it is another one). */
export function dayName(moment) {
  const sameYear = format(moment, { year: "numeric" }) === format(now(), { year: "numeric" });
  const full = longDate(moment, true);
  return relativeDay(moment) || (sameYear ? full.replace(/, \d+$/, "") : full);
}

/** A full moment for tips: "Oct 9, 2026 at 2:02:11 PM". */
export const fullMoment = (moment) =>
  `${format(moment, { month: "short", day: "numeric", year: "numeric" })} at ${secondsOf(moment)}`;

/** "3 minutes ago", "in 2 hours". */
export function ago(moment) {
  const seconds = Math.round((moment.getTime() - now().getTime()) / 1000);
  const units = [
    ["year", 31_536_000],
    ["month", 2_592_000],
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) || ["second", 1];
  return new Intl.RelativeTimeFormat("en-US", { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

const TOKENS = {
  date_num: dayKey,
  date: (moment) => longDate(moment, false),
  date_short: (moment) => format(moment, { month: "short", day: "numeric", year: "numeric" }),
  date_long: (moment) => longDate(moment, true),
  date_pretty: (moment) => relativeDay(moment) || TOKENS.date(moment),
  date_short_pretty: (moment) => relativeDay(moment) || TOKENS.date_short(moment),
  date_long_pretty: (moment) => relativeDay(moment) || TOKENS.date_long(moment),
  day_divider_pretty: dayName,
  time: timeOf,
  time_secs: secondsOf,
  ago,
};

/** Fill the tokens of a `<!date>` or a rich text date; a token inside a sentence is lower case when it is a relative day. */
export function dateText(seconds, pattern, fallback) {
  const moment = new Date(Number(seconds) * 1000);
  if (Number.isNaN(moment.getTime())) return fallback || pattern;
  return pattern.replace(/\{(\w+)\}/g, (whole, token, at) => {
    const text = TOKENS[token]?.(moment) ?? whole;
    return at > 0 && /^(Today|Yesterday|Tomorrow)$/.test(text) ? text.toLowerCase() : text;
  });
}

/** The workspace's clock for the header: "Sat, Jan 31, 9:00 AM". */
export const clockText = () =>
  format(now(), {
    weekday: "short",
    month: "short",
    day: "numeric",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
  });

/** A moment in epoch seconds as the reader's wall clock, for a datetime field: `2026-01-31T09:30`. */
export function wallClock(seconds) {
  const moment = new Date(seconds * 1000);
  return `${dayKey(moment)}T${format(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}`;
}

/** The reader's wall clock as epoch seconds; the zone's offset is found by looking, twice for the days the clock changes. */
export function epochOf(wall) {
  const wanted = Date.parse(`${wall}Z`) / 1000;
  const miss = (guess) => Date.parse(`${wallClock(guess)}Z`) / 1000 - wanted;
  const first = wanted - miss(wanted);
  return first - miss(first);
}
