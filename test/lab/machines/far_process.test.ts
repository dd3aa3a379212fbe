import { afterAll, beforeAll, expect, test } from "vitest";
import { FarProcess } from "../../../src/lab/machines/far_process.ts";
import {
  findFarPort,
  openMachine,
} from "../../../src/lab/machines/open_machine.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { clockAhead } from "../../../src/lab/timing/wall_clock.ts";
import { isAlive, until } from "../../testing/processes.ts";
import { needsSshd, type Sshd, startSshd } from "../../testing/sshd.ts";

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

async function open(processes: ProcessGroup, name = "node-0") {
  return await openMachine({ host: "far-1", config: sshd?.config ?? "" }, {
    ...{ name, processes, signal: new AbortController().signal },
  });
}

async function make(
  processes: ProcessGroup,
  command: readonly string[],
  options: Partial<ConstructorParameters<typeof FarProcess>[2]> = {},
) {
  const { connection, facts } = await open(processes);
  return new FarProcess(connection, command, {
    ...{ name: "node-0", facts, env: {}, cwd: "", stopSignal: "SIGTERM" },
    ...options,
  });
}

function shell(script: string, ...args: string[]) {
  return ["sh", "-c", script, ...args];
}

test.skipIf(needsSshd.missing).concurrent(
  `a far process gets any arguments, environment and folder as they are, and starts again ${needsSshd.name}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const hostile = `it's $HOME \`id\` "a"\n; exit 7 \\ü`;
    const node = await make(
      processes,
      shell('printf "%s|%s|%s" "$1" "$FAR" "$(pwd)"; exit 4', "-", hostile),
      // Names that a script might use for itself.
      {
        env: {
          ...{ nl: "x", token: "x", root: "/x", LOADLINE_RUN: "x" },
          FAR: hostile,
        },
        cwd: "/usr",
      },
    );
    expect(() => node.signal("SIGTERM")).not.toThrow();
    await node.start();
    expect(await node.ended()).toEqual({
      ...{ success: false, code: 4, signal: null },
    });
    expect(node.pid).toBeNull();
    expect(await node.readLog(1000)).toBe(`${hostile}|${hostile}|/usr`);
    await node.start(["no-such-program"]);
    expect(await node.ended()).toMatchObject({ code: 127 });
    expect(await node.logTail(1)).toContain("no-such-program");
    await node.start(shell("pwd"));
    await node.ended();
  },
);

test.skipIf(needsSshd.missing).concurrent(
  `a far process is stopped by its signal, paused, resumed and killed ${needsSshd.name}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const node = await make(
      processes,
      shell(
        "trap 'echo bye; exit 7' INT; while :; do echo x; sleep 0.01; done",
      ),
      { stopSignal: "SIGINT" },
    );
    const unexpected: Deno.CommandStatus[] = [];
    using _ = node.onUnexpectedExit((status) => unexpected.push(status));
    await node.start();
    const lines = async () => (await node.readLog(1e6)).length;
    const grows = async () => {
      const before = await lines();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return await lines() > before;
    };
    await until("it writes", async () => await lines() > 0);
    await node.pause();
    expect(await grows()).toBe(false);
    node.resume();
    await until("it writes again", grows);
    await node.stop();
    // A program in the background of a shell would not hear SIGINT.
    expect(await node.ended()).toMatchObject({ code: 7, signal: null });
    expect(await node.logTail(1)).toBe("bye");
    await node.start();
    await node.kill();
    expect(await node.ended()).toMatchObject({ signal: "SIGKILL" });
    expect(unexpected).toEqual([]);
    await node.start(shell("sleep 300 & echo $!; exec sleep 300"));
    await until(
      "it has a child",
      async () => /^\d+$/m.test(await node.logTail(1)),
    );
    const child = Number(await node.logTail(1));
    Deno.kill(node.pid ?? 0, "SIGKILL");
    expect(await node.ended()).toMatchObject({ signal: "SIGKILL" });
    expect(unexpected).toMatchObject([{ signal: "SIGKILL" }]);
    await until("its child is gone", async () => !(await isAlive(child)));
  },
);

test.skipIf(needsSshd.missing).concurrent(
  `a far process is read as on its machine, and the machine's clock within half of a round trip ${needsSshd.name}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const node = await make(processes, [
      ...[
        "sh",
        "-c",
        "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; sleep 300",
      ],
    ]);
    expect(await node.far.read()).toBeNull();
    await node.start();
    await until("it has worked", async () => {
      const read = await node.far.read();
      return (read?.reading.cpu ?? 0) >= 0.02;
    });
    const read = await node.far.read();
    expect(read).toMatchObject({ pid: node.pid, reading: { threads: 1 } });
    expect(read?.program).toMatch(/sh$|sleep/);
    expect(read?.reading.memory).toBeGreaterThan(100_000);
    expect(read?.reading.openFiles).toBeGreaterThanOrEqual(3);
    expect(read?.reading.io?.readCalls).toBeGreaterThan(0);
    expect(node.far).toMatchObject({
      ...{ host: "far-1", cores: navigator.hardwareConcurrency },
      system: expect.stringContaining(Deno.osRelease()),
    });
    const { offset, bound } = await node.far.measureClock();
    // It is this machine's own clock, which the clock of a run follows to 2 ms.
    const truth = clockAhead() / 1000;
    expect(bound).toBeGreaterThan(0);
    expect(Math.abs(offset - truth)).toBeLessThanOrEqual(bound + 0.002);
  },
);

test.skipIf(needsSshd.missing).concurrent(
  `findFarPort() finds a port at which nothing listens there ${needsSshd.name}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const { connection } = await open(processes);
    const port = await findFarPort(connection, new Set());
    const hex = port.toString(16).toUpperCase();
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    using _ = Deno.listen({ hostname: "127.0.0.1", port });
    expect(await connection.request(`listens ${hex}`)).toMatchObject({
      code: 0,
    });
  },
);

test.skipIf(needsSshd.missing).concurrent(
  `a machine that cannot be reached is named, with what ssh says and a remedy ${needsSshd.name}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const config = await sshd?.configFor(1) ?? "";
    await expect(
      openMachine({ host: "far-2", config }, {
        ...{ name: "node-0", processes, signal: new AbortController().signal },
      }),
    ).rejects.toThrow(
      /^Cannot start node-0 on far-2 as ssh: connect to host 127\.0\.0\.1 port 1: Connection refused: try ssh far-2 true$/,
    );
    const abort = new AbortController();
    abort.abort(new Error("enough"));
    await expect(
      openMachine({ host: "far-2", config }, {
        ...{ name: "node-0", processes, signal: abort.signal },
      }),
    ).rejects.toThrow("enough");
  },
);
