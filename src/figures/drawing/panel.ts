/** Axis as the script of a page reads it: enough to turn a pixel into a value and to draw ticks anew. */
interface AxisScale {
  readonly type: string;
  readonly domain: readonly unknown[];
  readonly range: readonly number[];
}

/**
 * Moves the content of a panel into a group, without Plot's own style, which would affect the page, and notes the axes
 * as `data-x-*` and `data-y-*`. Axes of names rather than numbers are left out. A `data-x-read` of the panel, which says
 * what the places of its x axis mean to a reader, is kept.
 */
export function copyPanel(panel: Element, group: Element): void {
  group.setAttribute("text-anchor", "middle");
  const read = panel.getAttribute("data-x-read");
  if (read !== null) group.setAttribute("data-x-read", read);
  for (const name of ["x", "y"] as const) {
    const axis = readAxis(panel, name);
    if (axis === null) continue;
    group.setAttribute(`data-${name}-type`, axis.type);
    group.setAttribute(`data-${name}-domain`, axis.domain.map(exact).join(" "));
    group.setAttribute(`data-${name}-range`, axis.range.map(pixel).join(" "));
  }
  for (const child of [...panel.childNodes]) {
    if (child.nodeName.toLowerCase() !== "style") group.append(child);
  }
}

const numeric = new Set(["linear", "log", "utc", "time"]);

function readAxis(panel: Element, name: "x" | "y"): AxisScale | null {
  if (!("scale" in panel) || typeof panel.scale !== "function") return null;
  const scale = panel.scale(name) as Partial<AxisScale> | undefined;
  const { type = "", domain = [], range = [] } = scale ?? {};
  if (!numeric.has(type) || range.length !== 2) return null;
  return { type, domain, range };
}

/** Hundredths of a pixel, as all places of a drawing. */
function pixel(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** Twelve digits are the same on every machine. */
function exact(value: unknown): string {
  return String(Number(Number(value).toPrecision(12)));
}
