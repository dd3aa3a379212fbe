import { expect, test } from "vitest";
import { installKernelspec } from "../../src/notebook/mod.ts";

test("installKernelspec() writes where Jupyter looks below a prefix", async () => {
  const prefix = await Deno.makeTempDir({ prefix: "loadline-test-" });
  const folder = await installKernelspec({ prefix, name: "deno-test" });
  expect(folder).toBe(`${prefix}/share/jupyter/kernels/deno-test`);
  const spec = JSON.parse(await Deno.readTextFile(`${folder}/kernel.json`));
  expect(spec).toMatchObject({
    display_name: "Deno (Loadline)",
    language: "typescript",
  });
  expect(spec.argv).toEqual([
    Deno.execPath(),
    "jupyter",
    "--kernel",
    "--conn",
    "{connection_file}",
  ]);
  await Deno.remove(prefix, { recursive: true });
});
