/**
 * Test double with the HTTP APIs of external key-value nodes, backed by a map. Paths, statuses and bodies are those of
 * REPRAM's handlers.
 */

export interface KeyValueApi extends AsyncDisposable {
  readonly origin: string;
  readonly values: Map<string, Uint8Array<ArrayBuffer>>;
}

/** Serves `/v1/data` (202 for keys that begin with `slow`), `/data`, `/cluster`, health and status on a free port. */
export function serveKeyValueApi(): KeyValueApi {
  const values = new Map<string, Uint8Array<ArrayBuffer>>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/health") return new Response("OK");
      if (pathname === "/ill") return new Response("", { status: 503 });
      if (pathname === "/v1/health") {
        return Response.json({ status: "healthy" });
      }
      if (pathname === "/v1/status") {
        return Response.json({ status: "healthy", uptime: "1m0s" });
      }
      if (pathname === "/status") return Response.json({ version: "1.0.0" });
      const [, api, key = ""] =
        /^\/(v1\/data|data|cluster\/put|cluster\/get)\/([^/]+)$/
          .exec(pathname) ?? [];
      if (api === undefined) return new Response("", { status: 404 });
      if (request.method === "GET") {
        const value = values.get(key);
        return value
          ? new Response(value)
          : new Response(null, { status: 404 });
      }
      const body = await request.bytes();
      if (api !== "data") values.set(key, body);
      else {
        const { data, ttl } = JSON.parse(new TextDecoder().decode(body));
        if (!(ttl > 0)) return new Response("", { status: 400 });
        values.set(
          key,
          Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)),
        );
      }
      const slow = api === "v1/data" && key.startsWith("slow");
      return new Response("OK", { status: slow ? 202 : 201 });
    },
  );
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    values,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
