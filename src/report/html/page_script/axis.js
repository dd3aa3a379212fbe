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

/** Returns the pixel of one panel that shows the value at a pixel of another. */
export function samePlace(from, to, pixel) {
  return from === to ? pixel : toPixel(to.x, toValue(from.x, pixel));
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
    const timeLength = ticks.some((tick) => tick % 60_000 !== 0) ? 8 : 5;
    return ticks.map((tick) => {
      const [day, time] = new Date(tick).toISOString().split("T");
      return tick % DAY_MS === 0 ? day : time.slice(0, timeLength);
    });
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

/** Prints a value that was read off the drawing, with as many digits as its places in hundredths of a pixel support. */
export function formatRead({ type, domain, grain }, value) {
  if (type === "utc" || type === "time") {
    const days = (domain[1] - domain[0]) / DAY_MS;
    const text = new Date(value).toISOString().replace("T", " ");
    return text.slice(0, days > 90 ? 10 : days > 0.5 ? 16 : 19);
  }
  const place = 10 ** Math.ceil(Math.log10(grain));
  const rounded = type === "linear"
    ? Math.round(value / place) * place + 0
    : value;
  return rounded.toLocaleString("en-US", { maximumSignificantDigits: 4 })
    .replace("-", "−");
}

/** Prints the percentile at a number of nines with two digits of what is above it: 63, 99.37, 99.9. */
export function formatPercentile(nines) {
  const above = 100 * 10 ** -nines;
  const digits = Math.max(0, 1 - Math.floor(Math.log10(above) + 1e-3));
  return (100 - above)
    .toLocaleString("en-US", { maximumFractionDigits: digits });
}

/** Returns percentiles within a domain of nines, at most about as many as asked for, with their texts. */
export function percentileTicks({ domain: [low, high] }, count) {
  const decades = Array.from({ length: Math.ceil(high) + 1 }, (_, i) => i);
  const choices = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1]].map((tails) =>
    decades.flatMap((nines) => tails.map((tail) => nines - Math.log10(tail)))
      .filter((nines) => nines >= low - 1e-9 && nines <= high + 1e-9)
  );
  const fitting = choices.find(({ length }) => length <= count) ?? choices[2];
  return fitting.sort((a, b) => a - b)
    .map((nines) => ({ value: nines, text: formatPercentile(nines) }));
}
