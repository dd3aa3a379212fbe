import { expect, test } from "vitest";
import { listens } from "../../../src/lab/processes/listens.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { until } from "../../testing/processes.ts";

const listener = (hostname: string, port: number) => [
  Deno.execPath(),
  "eval",
  `Deno.listen({ hostname: "${hostname}", port: ${port} }); setInterval(() => {}, 1000)`,
];

test.each(["127.0.0.1", "::"])(
  "listens() tells whether the process itself has the port, at %s",
  async (hostname) => {
    await using processes = await ProcessGroup.create();
    const port = processes.freePort();
    const owner = processes.spawn("owner", listener(hostname, port));
    const other = processes.spawn("other", ["sleep", "60"]);
    await until(
      "the owner to listen",
      () => listens(owner.pid ?? 0, port),
    );
    expect(await listens(other.pid ?? 0, port)).toBe(false);
    expect(await listens(owner.pid ?? 0, port + 1)).toBe(false);
    const { pid } = owner;
    await owner.kill();
    expect(await listens(pid ?? 0, port)).toBe(false);
  },
);
