import { expect, test } from "vitest";
import { installKernelspec } from "../../src/notebook/mod.ts";

test("installKernelspec() writes to Jupyter's folder below a prefix", async () => {
  const prefix = await Deno.makeTempDir({ prefix: "loadline-test-" });
  const folder = await installKernelspec({
    prefix,
    name: "deno-test",
    deno: "/opt/deno/bin/deno",
  });
  expect(folder).toBe(`${prefix}/share/jupyter/kernels/deno-test`);
  const spec = JSON.parse(await Deno.readTextFile(`${folder}/kernel.json`));
  expect(spec).toMatchObject({
    display_name: "Loadline (Deno)",
    language: "typescript",
  });
  expect(spec.argv).toEqual([
    "/opt/deno/bin/deno",
    "jupyter",
    "--kernel",
    "--conn",
    "{connection_file}",
  ]);
  await Deno.remove(prefix, { recursive: true });
});

test("installKernelspec() starts a Deno in npx's cache through npx", async () => {
  const prefix = await Deno.makeTempDir({ prefix: "loadline-test-" });
  const folder = await installKernelspec({
    prefix,
    deno: "/home/me/.npm/_npx/1a2b/node_modules/deno/deno",
  });
  const spec = JSON.parse(await Deno.readTextFile(`${folder}/kernel.json`));
  expect(spec.argv.slice(0, 4)).toEqual([
    "npx",
    "-y",
    `deno@${Deno.version.deno}`,
    "jupyter",
  ]);
  await Deno.remove(prefix, { recursive: true });
});
