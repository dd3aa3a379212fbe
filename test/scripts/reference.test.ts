import { expect, test } from "vitest";
import { experimentReference } from "../../scripts/_reference.ts";

const text = experimentReference((file) =>
  Deno.readTextFileSync(new URL(`../../${file}`, import.meta.url))
);

/** Rows of all tables: the key with what stands beside it. */
const rows = [...text.matchAll(/^\| (`\w+`) +\|(.*)\|$/gm)]
  .map(([, key = "", rest = ""]) => [
    key,
    ...rest.split(/(?<!\\)\|/).map((cell) => cell.trim()),
  ]);

test("the reference of the experiment file is that of its types (-u writes it)", async () => {
  await expect(text).toMatchFileSnapshot("../../docs/reference_experiment.md");
});

test("every key of the experiment file says what it takes, and what it means", () => {
  expect(rows.length).toBeGreaterThan(90);
  expect(rows.filter((row) => row[1] === "" || row[3] === "")).toEqual([]);
});

test("no key takes what only the schema could say", () => {
  expect(rows.filter(([, takes]) => takes?.includes("anything"))).toEqual([]);
});
