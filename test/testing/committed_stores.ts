/** Gives all tests of one call of vitest a folder for stores of the committed records: each is loaded once in it. */
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** Path of the folder. */
    committedStores: string;
  }
}

export default async function setUp(
  project: TestProject,
): Promise<() => Promise<void>> {
  const folder = await Deno.makeTempDir({ prefix: "loadline-committed-" });
  project.provide("committedStores", folder);
  return () => Deno.remove(folder, { recursive: true });
}
