/**
 * Drives the scenario of `scenario.ts` by autocannon, whose scripts are functions in the process of its connections:
 * `node _autocannon.cjs PORT CONNECTIONS SECONDS`.
 */
const autocannon = require("autocannon");

const [port, connections, duration] = process.argv.slice(2).map(Number);
let visit = 0;

autocannon({
  url: `http://127.0.0.1:${port}`,
  ...{ connections, duration },
  headers: { "content-type": "application/json" },
  requests: [
    {
      method: "POST",
      path: "/json",
      setupRequest: (request) => ({
        ...request,
        body: JSON.stringify({ user: "user-0", visit: visit++ }),
      }),
      onResponse(_, body, context) {
        context.cart = JSON.parse(body).id;
      },
    },
    {
      method: "POST",
      path: "/json",
      setupRequest: (request, context) => ({
        ...request,
        body: JSON.stringify({ cart: context.cart, items: ["lamp", "table"] }),
      }),
      onResponse(_, body, context) {
        context.order = JSON.parse(body).id;
      },
    },
    {
      method: "POST",
      path: "/json",
      setupRequest: (request, context) => ({
        ...request,
        body: JSON.stringify({ order: context.order, method: "invoice" }),
      }),
      onResponse(_, body) {
        if (!JSON.parse(body).paid) process.exitCode = 1;
      },
    },
  ],
});
