import { expect, test } from "vitest";
import { type Access, plainAccess } from "../../../src/lab/clients/access.ts";
import { successful } from "../../../src/lab/clients/attempt.ts";
import { HttpExchange } from "../../../src/lab/clients/http_exchange.ts";
import { FetchExchange } from "../../../src/lab/load/fetch_exchange.ts";
import { openExchange } from "../../../src/workloads/scenario/open_exchange.ts";
import { canMakeCertificate, makeCertificate } from "../../lab/_certificate.ts";
import { withTempFolder } from "../../testing/records.ts";

const request = new TextEncoder().encode(
  "GET / HTTP/1.1\r\nhost: shop.invalid\r\n\r\n",
);

function open(access: Partial<Access>, port = 1, host = "127.0.0.1") {
  return openExchange({ host, port }, {
    timeout: 5,
    access: { ...plainAccess, ...access },
  });
}

test("our own client is used where it can do what is asked", () => {
  using plain = open({});
  using encrypted = open({ encrypted: true, caCerts: ["ca"] });
  using named = open({ resolve: { a: "127.0.0.1" } });
  const certificate = { cert: "cert", key: "key" };
  using known = open({ encrypted: true, certificate });
  for (const exchange of [plain, encrypted, named, known]) {
    expect(exchange).toBeInstanceOf(HttpExchange);
  }
  using http2 = open({ http2: true });
  using proxied = open({ proxy: "http://127.0.0.1:1" });
  for (const exchange of [http2, proxied]) {
    expect(exchange).toBeInstanceOf(FetchExchange);
  }
});

test("a name is found at the address that is set", async () => {
  await using server = Deno.serve({
    ...{ hostname: "127.0.0.1", port: 0, onListen: () => {} },
  }, (request) => new Response(request.headers.get("host")));
  const resolve = { "shop.invalid": "127.0.0.1" };
  using exchange = open({ resolve }, server.addr.port, "shop.invalid");
  let text = "";
  await exchange.send(request, ({ body }) => {
    text = new TextDecoder().decode(body);
    return successful(body.length);
  });
  expect(text).toBe("shop.invalid");
});

test.skipIf(!canMakeCertificate)(
  "a certificate must name the host, not the address that stands for it (openssl)",
  () =>
    withTempFolder(async (folder) => {
      const { cert, key } = await makeCertificate(folder);
      await using server = Deno.serve({
        ...{ hostname: "127.0.0.1", port: 0, cert, key, onListen: () => {} },
      }, () => new Response("ok"));
      const access = { encrypted: true, caCerts: [cert] };
      const outcomeOf = async (host: string) => {
        const resolve = { [host]: "127.0.0.1" };
        using exchange = open({ ...access, resolve }, server.addr.port, host);
        return (await exchange.send(request, () => successful(0))).outcome;
      };
      expect(await outcomeOf("localhost")).toBe("ok");
      expect(await outcomeOf("shop.invalid")).toBe("refused");
    }),
);
