import { expect, test } from "vitest";
import { Store } from "../../src/store/mod.ts";
import { withTempFolder } from "../testing/records.ts";
import {
  finish,
  refuseBusy,
  startScript,
  withQuietFolder,
} from "./_scripts.ts";

const file = "examples/shop/experiments/checkout.ts";
const short = ["warmup=300ms", "duration=2s", "cooldown=0s"];

function run(args: readonly string[], env = {}) {
  return finish(startScript("run", args, env));
}

test("run makes an own experiment on an own system, and records each step of each user", () =>
  withQuietFolder(async (data) => {
    const { code, stdout, stderr } = await run([
      ...[`${file}/quick`, "--data", data, "--set", ...short],
      ...["--junit", `${data}/ci/results.xml`],
    ], {
      GITHUB_ACTIONS: "true",
      GITHUB_STEP_SUMMARY: `${data}/summary.md`,
    });
    await refuseBusy(data);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("1 of 1 runs ok");
    expect(stdout).not.toContain("::error");
    expect(await Deno.readTextFile(`${data}/ci/results.xml`)).toContain(
      'name="pay p95 at most 100 ms, run 1"/>',
    );
    expect(await Deno.readTextFile(`${data}/summary.md`)).toMatch(
      /^\*\*checkout\/quick: 1 of 1 runs ok\*\*[^]*\| success at least 99 % +\| 1 of 1 runs/,
    );
    using store = await Store.open(`${data}/loadline.duckdb`);
    const { rows } = await store.rows(
      `SELECT kind, outcome, count(*) > 3 AS many, count(DISTINCT worker) > 1 AS users
       FROM operations GROUP BY ALL ORDER BY ALL`,
    );
    const common = { outcome: "ok", many: true, users: true };
    expect(rows).toEqual(
      ["list", "login", "order", "pay"].map((kind) => ({ kind, ...common })),
    );
    const [made] = (await store.rows(
      `SELECT system, system_version, verdict, status FROM runs`,
    )).rows;
    expect(made).toEqual({
      ...{ system: "shop", system_version: "1.0.0" },
      ...{ verdict: "pass", status: "ok" },
    });
    const metrics = (await store.rows(
      `SELECT DISTINCT metric FROM samples WHERE source = 'node-0' ORDER BY ALL`,
    )).rows.map(({ metric }) => metric);
    expect(metrics).toEqual(
      expect.arrayContaining(["cpu", "memory", "shop_orders"]),
    );
    const texts = (await store.rows(`SELECT detail FROM events`)).rows;
    expect(texts.some(({ detail }) => String(detail).includes("main.ts")))
      .toBe(true);
  }));

test("run kills an own system under load, and starts it again", () =>
  withTempFolder(async (data) => {
    const { code, stdout, stderr } = await run([
      ...[`${file}/crash`, "--repeat", "1", "--data", data, "--set", ...short],
      ...["fault_duration=1s", "recovery=3s", "rate=400"],
    ]);
    // A busy machine makes the run invalid, or late; the fault and the start behind it are the same.
    expect([[0, ""], [1, ""]]).toContainEqual([code, stderr]);
    expect(stdout).toMatch(/^1\/1 .+ (ok|invalid)[:,]/m);
    using store = await Store.open(`${data}/loadline.duckdb`);
    const { rows } = await store.rows(
      `SELECT kind FROM events WHERE kind IN ('fault', 'heal') ORDER BY "at"`,
    );
    expect(rows).toEqual([{ kind: "fault" }, { kind: "heal" }]);
    const [after] = (await store.rows(
      `SELECT count(*) > 10 AS many FROM operations WHERE outcome = 'ok'
         AND started_at > (SELECT max("at") FROM events WHERE kind = 'heal')`,
    )).rows;
    expect(after).toEqual({ many: true });
  }));

test("run --list shows the user's experiments and ours; --help shows the settings of one", async () => {
  const listed = await run(["--list", "examples/shop/experiments"]);
  expect([listed.code, listed.stderr]).toEqual([0, ""]);
  expect(listed.stdout).toContain(`  ${file}/quick`);
  expect(listed.stdout).toContain("  cluster-scale/quick");
  const help = await run([`${file}/compare`, "--help"]);
  expect(help.stdout).toMatch(/^ {2}slow_list +off,on +Slow list/m);
  expect(help.stdout).toMatch(/^ {2}workers +8 +Users/m);
});

test("run plans an own experiment without starting anything", async () => {
  const { code, stdout } = await run([
    ...[`${file}/compare`, "--dry-run", "--repeat", "1", "--seed", "1"],
  ]);
  expect(code).toBe(0);
  expect(stdout).toContain("shop slow_list=on #1");
  expect(stdout).toContain("shop slow_list=off #1");
});

test("--json leaves nothing on stdout but a document", async () => {
  const { stdout, stderr } = await run([
    ...[`${file}/compare`, "--dry-run", "--repeat", "1", "--seed", "1"],
    "--json",
  ]);
  expect(JSON.parse(stdout)).toMatchObject({
    result: {
      planned: [{ system: "shop", repetition: 1 }, { repetition: 1 }],
    },
  });
  expect(stderr).toContain("shop slow_list=off #1");
});

test("run --list --json tells a program of own experiments, whatever their files print", () =>
  withTempFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/broken.ts`,
      'console.log("hello");\nconsole.table([1]);\nexport default 7;\n',
    );
    await Deno.writeTextFile(
      `${folder}/right.ts`,
      `import { endpointSystem, experiment } from "loadline/experiment";
export default experiment({
  name: "right",
  question: "How fast?",
  systems: [endpointSystem({
    name: "shop",
    title: "a shop",
    urls: ["http://127.0.0.1:1"],
    health: "/",
  })],
  scenario: {
    journeys: [{ name: "look", steps: [{ name: "list", path: "/" }] }],
  },
  presets: { quick: { title: "Quick" } },
});
`,
    );
    const { code, stdout, stderr } = await run(["--list", folder, "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).result.own).toEqual([
      {
        path: `${folder}/broken.ts`,
        experiment: null,
        error: expect.stringContaining("must be an object"),
      },
      {
        path: `${folder}/right.ts`,
        experiment: {
          ...{ name: "right", question: "How fast?", systems: ["shop"] },
          presets: [{ name: "quick", title: "Quick" }],
        },
        error: null,
      },
    ]);
    expect(stderr).toContain("hello");
    expect(stderr).toContain(`  ${folder}/right.ts/quick`);
  }));

test.each([
  ["none.ts/quick", "Cannot run 'none.ts' as there is no such file"],
  [`${file}/quik`, "did you mean 'quick'?"],
  [file, "a preset must be named"],
  ["--list=none", "as there is no such folder"],
])(
  "run %s says what is wrong in one line, with exit code 2",
  async (name, text) => {
    const { code, stderr } = await run([name]);
    expect(code).toBe(2);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toContain(text);
  },
);

test("no secret of an own experiment is in its record or on the terminal", () =>
  withTempFolder(async (folder) => {
    const server = new URL("../systems/own/_server.ts", import.meta.url);
    await Deno.writeTextFile(
      `${folder}/leaky.ts`,
      `import { experiment, processSystem } from "loadline/experiment";
export default experiment({
  name: "leaky",
  question: "What leaks?",
  secrets: ["SHOP_KEY"],
  systems: [processSystem({
    name: "shop",
    title: "a shop that answers with what it knows",
    command: [Deno.execPath(), "run", "--no-config", "-A", ${
        JSON.stringify(decodeURIComponent(server.pathname))
      }, "{port}"],
    env: { SHOP: "{SHOP_KEY}" },
    ready: { http: "/health" },
  })],
  scenario: {
    journeys: [{
      name: "ask",
      steps: [{
        name: "ask",
        path: "/env",
        headers: { "x-key": "{SHOP_KEY}" },
        status: 201,
      }],
    }, { name: "echo", steps: [{ name: "echo", path: "/{SHOP_KEY}" }] }],
  },
  presets: { quick: { title: "Quick", settings: { warmup: 0.1, duration: 1, cooldown: 0 } } },
});
`,
    );
    const args = [`${folder}/leaky.ts/quick`, "--data", `${folder}/data`];
    const missing = await run(args, { SHOP_KEY: "" });
    expect([missing.code, missing.stderr]).toEqual([
      2,
      "loadline: Cannot use the secret SHOP_KEY as the environment does not have it: set SHOP_KEY\n",
    ]);
    const secret = "open-sesame-4711";
    const { stdout, stderr } = await run(args, { SHOP_KEY: secret });
    expect(stdout).toContain("leaky");
    expect(stdout + stderr).not.toContain(secret);
    expect(filesWith(secret, `${folder}/data`)).toEqual([]);
  }));

/** Returns the files below a folder whose bytes contain a text. */
function filesWith(text: string, folder: string): string[] {
  const latin1 = new TextDecoder("latin1");
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return filesWith(text, path);
    return latin1.decode(Deno.readFileSync(path)).includes(text) ? [path] : [];
  });
}

test("run asks before load goes to another machine, and sends nothing", () =>
  withTempFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/remote.ts`,
      `import { endpointSystem, experiment } from "loadline/experiment";
export default experiment({
  name: "remote",
  question: "May we?",
  systems: [endpointSystem({
    name: "theirs",
    title: "a machine of somebody else",
    urls: ["http://192.0.2.1:80"],
    health: "/",
  })],
  scenario: { journeys: [{ name: "look", steps: [{ name: "look", path: "/" }] }] },
  presets: { quick: { title: "Quick", settings: { duration: 1 } } },
});
`,
    );
    const { code, stderr } = await run([
      ...[`${folder}/remote.ts/quick`, "--data", `${folder}/data`],
    ]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "loadline: Cannot send load to 192.0.2.1, of theirs, as it is not this machine, and load on a machine of somebody else is an attack: if you may, use --allow-remote 192.0.2.1\n",
    );
    expect([...Deno.readDirSync(folder)].map(({ name }) => name)).toEqual([
      "remote.ts",
    ]);
  }));
