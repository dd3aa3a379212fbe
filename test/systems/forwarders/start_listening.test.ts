import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { UsageError } from "../../../src/record/mod.ts";
import type { StartForwarderOptions } from "../../../src/systems/forwarders/forwarder.ts";
import {
  makeFolders,
  startListening,
} from "../../../src/systems/forwarders/start_listening.ts";

function toOptions(processes: ProcessGroup): StartForwarderOptions {
  return {
    name: "hop-1",
    forwarding: {
      ...{ topology: "fan-out", bufferCap: 1024, atCap: "drop" },
      sinks: [{ name: "sink-1", host: "127.0.0.1", port: 9 }],
    },
    settings: {},
    processes,
    wrapper: [],
    signal: new AbortController().signal,
  };
}

/** Starts the shell command that `toScript` returns for a port. */
async function start(
  processes: ProcessGroup,
  toScript: (port: number) => string,
) {
  const options = toOptions(processes);
  return await startListening(options, await makeFolders(options), {
    title: "some",
    toProgram: (port) => ({
      command: ["sh", "-c", toScript(port)],
      env: {},
      files: [{ name: "some.conf", text: `port ${port}\n` }],
    }),
    isTaken: (log) => log.includes("is taken"),
  });
}

/** A program that stays up without its port, as rsyslogd does. */
const stayUp = "echo the port is taken; sleep 60";

const listen = (port: number) =>
  `exec ${Deno.execPath()} eval 'Deno.listen({ hostname: "127.0.0.1", port: ${port} }); setInterval(() => {}, 1000)'`;

test("startListening() tries another port for a program that stays up without its port", async () => {
  await using processes = await ProcessGroup.create();
  let attempts = 0;
  const { input, process, configuration, spool } = await start(
    processes,
    (port) => ++attempts < 3 ? stayUp : listen(port),
  );
  expect(attempts).toBe(3);
  expect(process.name).toBe("hop-1-attempt-3");
  expect(processes.processes.map(({ pid }) => pid === null))
    .toEqual([true, true, false]);
  expect(spool).toBe(`${processes.folder}/hop-1/spool`);
  expect(configuration[0]?.text).toBe(`port ${input.port}\n`);
  expect(await Deno.readTextFile(`${processes.folder}/hop-1/some.conf`))
    .toBe(`port ${input.port}\n`);
});

test("startListening() gives up after five ports", async () => {
  await using processes = await ProcessGroup.create();
  await expect(start(processes, () => "echo the port is taken; exit 2"))
    .rejects.toThrow(
      "Cannot start some as each of 5 ports was taken by another program: the port is taken",
    );
});

test("startListening() reports the log of a program that ends", async () => {
  await using processes = await ProcessGroup.create();
  await expect(start(processes, () => "echo line 3 is wrong; exit 1"))
    .rejects.toThrow(
      "Cannot wait for some to listen as hop-1 has ended: line 3 is wrong",
    );
});

test("makeFolders() refuses a folder that a configuration could not quote", async () => {
  await using processes = await ProcessGroup.create();
  for (const name of ['a"b', "a b", "a;b", "a\nb"]) {
    await expect(makeFolders({ ...toOptions(processes), name })).rejects
      .toThrow(UsageError);
  }
});
