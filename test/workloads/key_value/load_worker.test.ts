import { expect, test } from "vitest";

const src = new URL("../../../src/", import.meta.url);

/** Returns the modules that a module needs when it runs: files below `src`, and packages. */
function findImports(from: URL, found = new Set<string>()): Set<string> {
  const text = Deno.readTextFileSync(from);
  const imports = text.matchAll(
    /^(?:import|export)\s(?!type\b)[^;"]*\bfrom "([^"]+)"/gm,
  );
  for (const [, target = ""] of imports) {
    const url = target.startsWith(".") ? new URL(target, from) : null;
    const name = url?.href.slice(src.href.length) ?? target;
    if (found.has(name)) continue;
    found.add(name);
    if (url !== null) findImports(url, found);
  }
  return found;
}

test("a load thread starts without the record and its schemas", () => {
  const imports = [
    ...findImports(new URL("workloads/key_value/load_worker.ts", src)),
  ];
  expect(imports).toContain("lab/load/scheduled_operations.ts");
  expect(imports.filter((name) => !name.endsWith(".ts")))
    .toEqual(["node:process"]);
  expect(imports.filter((name) => name.startsWith("record/")))
    .toEqual(["record/model/outcomes.ts"]);
});
