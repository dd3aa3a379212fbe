import { expect, test } from "vitest";
import {
  findLocust,
  locustCommand,
  locustWorkerCommand,
} from "../../../src/workloads/locust/locust_program.ts";
import { withTempFolder } from "../../testing/records.ts";

const { signal } = new AbortController();

/** Puts only programs on PATH that print a text. */
function withPrograms(
  outputs: Readonly<Record<string, string>>,
  act: (folder: string) => Promise<void>,
) {
  return withTempFolder(async (folder) => {
    for (const [name, text] of Object.entries(outputs)) {
      const script = `#!/bin/sh\necho '${text}'\n`;
      await Deno.writeTextFile(`${folder}/${name}`, script, { mode: 0o755 });
    }
    const path = Deno.env.get("PATH") ?? "";
    Deno.env.set("PATH", folder);
    try {
      await act(folder);
    } finally {
      Deno.env.set("PATH", path);
    }
  });
}

test("findLocust() reads the version that Locust prints", () =>
  withPrograms({
    locust: "locust 2.47.0 from /opt/locust (Python 3.11.7)",
  }, async (folder) => {
    expect(await findLocust({ signal }))
      .toEqual({ path: `${folder}/locust`, version: "2.47.0" });
  }));

test("findLocust() queries dpkg for the version that Debian's Locust does not print", () =>
  withPrograms({ "locust": "locust ", "dpkg-query": "2.12.1-1" }, async () => {
    expect((await findLocust({ signal })).version).toBe("2.12.1-1");
  }));

test("findLocust() accepts an unknown version", () =>
  withPrograms({ locust: "locust " }, async () => {
    expect((await findLocust({ signal })).version).toBe("");
  }));

test("findLocust() names the package, and refuses a version that is too old", async () => {
  await withPrograms({}, async () => {
    await expect(findLocust({ signal })).rejects.toMatchObject({
      name: "UnavailableError",
      message:
        "Cannot find locust as it is not on PATH: apt-get install python3-locust",
    });
  });
  await withPrograms({ locust: "locust 2.8.6" }, async () => {
    await expect(findLocust({ signal })).rejects.toMatchObject({
      name: "UnavailableError",
      message: expect.stringContaining("Locust 2.8.6 as it must be 2.12 or"),
    });
  });
});

const kind = { period: 1, phases: [0, 0.5], queries: ["m"] };
const run = {
  ...{ file: "/f/locustfile.py", results: "/f/locust" },
  ...{ url: "http://127.0.0.1:9090", kinds: { incremental: kind, big: kind } },
};

test("locustCommand() requests JSON only from versions that write it", () => {
  for (
    const [version, writes] of [
      ["", false],
      ["2.12.1-1", false],
      ["2.36.2", false],
      ["2.37.0", true],
      ["2.47.0", true],
      ["3.0.0", true],
    ] as const
  ) {
    const command = locustCommand({ path: "locust", version }, run, null);
    expect(command.includes("--json-file")).toBe(writes);
    expect(command.includes("--csv")).toBe(true);
    expect(command.includes("--master")).toBe(false);
  }
});

test("locustCommand() and locustWorkerCommand() use the same port and the same users", () => {
  const locust = { path: "/bin/locust", version: "2.47.0" };
  const master = { port: 20_001, workers: 3 };
  const command = locustCommand(locust, run, master).join(" ");
  expect(command).toContain("--users 4 --spawn-rate 4 ");
  expect(command).toMatch(
    / --master --master-bind-host 127\.0\.0\.1 --master-bind-port 20001 --expect-workers 3 --expect-workers-max-wait \d+ incremental big$/,
  );
  expect(locustWorkerCommand(locust, run, master).join(" ")).toMatch(
    / --worker .*--master-host 127\.0\.0\.1 --master-port 20001 incremental big$/,
  );
});
