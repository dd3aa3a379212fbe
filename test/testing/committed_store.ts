/** Gives all tests of one call of vitest a folder that says whether the store of the committed records is up to date. */
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** Path of the folder. */
    committedStore: string;
  }
}

export default async function setUp(
  project: TestProject,
): Promise<() => Promise<void>> {
  const folder = await Deno.makeTempDir({ prefix: "loadline-committed-" });
  project.provide("committedStore", folder);
  return () => Deno.remove(folder, { recursive: true });
}
