/** Serves the load benchmark: `deno run --allow-net=127.0.0.1 bench/_load_server.ts`. Prints its port. */
// deno-lint-ignore-file no-console -- a script prints

/** Seconds of each response to `/slow`, by the clock of this server. */
const durations: number[] = [];
let served = 0;

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(port),
}, async (request) => {
  if (request.method === "GET") return Response.json({ served, durations });
  const arrived = performance.now();
  await request.arrayBuffer();
  if (request.url.endsWith("/slow")) {
    // 2 % are slow, so the 99th percentile is well inside of them.
    const delay = served % 50 === 0 ? 100 : 5;
    served++;
    await new Promise((resolve) => setTimeout(resolve, delay));
    durations.push((performance.now() - arrived) / 1000);
  } else served++;
  if (request.url.endsWith("/json")) {
    return Response.json({ id: served, paid: true }, { status: 201 });
  }
  return new Response(null, { status: 201 });
});
