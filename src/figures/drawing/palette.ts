/** Colours, symbols and dashes, distinguishable without colour vision, on white and on black. */

/**
 * Light and dark value of each CSS variable; series hues are Okabe and Ito's, adjusted to a contrast above 3 on both.
 */
export const palette: Readonly<Record<string, readonly [string, string]>> = {
  ink: ["#1f2328", "#e6edf3"],
  muted: ["#59636e", "#9aa4af"],
  paper: ["#ffffff", "#0d1117"],
  c1: ["#0072b2", "#56b4e9"],
  c2: ["#d55e00", "#ff9248"],
  c3: ["#008060", "#3cc79f"],
  c4: ["#a8448a", "#e795cd"],
  c5: ["#857000", "#e2c044"],
  c6: ["#5b5f97", "#aeb2f2"],
};

export const INK = "var(--ink)";
export const MUTED = "var(--muted)";
export const PAPER = "var(--paper)";

/** Style of a series or verdict. */
export interface SeriesStyle {
  readonly colour: string;
  /** Name of a Plot symbol. */
  readonly symbol: string;
  /** SVG dash array, null for a solid line. */
  readonly dash: string | null;
  /** How an area is filled: the three differ in black and white. */
  readonly fill: "tint" | "hatch" | "solid";
}

/** Symbols of series, by position. */
export const symbols = [
  "circle",
  "square",
  "triangle",
  "diamond",
  "times",
  "plus",
];
const dashes = [null, "6 3", "2 3", "8 3 2 3"];

/** Returns the style of a series by its position; after the sixth the colours repeat with another symbol and dash. */
export function seriesStyle(index: number): SeriesStyle {
  const round = Math.floor(index / symbols.length);
  return {
    colour: `var(--c${index % symbols.length + 1})`,
    symbol: symbols[(index + round) % symbols.length] ?? "circle",
    dash: dashAt(round),
    fill: "tint",
  };
}

/** Returns the dash of a position: that of a line alone is solid. */
export function dashAt(position: number): string | null {
  return dashes[position % dashes.length] ?? null;
}

/** Returns the CSS rules that set the variables within one class, by the system's theme or by that of the page. */
export function paletteStyle(className: string): string {
  const values = (side: 0 | 1) =>
    Object.entries(palette)
      .map(([name, colours]) => `--${name}:${colours[side]}`).join(";");
  return [
    `.${className}{${values(0)};color:var(--ink);max-width:100%;height:auto}`,
    `@media (prefers-color-scheme:dark){.${className}{${values(1)}}}`,
    `:root[data-theme=light] .${className}{${values(0)}}`,
    `:root[data-theme=dark] .${className}{${values(1)}}`,
  ].join("\n");
}
