/**
 * The legend of meaning: what a colour, a dash, a symbol and a fill say is the same in every figure. Each is told apart
 * from the others without colour too. Series without a meaning of their own take `seriesStyle()`.
 */
import {
  INK,
  MUTED,
  type SeriesStyle,
  seriesStyle,
  symbols,
} from "./palette.ts";

/** What a mark can mean. */
export type Meaning =
  /** Answered in time; an objective held; a verdict passed. */
  | "ok"
  /** Answered, but after the run's timeout. */
  | "late"
  /** Not answered, or answered wrongly; an objective broken; a verdict failed. */
  | "failed"
  /** Not measured, not counted, or unknown. */
  | "missing"
  /** A fault is active. */
  | "fault"
  /** A phase of a run. */
  | "phase"
  /** A measured value without a verdict. */
  | "measured"
  /** A curve fitted to measured values. */
  | "fitted"
  /** A value or curve that others published. */
  | "published"
  /** The limit of an objective or of a resource. */
  | "limit"
  /** Latency percentiles, the darker the rarer, and the slowest of all. */
  | "p50"
  | "p95"
  | "p99"
  | "max";

const blue = "var(--c1)";
const vermillion = "var(--c2)";
const green = "var(--c3)";
const purple = "var(--c4)";
const yellow = "var(--c5)";
const indigo = "var(--c6)";

const styles: Readonly<Record<Meaning, SeriesStyle>> = {
  ok: style(blue, "circle", null, "tint"),
  late: style(yellow, "triangle", "6 3", "hatch"),
  failed: style(vermillion, "times", "2 3", "solid"),
  missing: style(MUTED, "diamond", "1 3", "tint"),
  fault: style(INK, "square", "4 3", "hatch"),
  phase: style(MUTED, "square", "1 3", "tint"),
  measured: style(INK, "circle", null, "tint"),
  fitted: style(INK, "circle", null, "tint"),
  published: style(purple, "plus", "7 4", "tint"),
  limit: style(INK, "square", "8 3 2 3", "tint"),
  p50: style(green, "circle", null, "tint"),
  p95: style(green, "square", "6 3", "tint"),
  p99: style(INK, "triangle", null, "tint"),
  max: style(MUTED, "diamond", "2 3", "tint"),
};

/** Returns the style of a meaning. */
export function meaningStyle(meaning: Meaning): SeriesStyle {
  return styles[meaning];
}

/** Words of the record, by meaning; each stands alone or at the start of a phrase. */
const words: readonly (readonly [Meaning, RegExp])[] = [
  ["ok", /^(pass|passed|ok|met|success|succeeded|held|in time|answered)\b/i],
  ["late", /^(late|degraded)\b/i],
  [
    "failed",
    /^(fail|failed|failure|not ok|errors?|missed|broken?|timeout|rejected|refused)\b/i,
  ],
  ["missing", /^(ignored?|skip|skipped|invalid|incomplete|unknown|missing)\b/i],
];

/** Finds the meaning of a verdict, a status or an outcome in the words of the record; null for another word. */
export function meaningOf(word: string): Meaning | null {
  return words.find(([, pattern]) => pattern.test(word))?.[0] ?? null;
}

/** Hues of series by position: those of late and failed come last, as a series is neither. */
const hues = [0, 2, 3, 5, 4, 1];

/** Systems of the lab. None has the colour of a success or a failure. */
const systems: Readonly<Record<string, SeriesStyle>> = {
  etcd: style(green, "circle", null, "tint"),
  redis: style(purple, "square", "6 3", "tint"),
  kv: style(indigo, "triangle", "8 3 2 3", "tint"),
  http: style(yellow, "diamond", "2 3", "tint"),
  prometheus: style(indigo, "circle", null, "tint"),
  loki: style(green, "square", "6 3", "tint"),
};

/** Returns the style of a system of the lab; null for another name. */
function systemStyle(name: string): SeriesStyle | null {
  return Object.hasOwn(systems, name) ? systems[name] ?? null : null;
}

/**
 * Returns a function from a series to its style: that of its meaning or its system if the name has one, otherwise a
 * colour by its position in `names` that no meaning among them has, nor one of `beside`, which the figure draws too, and a
 * symbol of its own while there are some. Names outside `names` are drawn in ink.
 */
export function stylesOf(
  names: readonly string[],
  beside: readonly Meaning[] = [],
): (name: string) => SeriesStyle {
  const fixed = names.map((name) => {
    const meaning = meaningOf(name);
    return meaning === null ? systemStyle(name) : meaningStyle(meaning);
  });
  const drawn = [...fixed, ...beside.map(meaningStyle)]
    .flatMap((style) => style ?? []);
  const taken = new Set(drawn.map(({ colour }) => colour));
  // Four rounds of the hues; if meanings take all of them, series share them.
  const all = [0, 1, 2, 3].flatMap((round) =>
    hues.map((hue) => seriesStyle(round * hues.length + hue))
  );
  const free = all.filter(({ colour }) => !taken.has(colour));
  const others = free.length > 0 ? free : all;
  let next = 0;
  const takeNext = () => {
    const style = withOwnSymbol(others[next++ % others.length]!, drawn);
    drawn.push(style);
    return style;
  };
  const styles = new Map(
    names.map((name, i) => [name, fixed[i] ?? takeNext()] as const),
  );
  return (name) => styles.get(name) ?? { ...seriesStyle(0), colour: INK };
}

/** Returns a style with a symbol that none has which is drawn; if all are taken, none of its colour. */
function withOwnSymbol(
  style: SeriesStyle,
  drawn: readonly SeriesStyle[],
): SeriesStyle {
  const isFree = (symbol: string, among: readonly SeriesStyle[]) =>
    among.every((other) => other.symbol !== symbol);
  const ofColour = drawn.filter(({ colour }) => colour === style.colour);
  const wanted = [style.symbol, ...symbols];
  const symbol = wanted.find((one) => isFree(one, drawn)) ??
    wanted.find((one) => isFree(one, ofColour)) ?? style.symbol;
  return { ...style, symbol };
}

function style(
  colour: string,
  symbol: string,
  dash: string | null,
  fill: SeriesStyle["fill"],
): SeriesStyle {
  return { colour, symbol, dash, fill };
}
