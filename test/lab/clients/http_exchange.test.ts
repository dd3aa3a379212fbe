import { expect, test } from "vitest";
import { successful } from "../../../src/lab/clients/attempt.ts";
import { HttpExchange } from "../../../src/lab/clients/http_exchange.ts";
import { withTempFolder } from "../../testing/records.ts";
import { canMakeCertificate, makeCertificate } from "../_certificate.ts";
import { closedPort, serveAnswers } from "../_servers.ts";

const request = new TextEncoder().encode("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
const answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n";

function connect(port: number, timeout = 5) {
  return new HttpExchange({ host: "127.0.0.1", port }, { timeout });
}

test("HttpExchange uses one connection, and another one after the server has closed it", async () => {
  using server = serveAnswers([
    `${answer}\r\nok`,
    `${answer}connection: close\r\n\r\nok`,
    `${answer}\r\nok`,
  ]);
  using exchange = connect(server.port);
  for (let i = 0; i < 3; i++) {
    const attempt = await exchange.send(
      request,
      ({ body }) => successful(body.length),
    );
    expect(attempt).toEqual(successful(2));
  }
  expect(server.counts.taken).toBe(2);
});

test("HttpExchange reports refusals and time-outs, errors of its judge, and its own end", async () => {
  const judge = () => successful(0);
  using refused = connect(closedPort());
  expect((await refused.send(request, judge)).outcome).toBe("refused");
  using silent = serveAnswers([]);
  using late = connect(silent.port, 0.1);
  expect((await late.send(request, judge)).outcome).toBe("timeout");
  using server = serveAnswers([`${answer}\r\nok`]);
  using exchange = connect(server.port);
  const attempt = await exchange.send(request, () => {
    throw new TypeError("no judge");
  });
  expect(attempt).toMatchObject({ outcome: "failed", error: "no judge" });
  exchange.close();
  expect((await exchange.send(request, judge)).outcome).toBe("cancelled");
});

test.skipIf(!canMakeCertificate)(
  "HttpExchange speaks TLS with a server whose certificate is trusted, and with no other (openssl)",
  () =>
    withTempFolder(async (folder) => {
      const { cert, key } = await makeCertificate(folder);
      await using server = Deno.serve({
        ...{ hostname: "127.0.0.1", port: 0, cert, key, onListen: () => {} },
      }, () => new Response("ok"));
      const address = { host: "127.0.0.1", port: server.addr.port };
      using trusting = new HttpExchange(address, {
        timeout: 5,
        tls: { caCerts: [cert] },
      });
      for (let i = 0; i < 3; i++) {
        const attempt = await trusting.send(
          request,
          ({ status, body }) => successful(status + body.length),
        );
        expect(attempt).toEqual(successful(202));
      }
      using careful = new HttpExchange(address, {
        timeout: 5,
        tls: { caCerts: [] },
      });
      const refused = await careful.send(request, () => successful(0));
      expect(refused.outcome).toBe("refused");
      expect(refused.error).toMatch(/certificate/i);
    }),
);

test("HttpExchange ends a handshake that nobody answers", async () => {
  using silent = serveAnswers([]);
  using exchange = new HttpExchange(
    { host: "127.0.0.1", port: silent.port },
    { timeout: 0.2, tls: { caCerts: [] } },
  );
  const attempt = await exchange.send(request, () => successful(0));
  expect(attempt.outcome).toBe("timeout");
});
