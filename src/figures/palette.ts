/** Colours, symbols and dashes, which are told apart without colour vision and on white as on black. */

/** Light and dark value of each CSS variable; series hues are Okabe and Ito's, moved until both have a contrast above 3. */
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

/** How a series or verdict is drawn. */
export interface Look {
  readonly colour: string;
  /** Name of a Plot symbol. */
  readonly symbol: string;
  /** SVG dash array, null for a whole line. */
  readonly dash: string | null;
}

const symbols = ["circle", "square", "triangle", "diamond", "times", "plus"];
const dashes = [null, "6 3", "2 3", "8 3 2 3"];

/** Look of the series at a place in the order of series; past the sixth the colours return with another dash. */
export function seriesLook(index: number): Look {
  return {
    colour: `var(--c${index % symbols.length + 1})`,
    symbol: symbols[index % symbols.length] ?? "circle",
    dash: dashes[Math.floor(index / symbols.length) % dashes.length] ?? null,
  };
}

/** Looks of series by name, in the order of `names`; what is none of them is drawn in ink. */
export function seriesLooks(
  names: readonly string[],
): (name: string) => Look {
  const looks = new Map(names.map((name, i) => [name, seriesLook(i)]));
  return (name) => looks.get(name) ?? { ...seriesLook(0), colour: INK };
}

/** Rules that give the variables their values within one class, for the system's theme and for a page that chose one. */
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
