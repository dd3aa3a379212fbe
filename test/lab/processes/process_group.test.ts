import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { isAlive, Script, until } from "../../testing/processes.ts";

/** A process with a child in its group and one that left it, which prints all three pids. */
const family =
  `sleep 300 & echo $!; setsid sh -c 'echo $$; exec sleep 300' & echo $$; wait`;

async function readPids(log: string): Promise<number[]> {
  let pids: number[] = [];
  await until("the family is there", async () => {
    const text = await Deno.readTextFile(log).catch(() => "");
    pids = text.split("\n").filter((line) => line !== "").map(Number);
    return pids.length === 3;
  });
  return pids;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function expectNothingLeft(folder: string, pids: readonly number[]) {
  await until(
    "all processes are gone",
    async () => !(await Promise.all(pids.map(isAlive))).includes(true),
  );
  await until("the folder is gone", async () => !(await exists(folder)));
}

test("ProcessGroup ends all it started, grandchildren too, and removes its folder", async () => {
  const group = await ProcessGroup.create();
  const { log, pid } = group.spawn("node-0", ["sh", "-c", family]);
  const pids = await readPids(log);
  expect(pids).toContain(pid);
  await group.undoIfKilled(`touch ${group.folder}.undone`);
  await group[Symbol.asyncDispose]();
  expect(await exists(group.folder)).toBe(false);
  await expectNothingLeft(group.folder, pids);
  await Deno.remove(`${group.folder}.undone`);
});

const runner = `
const { ProcessGroup } = await import(Deno.args[0] + "/lab/processes.ts");
const group = await ProcessGroup.create();
await group.undoIfKilled("touch '" + group.folder + ".undone'");
const node = group.spawn("node-0", ["sh", "-c", ${JSON.stringify(family)}]);
group.spawn("node-1", ["sleep", "300"]).signal("SIGSTOP");
console.log(group.folder);
console.log(node.log);
`;

for (
  const [signal, rest] of [
    ["SIGKILL", "await new Promise(() => setTimeout(() => {}, 60_000));"],
    ["SIGINT", "await new Promise(() => setTimeout(() => {}, 60_000));"],
    ["none: it exits", "Deno.exit(3);"],
  ] as const
) {
  test(`ProcessGroup leaves nothing behind when the runner ends without clearing up, by signal ${signal}`, async () => {
    await using script = new Script(
      `${runner}
      await new Promise((resolve) => setTimeout(resolve, 300));
      ${rest}`,
    );
    const folder = await script.line();
    const pids = await readPids(await script.line());
    if (signal === "SIGKILL" || signal === "SIGINT") await script.end(signal);
    await expectNothingLeft(folder, pids);
    await Deno.remove(`${folder}.undone`);
  });
}

test("ProcessGroup lets a runner end that forgot it", async () => {
  await using script = new Script(`
    const { ProcessGroup } = await import(Deno.args[0] + "/lab/processes.ts");
    console.log((await ProcessGroup.create()).folder);
  `);
  const folder = await script.line();
  expect(await script.child.status).toMatchObject({ code: 0 });
  await expectNothingLeft(folder, []);
});

test("ProcessGroup.freePort() gives distinct ports that can be listened on", async () => {
  await using group = await ProcessGroup.create();
  const ports = Array.from({ length: 100 }, () => group.freePort());
  expect(new Set(ports).size).toBe(100);
  for (const port of ports) {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
  }
});

test("ProcessGroup.spawn() of a program that is missing ends with code 127, and its last words say so", async () => {
  await using group = await ProcessGroup.create();
  const node = group.spawn("node-0", ["no-such-program", "--port", "1"]);
  expect(await node.ended()).toMatchObject({ code: 127 });
  expect(node.pid).toBeNull();
  expect(await node.lastWords()).toMatch(/no-such-program: not found/);
});

test("OwnedProcess keeps the last words of a process that dies at once, and can be started again", async () => {
  await using group = await ProcessGroup.create();
  const node = group.spawn("node-0", [
    "sh",
    "-c",
    'echo one; echo two; echo three; echo "$FOUR" >&2; exit 4',
  ], { env: { FOUR: "four, it's" } });
  expect(await node.ended()).toMatchObject({ code: 4 });
  expect(await node.lastWords()).toBe("two | three | four, it's");
  expect(node.signal("SIGTERM")).toBe(false);
  node.start();
  expect(node.pid).not.toBeNull();
  await node.ended();
  expect(await node.lastWords(8)).toBe(
    "one | two | three | four, it's | one | two | three | four, it's",
  );
});

test("OwnedProcess.pause() returns when the process stands still, resume() lets it go on", async () => {
  await using group = await ProcessGroup.create();
  const node = group.spawn("node-0", [
    "sh",
    "-c",
    "while :; do echo x; sleep 0.01; done",
  ]);
  const size = async () => (await Deno.stat(node.log)).size;
  const grows = async () => {
    const before = await size();
    await new Promise((resolve) => setTimeout(resolve, 100));
    return (await size()) > before;
  };
  await until("it writes", async () => (await size().catch(() => 0)) > 0);
  await node.pause();
  expect(await grows()).toBe(false);
  node.resume();
  expect(await grows()).toBe(true);
});

test("OwnedProcess.stop() asks first, wakes a paused process, and insists with one that does not listen", async () => {
  await using group = await ProcessGroup.create();
  const polite = group.spawn("node-0", [
    "sh",
    "-c",
    "trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.01; done",
  ]);
  const deaf = group.spawn("node-1", [
    "sh",
    "-c",
    "trap '' TERM; echo ready; while :; do sleep 0.01; done",
  ]);
  for (const node of [polite, deaf]) {
    await until(
      "it is ready",
      async () => (await node.lastWords()) === "ready",
    );
  }
  await polite.pause();
  const from = performance.now();
  await Promise.all([polite.stop(), deaf.stop()]);
  expect(await polite.ended()).toMatchObject({ code: 7 });
  expect(await polite.lastWords(1)).toBe("bye");
  expect(await deaf.ended()).toMatchObject({ signal: "SIGKILL" });
  expect(performance.now() - from).toBeGreaterThan(1900);
});

test("OwnedProcess.kill() ends it at once, with no word", async () => {
  await using group = await ProcessGroup.create();
  const node = group.spawn("node-0", ["sh", "-c", family]);
  const pids = await readPids(node.log);
  await node.kill();
  expect(await node.ended()).toMatchObject({ signal: "SIGKILL" });
  expect(node.pid).toBeNull();
  const child = pids[0] ?? 0;
  await until("its child is gone", async () => !(await isAlive(child)));
});
