import { expect, test } from "vitest";
import { examine, toFree } from "../../src/lab/doctor.ts";

test("examine() returns a diagnosis per check, with a remedy unless it passed", async () => {
  const diagnoses = await examine();
  const names = new Set(diagnoses.map(({ name }) => name));
  expect([...names]).toEqual([
    "processor",
    "memory",
    "disk",
    "limits",
    "namespaces",
    "cgroups",
    "probes",
    "ports",
    "leftovers",
  ]);
  for (const { name, result, text, remedy } of diagnoses) {
    expect(text, name).not.toMatch(/NaN|undefined|null/);
    expect(text, name).not.toBe("");
    expect(remedy === "", name).toBe(result === "pass");
  }
  expect(diagnoses.find(({ name }) => name === "memory")?.text)
    .toMatch(/^[\d.,]+ GiB free$/);
});

test("toFree() parses the output of df", () => {
  const header =
    "Filesystem     1024-blocks      Used Available Capacity Mounted on\n";
  expect(
    toFree(
      `${header}/dev/vda1       263110652 97532100 165562168      38% /\n`,
    ),
  ).toBe(165_562_168 * 1024);
  expect(toFree(`${header}my disk        100 40 60 40% /mnt/my disk\n`))
    .toBe(60 * 1024);
  expect(toFree(header)).toBeNull();
  expect(toFree("")).toBeNull();
});
