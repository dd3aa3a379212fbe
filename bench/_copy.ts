/**
 * Copies bytes through a socket, with nothing made of them: `deno run --allow-net=127.0.0.1 bench/_copy.ts receive`
 * prints its port, reads one connection and prints how many bytes came in how many milliseconds;
 * `... send PORT BYTES SECONDS` writes the same bytes over and over.
 */
// deno-lint-ignore-file no-console -- a script prints

/** As a sink reads. */
const READ_BYTES = 256 * 1024;

const [side = "", port = "", bytes = "", seconds = ""] = Deno.args;
if (side === "send") await send();
else await receive();

async function send(): Promise<void> {
  const hostname = "127.0.0.1";
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const lines = new Uint8Array(Number(bytes)).fill(48);
  const end = performance.now() + 1000 * Number(seconds);
  while (performance.now() < end) {
    for (let at = 0; at < lines.length;) {
      at += await connection.write(lines.subarray(at));
    }
  }
}

async function receive(): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  console.log(listener.addr.port);
  using connection = await listener.accept();
  const buffer = new Uint8Array(READ_BYTES);
  const began = performance.now();
  let received = 0;
  for (;;) {
    const read = await connection.read(buffer);
    if (read === null) break;
    received += read;
  }
  console.log(`${received} ${performance.now() - began}`);
}
