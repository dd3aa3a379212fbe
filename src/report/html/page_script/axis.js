/** Axes of a panel: from value to pixel and back, ticks, and how numbers and times are printed. */

const bend = ({ type }, value) => type === "log" ? Math.log(value) : value;
const straighten = ({ type }, value) =>
  type === "log" ? Math.exp(value) : value;

/** Returns the pixel of a value. */
export function toPixel(axis, value) {
  const [low, high] = axis.domain.map((end) => bend(axis, end));
  const [start, end] = axis.range;
  return start + (bend(axis, value) - low) / (high - low) * (end - start);
}

/** Returns the value at a pixel. */
export function toValue(axis, pixel) {
  const [low, high] = axis.domain.map((end) => bend(axis, end));
  const [start, end] = axis.range;
  return straighten(axis, low + (pixel - start) / (end - start) * (high - low));
}

/** Returns round values in a domain, about as many as asked for. */
export function axisTicks({ type, domain: [low, high] }, count) {
  if (type === "utc" || type === "time") return timeTicks(low, high, count);
  if (type === "log" && high / low >= 10) {
    const first = Math.floor(Math.log10(low));
    const decades = Math.ceil(Math.log10(high)) - first + 1;
    const steps = decades > count / 2 ? [1] : [1, 2, 5];
    return Array.from({ length: decades }, (_, i) => 10 ** (first + i))
      .flatMap((power) => steps.map((step) => step * power))
      .filter((tick) => tick >= low && tick <= high);
  }
  const power = 10 ** Math.floor(Math.log10((high - low) / count));
  const step = power *
    [1, 2, 5, 10].find((factor) => factor * power * count >= high - low);
  const first = Math.ceil(low / step - 1e-9);
  const length = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from(
    { length },
    (_, i) => Number(((first + i) * step).toPrecision(12)),
  );
}

const DAY_MS = 86_400_000;
/** Steps between ticks of time, in milliseconds: all start at midnight UTC. */
const timeSteps = [
  ...[1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200]
    .map((seconds) => seconds * 1000),
  ...[1, 2, 7, 14].map((days) => days * DAY_MS),
];

function timeTicks(low, high, count) {
  const step = timeSteps.find((step) => step * count >= high - low);
  if (step === undefined) return monthTicks(low, high, count);
  // Weeks start on a Monday, as 5 January 1970 was one.
  const origin = step >= 7 * DAY_MS ? 4 * DAY_MS : 0;
  const first = Math.ceil((low - origin) / step);
  const length = Math.floor((high - origin) / step) - first + 1;
  return Array.from({ length }, (_, i) => origin + (first + i) * step);
}

function monthTicks(low, high, count) {
  const monthOf = (time) => {
    const date = new Date(time);
    return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
  };
  const span = monthOf(high) - monthOf(low) + 1;
  const step = [1, 2, 3, 6, 12].find((months) => months * count >= span) ??
    12 * Math.ceil(span / 12 / count);
  const first = Math.ceil(monthOf(low) / step);
  const length = Math.floor(monthOf(high) / step) - first + 1;
  return Array.from({ length }, (_, i) => Date.UTC(1970, (first + i) * step))
    .filter((time) => time >= low);
}

/** Prints the ticks of an axis as the figures do: 0, 5k, 10k; for times their date, or their time of day. */
export function formatTicks({ type }, ticks) {
  if (type === "utc" || type === "time") {
    const daily = ticks.every((tick) => tick % DAY_MS === 0);
    return ticks.map((tick) => formatTime(tick, daily ? "day" : "minute"));
  }
  const largest = Math.max(0, ...ticks.map(Math.abs));
  const [factor, suffix] = largest >= 1e9
    ? [1e9, "G"]
    : largest >= 1e6
    ? [1e6, "M"]
    : largest >= 1e4
    ? [1e3, "k"]
    : [1, ""];
  return ticks.map((tick) => {
    const digits = (tick / factor)
      .toLocaleString("en-US", { maximumSignificantDigits: 10 });
    return tick === 0 ? "0" : `${digits.replace("-", "−")}${suffix}`;
  });
}

/** Prints a value that was read off the drawing, with as many digits as a pixel supports. */
export function formatRead({ type, domain }, value) {
  if (type === "utc" || type === "time") {
    return formatTime(value, domain[1] - domain[0] > 90 * DAY_MS ? "day" : "");
  }
  const rounded = Number(value.toPrecision(4));
  const span = Math.abs(domain[1] - domain[0]);
  // A pixel is about a thousandth of a linear axis: beside 1,000, 0.0004 is 0.
  const shown = type === "linear" && Math.abs(rounded) < span / 5000
    ? 0
    : rounded;
  return shown.toLocaleString("en-US", { maximumSignificantDigits: 4 })
    .replace("-", "−");
}

function formatTime(time, precision) {
  const text = new Date(time).toISOString();
  const day = text.slice(0, 10);
  if (precision === "day") return day;
  return precision === "minute" && !text.startsWith("00:00", 11)
    ? text.slice(11, 16)
    : precision === "minute"
    ? day
    : `${day} ${text.slice(11, 16)}`;
}
