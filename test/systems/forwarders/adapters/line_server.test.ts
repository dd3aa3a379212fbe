/** Lines by TCP into an adapter. */
import { expect, test } from "vitest";
import type { Batch } from "../../../../src/systems/forwarders/adapters/batch.ts";
import { serveLines } from "../../../../src/systems/forwarders/adapters/line_server.ts";
import { until } from "../../../lab/_until.ts";

/** Opens a server and a connection to it. */
async function connect(take: (batch: Batch) => Promise<void>) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = serveLines(listener, take);
  const { port } = listener.addr;
  const sender = await Deno.connect({ hostname: "127.0.0.1", port });
  return {
    send: (text: string) => sender.write(new TextEncoder().encode(text)),
    async close() {
      sender.close();
      listener.close();
      await served;
    },
  };
}

test("whole lines are taken; a line that the end of a connection cuts is dropped", async () => {
  let text = "";
  let lines = 0;
  const { send, close } = await connect((batch) => {
    text += new TextDecoder().decode(batch.data);
    lines += batch.lines;
    return Promise.resolve();
  });
  await send("a 1\nb ");
  await until(() => lines === 1);
  await send("2\nc 3\nd");
  await until(() => lines === 3);
  await close();
  expect(text).toBe("a 1\nb 2\nc 3\n");
});

test("nothing more is read of a connection while a batch is not taken", async () => {
  const taken: (() => void)[] = [];
  const { send, close } = await connect(() =>
    new Promise((resolve) => taken.push(resolve))
  );
  await send("a\n");
  await until(() => taken.length === 1);
  await send("b\n");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(taken.length).toBe(1);
  taken[0]?.();
  await until(() => taken.length === 2);
  taken[1]?.();
  await close();
});
