import { expect, test } from "vitest";
import { makeShop } from "../../../examples/shop/shop.ts";

function open(slowList = false) {
  const handle = makeShop({ slowList });
  return async (
    method: string,
    path: string,
    { body = null, token = "" }: {
      readonly body?: object | null;
      readonly token?: string;
    } = {},
  ) => {
    const response = await handle(
      new Request(`http://127.0.0.1${path}`, {
        method,
        headers: token === "" ? {} : { authorization: `Bearer ${token}` },
        body: body && JSON.stringify(body),
      }),
    );
    const text = await response.text();
    const { status } = response;
    return { status, body: text.startsWith("{") ? JSON.parse(text) : text };
  };
}

async function logIn(call: ReturnType<typeof open>, number: number) {
  const body = { user: `user-${number}`, password: `demo-${number}` };
  return (await call("POST", "/login", { body })).body.token;
}

test("a user logs in, lists, orders and pays", async () => {
  const call = open();
  const token = await logIn(call, 3);
  const { items } = (await call("GET", "/items", { token })).body;
  expect(items).toHaveLength(20);
  const order = await call("POST", "/orders", {
    token,
    body: { item: items[0].id, amount: 2 },
  });
  expect(order).toMatchObject({
    status: 201,
    body: { id: 1, user: "user-3", paid: false },
  });
  expect(await call("POST", "/orders/1/pay", { token })).toMatchObject({
    status: 200,
    body: { id: 1, paid: true },
  });
  expect((await call("GET", "/metrics")).body).toContain("shop_orders 1\n");
});

test("the slow list has the same items", async () => {
  const [fast, slow] = [open(), open(true)];
  const lists = await Promise.all(
    [fast, slow].map(async (call) =>
      (await call("GET", "/items", { token: await logIn(call, 0) })).body
    ),
  );
  expect(lists[0]).toEqual(lists[1]);
});

test("nobody orders without a login, what there is not, or pays for another", async () => {
  const call = open();
  const token = await logIn(call, 0);
  const other = await logIn(call, 1);
  const wrong = { user: "user-0", password: "demo-1" };
  expect((await call("POST", "/login", { body: wrong })).status).toBe(403);
  expect((await call("GET", "/items")).status).toBe(401);
  const order = (body: object) => call("POST", "/orders", { token, body });
  expect((await order({ item: -1, amount: 1 })).status).toBe(400);
  expect((await order({ item: 1, amount: 0 })).status).toBe(400);
  expect((await order({ item: 1, amount: 1 })).status).toBe(201);
  expect((await call("POST", "/orders/1/pay", { token: other })).status)
    .toBe(404);
});
