/**
 * A small service in Node, all in memory, to be measured until your own takes its place:
 * `node server.mjs --port 8080 --page 20`.
 */
import { createServer } from "node:http";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8080" },
    /** Items of a list. */
    page: { type: "string", default: "20" },
  },
});

const items = Array.from(
  { length: 5000 },
  (_, id) => ({ id, name: `item ${id}` }),
);
let requests = 0;

function answer(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

async function addItem(request, response) {
  let text = "";
  for await (const part of request) text += part;
  let name;
  try {
    ({ name } = JSON.parse(text));
  } catch {
    return answer(response, 400, { error: "the body is no item" });
  }
  const item = { id: items.length, name };
  items.push(item);
  answer(response, 201, item);
}

const server = createServer((request, response) => {
  requests++;
  const { method, url } = request;
  if (url === "/health") return answer(response, 200, { ready: true });
  if (url === "/version") return answer(response, 200, { version: "1.0.0" });
  if (url === "/metrics") {
    response.writeHead(200, { "content-type": "text/plain" });
    return response.end(`service_requests_total ${requests}\n`);
  }
  if (url === "/items" && method === "POST") return addItem(request, response);
  if (url === "/items") {
    return answer(response, 200, {
      items: items.slice(0, Number(values.page)),
    });
  }
  const item = items[Number(/^\/items\/(\d+)$/.exec(url)?.[1])];
  return item
    ? answer(response, 200, item)
    : answer(response, 404, { error: "no such item" });
});
server.listen(Number(values.port), "127.0.0.1");
process.on("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
});
