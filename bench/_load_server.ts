/** A server for the load benchmark: `deno run --allow-net=127.0.0.1 bench/_load_server.ts`. Prints its port. */

/** Seconds that each answer to `/slow` took, by this server's own clock. */
const took: number[] = [];
let served = 0;

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(port),
}, async (request) => {
  if (request.method === "GET") return Response.json({ served, took });
  const arrived = performance.now();
  await request.arrayBuffer();
  if (request.url.endsWith("/slow")) {
    // Two of a hundred are slow: the 99th percentile is well inside of them.
    const delay = served % 50 === 0 ? 100 : 5;
    served++;
    await new Promise((resolve) => setTimeout(resolve, delay));
    took.push((performance.now() - arrived) / 1000);
  } else served++;
  return new Response(null, { status: 201 });
});
