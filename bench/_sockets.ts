/**
 * What no client of this runtime can be below: sockets that send a request of the scenario and receive its answer, again and
 * again, and do nothing else: `deno run --allow-net=127.0.0.1 _sockets.ts PORT CONNECTIONS SECONDS`.
 */
const [port = 0, connections = 0, seconds = 0] = Deno.args.map(Number);
const body = '{"cart":12345,"items":["lamp","table"]}';
const request = new TextEncoder().encode(
  `POST /json HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
);
const until = performance.now() + 1000 * seconds;

await Promise.all(Array.from({ length: connections }, async () => {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  connection.setNoDelay(true);
  const buffer = new Uint8Array(16 * 1024);
  while (performance.now() < until) {
    // An answer of this server comes in one piece.
    await Promise.all([connection.write(request), connection.read(buffer)]);
  }
}));
