/** Other machines that take a connection and do not do what they should. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { FarConnection } from "../../../src/lab/machines/far_connection.ts";
import { FarProcess } from "../../../src/lab/machines/far_process.ts";
import { openMachine } from "../../../src/lab/machines/open_machine.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { until } from "../../testing/processes.ts";
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

/** Has the sshd run a command in place of what is asked for; one without any runs that. */
async function force(command: string): Promise<void> {
  const key = await Deno.readTextFile(`${folder}/key.pub`);
  await Deno.writeTextFile(
    `${folder}/authorized_keys`,
    command === "" ? key : `command="${command}" ${key}`,
  );
}

async function open(processes: ProcessGroup, patience = 60) {
  return await openMachine({ host: "far-1", config: sshd?.config ?? "" }, {
    ...{ name: "node-0", processes, signal: new AbortController().signal },
    patience,
  });
}

test.skipIf(needsSshd.missing)(
  `a machine that takes the connection and hangs is given up, and named ${needsSshd.name}`,
  async () => {
    await using processes = await ProcessGroup.create();
    // It reads, and never answers.
    await force("cat >/dev/null");
    await expect(open(processes, 2)).rejects.toThrow(
      "Cannot start node-0 on far-1 as it has not answered for 2 s: try ssh far-1 true",
    );
  },
);

test.skipIf(needsSshd.missing).each([
  ["lines", "yes"],
  ["text without lines", "yes | tr -d '\\n'"],
])(
  `a machine that writes %s without an end is given up ${needsSshd.name}`,
  async (_, command) => {
    await using processes = await ProcessGroup.create();
    await force(command);
    await expect(open(processes)).rejects.toThrow(
      "Cannot start node-0 on far-1 as it writes without an end",
    );
  },
);

test.skipIf(needsSshd.missing)(
  `a program whose pid cannot be kept, as on a full disk, is not started ${needsSshd.name}`,
  async () => {
    await using processes = await ProcessGroup.create();
    await force("");
    const { connection, facts } = await open(processes);
    const root = facts.folder.replace(/\/data$/, "");
    // Nobody can write to it, root neither.
    await Deno.mkdir(`${root}/pid`);
    const node = new FarProcess(connection, ["sleep", "300"], {
      ...{ name: "node-0", facts, env: {}, cwd: "", stopSignal: "SIGTERM" },
    });
    await node.start();
    expect(await node.ended()).toMatchObject({ code: 126 });
    expect(node.pid).toBeNull();
    expect(await node.logTail()).toBe(
      `cannot write to ${root}: is its disk full?`,
    );
    await Deno.remove(`${root}/pid`);
    await node.start();
    expect(node.pid).toBeGreaterThan(0);
    expect(await node.logTail()).not.toContain("cannot write");
  },
);

test.skipIf(needsSshd.missing)(
  `a client that is given up goes with the programs of its configuration ${needsSshd.name}`,
  () =>
    withTempFolder(async (folder) => {
      // It ignores that its input ends, and would keep the client's output open.
      const config = `${folder}/config`;
      await Deno.writeTextFile(
        config,
        "Host far-1\n  ProxyCommand sleep 97.25\n",
      );
      const connection = new FarConnection({ host: "far-1", config }, {
        ...{ name: "loadline-test-proxy", folder },
      });
      const proxies = () => findProcesses("\x0097.25\0", "cmdline");
      await until("the proxy runs", async () => (await proxies()).length > 0);
      connection.abort("enough");
      expect(await connection.ended).toBe("enough");
      await until("it is gone", async () => (await proxies()).length === 0);
      await connection[Symbol.asyncDispose]();
    }),
);
