import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { Figure } from "../../src/figures/mod.ts";

const folder = new URL("../golden/figures/", import.meta.url);

/** Compares a figure with test/golden/figures/<name>.svg; `deno task test -u` accepts it. */
export async function expectGolden(
  figure: Figure,
  name: string,
): Promise<void> {
  await expect(figure.svg).toMatchFileSnapshot(
    fileURLToPath(new URL(`${name}.svg`, folder)),
  );
}
