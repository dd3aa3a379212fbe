import { expect } from "vitest";
import type { Figure } from "../../src/figures/mod.ts";

const folder = new URL("../golden/figures/", import.meta.url);

/**
 * Compares a figure with test/golden/figures/<name>.svg. A mismatch leaves <name>.got beside it; UPDATE_GOLDEN=1
 * accepts it.
 */
export async function expectGolden(
  figure: Figure,
  name: string,
): Promise<void> {
  const file = new URL(`${name}.svg`, folder);
  const got = new URL(`${name}.got`, folder);
  if (Deno.env.get("UPDATE_GOLDEN") === "1") {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(file, figure.svg);
    return;
  }
  const wanted = await Deno.readTextFile(file);
  if (wanted !== figure.svg) await Deno.writeTextFile(got, figure.svg);
  expect(figure.svg).toBe(wanted);
}
