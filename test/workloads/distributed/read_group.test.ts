import { expect, test } from "vitest";
import { readProcess } from "../../../src/lab/processes/proc.ts";
import { readGroup } from "../../../src/workloads/distributed/read_group.ts";

test.skipIf(Deno.build.os !== "linux")(
  "readGroup() adds up processes, and keeps what one that has ended has used",
  async () => {
    const child = new Deno.Command("sh", {
      args: ["-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; read x"],
      stdin: "piped",
    }).spawn();
    // It has done its work once it waits for a line.
    const state = () =>
      /\) (\S)/.exec(Deno.readTextFileSync(`/proc/${child.pid}/stat`))?.[1];
    while (state() !== "S") await new Promise((done) => setTimeout(done, 10));
    const alone = readProcess(child.pid);
    const others = [child.pid];
    const read = readGroup(() => others);
    const both = read(Deno.pid);
    others.length = 0;
    await child.stdin.close();
    await child.status;
    const after = read(Deno.pid);
    expect(alone?.cpu).toBeGreaterThan(0.05);
    // This process has used a little more in the meantime, and its child counts once it has ended.
    expect(after?.cpu).toBeGreaterThanOrEqual(both?.cpu ?? Infinity);
    expect(both?.memory).toBeGreaterThan(alone?.memory ?? Infinity);
    expect(read(0x7fffffff)).toBeNull();
  },
);
