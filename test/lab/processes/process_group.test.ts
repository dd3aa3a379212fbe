import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { isAlive, Script, until } from "../../testing/processes.ts";

/** A process with a child in its group and a child that left it; prints all three pids. */
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

test("ProcessGroup stops all processes, including grandchildren, and removes its folder on dispose", async () => {
  const group = await ProcessGroup.create();
  const { log, pid } = group.spawn("node-0", ["sh", "-c", family]);
  const pids = await readPids(log);
  expect(pids).toContain(pid);
  await group.addCleanupCommand(`touch ${group.folder}.undone`);
  await group[Symbol.asyncDispose]();
  expect(await exists(group.folder)).toBe(false);
  await expectNothingLeft(group.folder, pids);
  await Deno.remove(`${group.folder}.undone`);
});

const runner = `
const { ProcessGroup } = await import(Deno.args[0] + "/lab/processes/process_group.ts");
const group = await ProcessGroup.create();
await group.addCleanupCommand("touch '" + group.folder + ".undone'");
const node = group.spawn("node-0", ["sh", "-c", ${JSON.stringify(family)}]);
group.spawn("node-1", ["sleep", "300"]).signal("SIGSTOP");
console.log(group.folder);
console.log(node.log);
`;

/** Exits when it is told to, once all that it started is there. */
const exit = `
while (!(await Deno.stat(group.folder + "/exit").catch(() => null))) {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
Deno.exit(3);
`;

for (
  const [signal, rest] of [
    ["SIGKILL", "await new Promise(() => setTimeout(() => {}, 60_000));"],
    ["SIGINT", "await new Promise(() => setTimeout(() => {}, 60_000));"],
    ["none: it exits", exit],
  ] as const
) {
  test(`ProcessGroup leaves nothing behind when the runner ends without cleanup, by signal ${signal}`, async () => {
    await using script = new Script(`${runner}${rest}`);
    const folder = await script.line();
    const pids = await readPids(await script.line());
    if (signal === "SIGKILL" || signal === "SIGINT") await script.end(signal);
    else await Deno.writeTextFile(`${folder}/exit`, "");
    await expectNothingLeft(folder, pids);
    await Deno.remove(`${folder}.undone`);
  });
}

test("ProcessGroup does not keep a runner alive that did not dispose of it", async () => {
  await using script = new Script(`
    const { ProcessGroup } = await import(Deno.args[0] + "/lab/processes/process_group.ts");
    console.log((await ProcessGroup.create()).folder);
  `);
  const folder = await script.line();
  expect(await script.child.status).toMatchObject({ code: 0 });
  await expectNothingLeft(folder, []);
});

test("ProcessGroup.freePort() returns distinct free ports, also to two groups at once", async () => {
  await using group = await ProcessGroup.create();
  await using other = await ProcessGroup.create();
  const ports = Array.from(
    { length: 50 },
    () => [group.freePort(), other.freePort()],
  ).flat();
  expect(new Set(ports).size).toBe(100);
  const taken = ports.filter((port) => {
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return false;
    } catch {
      return true;
    }
  });
  // A test beside this one may have taken one meanwhile.
  expect(taken.length).toBeLessThan(3);
});

test("ProcessGroup.spawn() of a missing program exits with code 127, and logTail() returns the error", async () => {
  await using group = await ProcessGroup.create();
  const node = group.spawn("node-0", ["no-such-program", "--port", "1"]);
  expect(await node.ended()).toMatchObject({ code: 127 });
  expect(node.pid).toBeNull();
  expect(await node.logTail()).toMatch(/no-such-program: not found/);
});

test("ManagedProcess.logTail() returns output of a process that ended, and start() restarts it", async () => {
  await using group = await ProcessGroup.create();
  const node = group.spawn("node-0", [
    "sh",
    "-c",
    'echo one; echo two; echo three; echo "$FOUR" >&2; exit 4',
  ], { env: { FOUR: "four, it's" } });
  expect(await node.ended()).toMatchObject({ code: 4 });
  expect(await node.logTail()).toBe("two | three | four, it's");
  expect(node.signal("SIGTERM")).toBe(false);
  node.start();
  expect(node.pid).not.toBeNull();
  await node.ended();
  expect(await node.logTail(8)).toBe(
    "one | two | three | four, it's | one | two | three | four, it's",
  );
});

test("ManagedProcess.logTail() is short for a program that prints without end, on one line", async () => {
  await using group = await ProcessGroup.create();
  const node = group.spawn("node-0", [
    "sh",
    "-c",
    "head -c 5000000 /dev/zero | tr '\\0' x; echo; echo the end",
  ]);
  await node.ended();
  expect(await node.logTail(1)).toBe("the end");
  expect(await node.logTail(2)).toMatch(/^x{2000}$/);
});

test("ManagedProcess.pause() resolves when the process is stopped, resume() continues it", async () => {
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
  await until("it writes again", grows);
});

test("ManagedProcess.stop() sends SIGTERM, resumes a paused process, and kills one that ignores SIGTERM", async () => {
  await using group = await ProcessGroup.create();
  const terminable = group.spawn("node-0", [
    "sh",
    "-c",
    "trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.01; done",
  ]);
  const ignoring = group.spawn("node-1", [
    "sh",
    "-c",
    "trap '' TERM; echo ready; while :; do sleep 0.01; done",
  ]);
  for (const node of [terminable, ignoring]) {
    await until(
      "it is ready",
      async () => (await node.logTail()) === "ready",
    );
  }
  await terminable.pause();
  const from = performance.now();
  await Promise.all([terminable.stop(), ignoring.stop()]);
  expect(await terminable.ended()).toMatchObject({ code: 7 });
  expect(await terminable.logTail(1)).toBe("bye");
  expect(await ignoring.ended()).toMatchObject({ signal: "SIGKILL" });
  expect(performance.now() - from).toBeGreaterThan(1900);
});

test("ManagedProcess.kill() ends it and its children at once", async () => {
  await using group = await ProcessGroup.create();
  const node = group.spawn("node-0", ["sh", "-c", family]);
  const pids = await readPids(node.log);
  await node.kill();
  expect(await node.ended()).toMatchObject({ signal: "SIGKILL" });
  expect(node.pid).toBeNull();
  const child = pids[0] ?? 0;
  await until("its child is gone", async () => !(await isAlive(child)));
});
