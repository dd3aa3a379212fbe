/** Units of bytes, each 1,024 times the one before. */
const units = ["B", "KiB", "MiB", "GiB", "TiB"];

/** Unit in which values have few digits, and the factor that turns values into it. */
export interface ScaledUnit {
  readonly unit: string;
  readonly factor: number;
}

/** Chooses the unit of bytes, or bytes a second, for values up to `largest`; other units stay as they are. */
export function scaleBytes(unit: string, largest: number): ScaledUnit {
  const [bytes = "", ...rest] = unit.split("/");
  const index = units.indexOf(bytes);
  if (index < 0 || !(largest > 0)) return { unit, factor: 1 };
  const size = index + Math.floor(Math.log2(largest) / 10 + 1e-9);
  const best = Math.min(Math.max(size, 0), units.length - 1);
  return {
    unit: [units[best], ...rest].join("/"),
    factor: 1024 ** (index - best),
  };
}
