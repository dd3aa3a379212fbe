import { afterAll, beforeAll, expect, test } from "vitest";
import { FarProcess } from "../../../src/lab/machines/far_process.ts";
import { openMachine } from "../../../src/lab/machines/open_machine.ts";
import {
  createNamespaces,
  namespacesUnavailableReason,
} from "../../../src/lab/network/network_namespaces.ts";
import { TcpProxy, unimpaired } from "../../../src/lab/network/tcp_proxy.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { parseStat } from "../../../src/lab/processes/proc_parse.ts";
import { runProgram } from "../../../src/lab/processes/run_program.ts";
import { isAlive, Script, until } from "../../testing/processes.ts";
import { withTempFolder } from "../../testing/records.ts";
import {
  findProcesses,
  needsSshd,
  type Sshd,
  startSshd,
} from "../../testing/sshd.ts";

let folder = "";
let sshd: Sshd | null = null;

beforeAll(async () => {
  if (needsSshd.missing) return;
  folder = await Deno.makeTempDir();
  sshd = await startSshd(folder);
});

afterAll(async () => {
  await sshd?.[Symbol.asyncDispose]();
  if (folder !== "") await Deno.remove(folder, { recursive: true });
});

/** A process with a child in its group, and one that left it; writes all three pids. */
const family =
  `sleep 300 & echo $!; setsid sh -c 'echo $$; exec sleep 300' & echo $$; wait`;

/**
 * Starts a family on another machine, which ends them after `silence` to twice as many seconds of silence: a few only
 * for a test that waits for that, as a busy machine may be silent for some.
 */
async function startFamily(
  processes: ProcessGroup,
  { config = sshd?.config ?? "", silence = 10 } = {},
) {
  const { connection, facts } = await openMachine({ host: "far-1", config }, {
    ...{ name: "node-0", processes, signal: new AbortController().signal },
    silence,
  });
  const node = new FarProcess(connection, ["sh", "-c", family], {
    ...{ name: "node-0", facts, env: {}, cwd: "", stopSignal: "SIGTERM" },
  });
  await node.start();
  let pids: number[] = [];
  await until("the family is there", async () => {
    pids = (await node.readLog(1000)).split("\n").filter((line) => line !== "")
      .map(Number);
    return pids.length === 3;
  });
  return { connection, node, pids, root: facts.folder.replace(/\/data$/, "") };
}

/** Processes of the sessions of an sshd: the script, and what it started. */
function sessions(host = "127.0.0.1", port = sshd?.port): Promise<number[]> {
  return findProcesses(` ${host} ${port}\0`, "environ");
}

/** Neither the family, nor the script that started it, nor the folder. */
async function expectNothingLeft(root: string, pids: readonly number[]) {
  await until(
    "the family is gone",
    async () => !(await Promise.all(pids.map(isAlive))).includes(true),
  );
  await until(
    "the folder is gone",
    async () => !(await Deno.stat(root).then(() => true, () => false)),
  );
  await until(
    "the script is gone",
    async () => (await sessions()).length === 0,
  );
}

test.skipIf(needsSshd.missing).concurrent(
  `the end of a run leaves nothing on the other machine ${needsSshd.name}`,
  async () => {
    const processes = await ProcessGroup.create();
    const { root, pids, node } = await startFamily(processes);
    expect(pids).toContain(node.pid);
    await processes[Symbol.asyncDispose]();
    // The group waits for it.
    expect(await Promise.all(pids.map(isAlive))).toEqual([false, false, false]);
    await expectNothingLeft(root, pids);
  },
);

test.skipIf(needsSshd.missing).concurrent(
  `a client that is killed leaves nothing there, and is an exit that was not expected ${needsSshd.name}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const { root, pids, node, connection } = await startFamily(processes);
    const exits: Deno.CommandStatus[] = [];
    using _ = node.onUnexpectedExit((status) => exits.push(status));
    connection.abort();
    await expectNothingLeft(root, pids);
    expect(await node.ended()).toMatchObject({ success: false });
    expect(exits).toHaveLength(1);
    expect(node.pid).toBeNull();
    expect(await node.logTail()).toMatch(/^the connection to far-1 has ended/);
    await expect(node.start()).rejects.toThrow(
      "Cannot use far-1 as its connection has ended",
    );
    await expect(node.far.read()).rejects.toThrow("has ended");
  },
);

test.skipIf(needsSshd.missing).concurrent(
  `a connection that carries nothing any more leaves nothing there ${needsSshd.name}`,
  async () => {
    await using processes = await ProcessGroup.create();
    await using proxy = await TcpProxy.listen({
      ...{ hostname: "127.0.0.1", port: sshd?.port ?? 0 },
    });
    const { root, pids, connection } = await startFamily(processes, {
      config: await sshd?.configFor(proxy.port) ?? "",
      silence: 2,
    });
    proxy.set({ ...unimpaired, drop: true });
    await expectNothingLeft(root, pids);
    connection.abort();
  },
);

const noNamespaces = needsSshd.missing
  ? ""
  : await namespacesUnavailableReason();

test.skipIf(needsSshd.missing || noNamespaces !== "").concurrent(
  `a machine with a network of its own, whose link is cut, is left with nothing ${needsSshd.name}, root`,
  () =>
    withTempFolder(async (folder) => {
      await using processes = await ProcessGroup.create();
      const network = await createNamespaces(1, { processes });
      await using other = await startSshd(folder, {
        hostname: network.host(0),
        wrap: (command) => network.wrap(0, command),
      });
      const { root, pids, connection } = await startFamily(processes, {
        config: other.config,
        silence: 2,
      });
      expect(await sessions(network.host(0), other.port)).not.toEqual([]);
      // No side is told that the other has gone.
      await runProgram([
        ...["ip", "-n", `${processes.run}-node-0`, "link", "set", "eth0"],
        "down",
      ]);
      await until("nothing runs there", async () =>
        (await sessions(network.host(0), other.port)).length === 0);
      await expectNothingLeft(root, pids);
      connection.abort();
    }),
);

test.skipIf(needsSshd.missing).concurrent(
  `the script's shells are killed one by one, and nothing is left there ${needsSshd.name}`,
  async () => {
    await Promise.all([0, 1, 2].map(async (which) => {
      await using processes = await ProcessGroup.create();
      const { root, pids, connection } = await startFamily(processes, {
        silence: 2,
      });
      const { text } = await connection.request('echo "$$"');
      const first = Number(text);
      const shells = [
        first,
        ...(await childShells(first)).toSorted((a, b) => a - b),
      ];
      expect(shells).toHaveLength(3);
      Deno.kill(shells[which] ?? 0, "SIGKILL");
      connection.abort();
      await expectNothingLeft(root, pids);
      expect(await Promise.all(shells.map(isAlive)))
        .toEqual([false, false, false]);
    }));
  },
);

/** Returns the shells of the script that the first one has started. */
async function childShells(first: number): Promise<number[]> {
  const shells = await findProcesses("dd bs=1 count=", "cmdline");
  return shells.filter((pid) => parentOf(pid) === first);
}

/** Returns the parent of a process; 0 if it has ended. */
function parentOf(pid: number): number {
  try {
    return parseStat(Deno.readTextFileSync(`/proc/${pid}/stat`)).parent;
  } catch {
    return 0;
  }
}

const runner = `
const { ProcessGroup } = await import(Deno.args[0] + "/lab/processes/process_group.ts");
const { openMachine } = await import(Deno.args[0] + "/lab/machines/open_machine.ts");
const { FarProcess } = await import(Deno.args[0] + "/lab/machines/far_process.ts");
const processes = await ProcessGroup.create();
const { connection, facts } = await openMachine({ host: "far-1", config: CONFIG }, {
  name: "node-0", processes, signal: new AbortController().signal,
});
const node = new FarProcess(connection, ["sh", "-c", ${
  JSON.stringify(family)
}], {
  name: "node-0", facts, env: {}, cwd: "", stopSignal: "SIGTERM",
});
await node.start();
while ((await node.readLog(1000)).split("\\n").length < 4) {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
console.log((await node.readLog(1000)).trim().replaceAll("\\n", " "));
console.log(facts.folder);
console.log(processes.folder);
await new Promise(() => setTimeout(() => {}, 60_000));
`;

test.skipIf(needsSshd.missing).concurrent(
  `Loadline that is killed leaves nothing there, and no client here ${needsSshd.name}`,
  async () => {
    await using script = new Script(
      runner.replace("CONFIG", JSON.stringify(sshd?.config)),
    );
    const pids = (await script.line()).split(" ").map(Number);
    const root = (await script.line()).replace(/\/data$/, "");
    const run = await script.line();
    expect(await findProcesses(`LOADLINE_RUN=${run}\0`, "environ"))
      .not.toEqual([]);
    await script.end("SIGKILL");
    await expectNothingLeft(root, pids);
    await until(
      "the client is gone",
      async () =>
        (await findProcesses(`LOADLINE_RUN=${run}\0`, "environ")).length === 0,
    );
  },
);
