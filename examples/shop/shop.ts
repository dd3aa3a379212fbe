/** The shop: users log in, list items, order and pay. */
import { listItems, makeCatalogue } from "./catalogue.ts";
import { makeOrders } from "./orders.ts";
import { makeSessions } from "./sessions.ts";

export interface ShopOptions {
  /** Whether every list sorts the whole catalogue anew. */
  readonly slowList: boolean;
}

const VERSION = "1.0.0";

/** Returns the handler of its requests. */
export function makeShop(
  { slowList }: ShopOptions,
): (request: Request) => Promise<Response> {
  const sessions = makeSessions();
  const orders = makeOrders();
  const catalogue = makeCatalogue();
  let requests = 0;

  async function handle(request: Request): Promise<Response> {
    requests++;
    const { pathname } = new URL(request.url);
    const call = `${request.method} ${pathname}`;
    if (call === "GET /health") return new Response("ok");
    if (call === "GET /version") return new Response(VERSION);
    if (call === "GET /metrics") return new Response(metrics());
    if (call === "POST /login") {
      const token = sessions.logIn(await readJson(request));
      return token === null ? fail(403, "wrong password") : reply({ token });
    }
    const user = sessions.userOf(request.headers.get("authorization") ?? "");
    if (user === null) return fail(401, "log in first");
    if (call === "GET /items") {
      return reply({ items: listItems(catalogue, slowList) });
    }
    if (call === "POST /orders") {
      const order = orders.add(user, await readJson(request), catalogue);
      return order === null ? fail(400, "no such item") : reply(order, 201);
    }
    const [, id] = /^POST \/orders\/(\d+)\/pay$/.exec(call) ?? [];
    if (id === undefined) return fail(404, "no such path");
    const order = orders.pay(user, Number(id));
    return order === null ? fail(404, "no such order") : reply(order);
  }

  function metrics(): string {
    return [
      "# TYPE shop_requests_total counter",
      `shop_requests_total ${requests}`,
      "# TYPE shop_orders gauge",
      `shop_orders ${orders.count()}`,
      "# TYPE process_resident_memory_bytes gauge",
      `process_resident_memory_bytes ${Deno.memoryUsage().rss}`,
      "",
    ].join("\n");
  }

  return handle;
}

/** Returns null for a body that is no JSON. */
async function readJson(request: Request): Promise<unknown> {
  return await request.json().catch(() => null);
}

function reply(body: unknown, status = 200): Response {
  return Response.json(body, { status });
}

function fail(status: number, error: string): Response {
  return Response.json({ error }, { status });
}
