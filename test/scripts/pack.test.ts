/**
 * The package as its users have it: unpacked into the `node_modules` of an empty folder and started by Node, which runs
 * the commands of the tutorial. Its packages are links to those of this checkout; `scripts/fresh_project.sh` installs them.
 */
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import config from "../../deno.json" with { type: "json" };
import { findProgram } from "../testing/programs.ts";
import { runScript } from "./_scripts.ts";

const missing = ["npm", "tar"].filter((name) => findProgram(name) === null);
const needed = missing.length === 0 ? "" : ` (needs ${missing.join(", ")})`;

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

let folder = "";

beforeAll(async () => {
  if (needed !== "") return;
  folder = await Deno.makeTempDir({ prefix: "loadline-test-pack-" });
  const { code, stderr } = await runScript("pack", "--out", `${folder}/out`);
  expect([code, stderr]).toEqual([0, ""]);
  const tool = `${folder}/load/node_modules/loadline`;
  await Deno.mkdir(tool, { recursive: true });
  await Deno.mkdir(`${folder}/runtime`);
  const jsr = await Deno.readTextFile(`${folder}/out/jsr/deno.json`);
  expect(JSON.parse(jsr).version).toBe(config.version);
  const tarball = `${folder}/out/loadline-${config.version}.tgz`;
  const { success } = await new Deno.Command("tar", {
    args: ["-xzf", tarball, "-C", tool, "--strip-components=1"],
  }).output();
  expect(success).toBe(true);
  const { dependencies } = JSON.parse(
    await Deno.readTextFile(`${tool}/package.json`),
  );
  for (const name of Object.keys(dependencies)) {
    const target = await Deno.realPath(`${root}node_modules/${name}`)
      .catch(() => null);
    if (target === null) continue;
    const link = `${folder}/load/node_modules/${name}`;
    await Deno.mkdir(dirname(link), { recursive: true });
    await Deno.symlink(target, link);
  }
});

afterAll(async () => {
  if (folder !== "") await Deno.remove(folder, { recursive: true });
});

/** What `run` prints of a run that a busy machine has made invalid. */
const BUSY = / invalid: .*(?:stood still|for want of processor time)/;

/**
 * Runs `npx loadline ARGS` in the folder by a shell; its output, if it ends with this code, or with any for null. What a
 * busy machine has made invalid is run again, up to three times in all.
 */
async function loadline(
  args: string,
  expected: number | null = 0,
  tries = 3,
): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", `node node_modules/loadline/bin/loadline.js ${args}`],
    cwd: `${folder}/load`,
    env: {
      NO_COLOR: "1",
      LOADLINE_RUNTIME: `${folder}/runtime`,
      GITHUB_ACTIONS: "",
      PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}`,
    },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const output = decoder.decode(stdout);
  if (tries > 1 && BUSY.test(output)) {
    return await loadline(args, expected, tries - 1);
  }
  if (expected !== null) {
    expect(code, `${args}\n${output}\n${decoder.decode(stderr)}`)
      .toBe(expected);
  }
  return output;
}

function read(path: string): Promise<string> {
  return Deno.readTextFile(`${folder}/load/${path}`);
}

/** Makes a run of the tutorial as short as one can be that counts. */
function shorten(args: string): string {
  return /^run \S+\/\w+/.test(args)
    ? `${args} --repeat 1 --no-report --set duration=1s warmup=200ms cooldown=0s`
    : args;
}

const commands = [
  ...Deno.readTextFileSync(`${root}docs/tutorial.md`)
    .matchAll(/^\$ npx loadline (.+)$/gm),
].map(([, args = ""]) => args);

test.skipIf(needed !== "")(
  `an installed package does what the tutorial says${needed}`,
  async () => {
    const outputs = new Map<string, string>();
    for (const args of commands) {
      outputs.set(args, await loadline(shorten(args)));
    }
    const printed = (args: string) =>
      [...outputs].find(([command]) => command.startsWith(args))?.[1];
    expect(printed("init")).toContain("wrote experiments/hello.ts");
    expect(printed("run experiments/hello.ts/quick"))
      .toContain("1 of 1 runs ok");
    expect(printed("keep")).toContain("/load/data/hello");
    expect(printed("test")).toContain("1 passed");
    expect(await read("reports/hello.md")).toContain("Latency of each step");
    expect(await read(".loadline/objectives.xml")).toContain('failures="0"');
    // Only what was kept is there to be committed.
    const record = await read("data/hello/reports.json");
    expect(new Set(record.match(/"run_id":"[^"]+"/g)).size).toBe(1);
    await loadline("run experiments/hello.ts/quik", 2);
    const results = `'${root}test/testdata/ingest/hey/errors.csv'`;
    expect(await loadline(`ingest auto ${results} --experiment hey-errors`))
      .toContain("hey-errors: 1 run added");
    // No run is in progress.
    await loadline("monitor --once", 2);
  },
  // Twenty times what it takes on an idle machine.
  600_000,
);

/** Makes a run of an example as short as one can be that counts. */
const SHORT =
  "--no-report --set duration=700ms warmup=200ms cooldown=0s --data .loadline/examples";

test.skipIf(needed !== "")(
  `an installed package finds the mistake in the shop of the examples, and no other difference${needed}`,
  async () => {
    await copyExample("shop");
    // Whether enough users pay in that time for the percentile of an objective depends on the machine.
    const printed = await loadline(
      `run shop/experiments/checkout.ts/compare --repeat 5 ${SHORT}`,
      null,
    );
    expect(printed).toMatch(/^10\/10 shop slow_list=\w+ #5 ok/m);
    const compared = await loadline(
      "compare case:slow_list=off case:slow_list=on --data .loadline/examples",
    );
    expect(compared).toMatch(/^throughput .* −\d\d %.* worse$/m);
    expect(compared).toMatch(/^success_rate .* ~$/m);
  },
);

const redis = findProgram("redis-server") === null
  ? " (needs redis-server)"
  : "";

test.skipIf(needed !== "" || redis !== "")(
  `an installed package measures a server from a registry by functions${needed}${redis}`,
  async () => {
    await copyExample("redis");
    const printed = await loadline(
      `run redis/experiments/counter.ts/quick ${SHORT}`,
    );
    expect(printed).toContain("1 of 1 runs ok");
    expect(printed).toMatch(/count p95 .*remember p95 /);
  },
);

test.skipIf(needed !== "")(
  `an installed package measures a server of gRPC by functions${needed}`,
  async () => {
    // Packages are found as those of a project.
    await loadline("init");
    await copyExample("grpc");
    // Whether enough is asked in that time for the percentile of an objective depends on the machine.
    const printed = await loadline(
      `run grpc/experiments/stock.ts/quick ${SHORT}`,
      null,
    );
    expect(printed).toMatch(
      /^1\/1 stock #1 ok.* 100 % of [\d,]+ ok .*reserve p95 /m,
    );
  },
);

/** Copies a folder of `examples/` into the project, as its users do. */
async function copyExample(name: string): Promise<void> {
  const copy = async (from: string, to: string) => {
    await Deno.mkdir(to, { recursive: true });
    for await (const { name, isDirectory } of Deno.readDir(from)) {
      if (isDirectory) await copy(`${from}/${name}`, `${to}/${name}`);
      else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
    }
  };
  await copy(`${root}examples/${name}`, `${folder}/load/${name}`);
}
