/** Frames of Thrift over TCP. */
import { expect, test } from "vitest";
import {
  readFrames,
  writeFrame,
} from "../../../../src/systems/forwarders/flume/thrift_frames.ts";

/** Returns the frames that one end reads of what `write` writes at the other, which is closed then. */
async function exchange(
  write: (connection: Deno.TcpConn) => Promise<unknown>,
): Promise<Uint8Array[]> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [sender, receiver] = await Promise.all([
    Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
    listener.accept(),
  ]);
  const written = write(sender).finally(() => sender.close());
  try {
    return await Array.fromAsync(readFrames(receiver));
  } finally {
    await written;
    receiver.close();
  }
}

test("frames are read as they were written, however long", async () => {
  const frames = [0, 1, 300_000].map((length) =>
    new Uint8Array(length).fill(length % 251)
  );
  const read = await exchange(async (connection) => {
    for (const frame of frames) await writeFrame(connection, frame);
  });
  expect(read.map(({ length }) => length)).toEqual([0, 1, 300_000]);
  expect(read.every((frame, i) => frame.every((b) => b === frames[i]?.[0])))
    .toBe(true);
});

test.each([
  ["a cut length", [0, 0]],
  ["no body", [0, 0, 0, 5]],
  ["a cut body", [0, 0, 0, 5, 1, 2]],
])("%s is an error", async (_, bytes) => {
  await expect(
    exchange((connection) => connection.write(Uint8Array.from(bytes))),
  )
    .rejects.toThrow(Deno.errors.UnexpectedEof);
});

test("a length that no frame has is refused", async () => {
  await expect(
    exchange((connection) => connection.write(new Uint8Array(4).fill(255))),
  ).rejects.toThrow("4294967295 bytes is too long");
});
