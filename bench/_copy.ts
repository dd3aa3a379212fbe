/**
 * Bytes through sockets, with nothing made of them: `deno run --allow-net=127.0.0.1 bench/_copy.ts SIDE ...`
 *
 * - `receive` reads one connection, and prints how many bytes came in how many milliseconds
 * - `copy PORT` reads one connection and writes to another, as socat does
 * - `send PORT BYTES SECONDS` writes the same bytes over and over
 *
 * The first two print their port first.
 */
// deno-lint-ignore-file no-console -- a script prints

/** As a sink reads. */
const READ_BYTES = 256 * 1024;
/** As `socat -b 65536` reads; its default is an eighth of that, and slower. */
const COPY_BYTES = 64 * 1024;
const hostname = "127.0.0.1";

const [side = "", port = "", bytes = "", seconds = ""] = Deno.args;
if (side === "send") await send();
else if (side === "copy") await copy();
else await receive();

async function send(): Promise<void> {
  using connection = await connect();
  const lines = new Uint8Array(Number(bytes)).fill(48);
  const end = performance.now() + 1000 * Number(seconds);
  while (performance.now() < end) await write(connection, lines);
}

async function copy(): Promise<void> {
  using from = await accept();
  using to = await connect();
  const buffer = new Uint8Array(COPY_BYTES);
  for (;;) {
    const read = await from.read(buffer);
    if (read === null) break;
    await write(to, buffer.subarray(0, read));
  }
}

async function receive(): Promise<void> {
  using connection = await accept();
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

function connect(): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname, port: Number(port) });
}

/** Prints the port, and takes one connection. */
async function accept(): Promise<Deno.TcpConn> {
  using listener = Deno.listen({ hostname, port: 0 });
  console.log(listener.addr.port);
  return await listener.accept();
}

async function write(
  connection: Deno.TcpConn,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += await connection.write(bytes.subarray(at));
  }
}
