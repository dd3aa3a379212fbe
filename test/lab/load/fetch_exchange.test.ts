import { expect, test } from "vitest";
import { type Access, plainAccess } from "../../../src/lab/clients/access.ts";
import { successful } from "../../../src/lab/clients/attempt.ts";
import type { HttpResponse } from "../../../src/lab/clients/http_response.ts";
import { FetchExchange } from "../../../src/lab/load/fetch_exchange.ts";
import { withTempFolder } from "../../testing/records.ts";
import { canMakeCertificate, makeCertificate } from "../_certificate.ts";
import { closedPort, serveAnswers } from "../_servers.ts";
import { until } from "../_until.ts";

const encoder = new TextEncoder();

function connect(port: number, access: Partial<Access> = {}, timeout = 5) {
  return new FetchExchange({ host: "127.0.0.1", port }, {
    timeout,
    access: { ...plainAccess, ...access },
  });
}

/** Sends a request, and returns its attempt with what was answered. */
async function ask(exchange: FetchExchange, request: string) {
  const answers: (Omit<HttpResponse, "body"> & { readonly text: string })[] =
    [];
  const attempt = await exchange.send(
    encoder.encode(request),
    ({ body, ...response }) => {
      answers.push({ ...response, text: new TextDecoder().decode(body) });
      return successful(body.length);
    },
  );
  return { attempt, answer: answers[0] };
}

test("FetchExchange sends what was written as HTTP/1.1: method, path, headers, body", async () => {
  await using server = Deno.serve({
    ...{ hostname: "127.0.0.1", port: 0, onListen: () => {} },
  }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const headers = ["x-key", "cookie", "accept-encoding"]
      .map((name) => request.headers.get(name));
    const body = new Uint8Array(await request.arrayBuffer());
    return Response.json([request.method, pathname + search, headers, [
      ...body,
    ]], {
      status: 201,
      headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]],
    });
  });
  using exchange = connect(server.addr.port);
  const { attempt, answer } = await ask(
    exchange,
    "PUT /a?b=c HTTP/1.1\r\nhost: a\r\ncookie: s=1\r\nx-key: 1: 2\r\ncontent-length: 6\r\n\r\n\r\n\r\nok",
  );
  expect(attempt.outcome).toBe("ok");
  expect(answer).toMatchObject({ status: 201, cookies: ["a=1", "b=2"] });
  expect(JSON.parse(answer?.text ?? "")).toEqual([
    ...["PUT", "/a?b=c", ["1: 2", "s=1", "identity"]],
    [13, 10, 13, 10, 111, 107],
  ]);
});

test("FetchExchange reports refusals, time-outs and its own end, and follows no redirection", async () => {
  const request = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
  using refused = connect(closedPort());
  expect((await ask(refused, request)).attempt.outcome).toBe("refused");
  using silent = serveAnswers([]);
  using late = connect(silent.port, {}, 0.1);
  expect((await ask(late, request)).attempt.outcome).toBe("timeout");
  using server = serveAnswers([
    "HTTP/1.1 302 Found\r\nlocation: /else\r\ncontent-length: 0\r\n\r\n",
  ]);
  using exchange = connect(server.port);
  expect((await ask(exchange, request)).answer).toMatchObject({ status: 302 });
  exchange.close();
  expect((await ask(exchange, request)).attempt.outcome).toBe("cancelled");
});

test("an error of FetchExchange has no path of an address, which may have a secret", async () => {
  using server = serveAnswers([
    "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
  ]);
  using exchange = connect(server.port);
  const attempt = await exchange.send(
    encoder.encode("GET /reset/abcd HTTP/1.1\r\nhost: a\r\n\r\n"),
    () => {
      throw new Error("no http://127.0.0.1:1/reset/abcd?x=1 today");
    },
  );
  expect(attempt).toMatchObject({
    ...{ outcome: "failed", error: "no http://127.0.0.1:1 today" },
  });
});

test.skipIf(!canMakeCertificate)(
  "FetchExchange speaks HTTP/2 over TLS on one connection (openssl)",
  () =>
    withTempFolder(async (folder) => {
      const { cert, key } = await makeCertificate(folder);
      const peers = new Set<number>();
      await using server = Deno.serve({
        ...{ hostname: "127.0.0.1", port: 0, cert, key, onListen: () => {} },
      }, (request, { remoteAddr }) => {
        peers.add(remoteAddr.port);
        // HTTP/2 has no header `connection`, and names its host in `:authority`.
        return new Response(request.headers.get("host") ?? "no host");
      });
      using exchange = connect(server.addr.port, {
        ...{ encrypted: true, caCerts: [cert], http2: true },
      });
      const request = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
      for (let i = 0; i < 3; i++) {
        expect((await ask(exchange, request)).attempt.outcome).toBe("ok");
      }
      expect(peers.size).toBe(1);
      using careful = connect(server.addr.port, {
        ...{ encrypted: true, http2: true },
      });
      const { attempt } = await ask(careful, request);
      expect(attempt.outcome).toBe("refused");
      expect(attempt.error).toMatch(/certificate/i);
    }),
);

test("FetchExchange of HTTP/2 refuses a server that speaks HTTP/1.1 only", async () => {
  using server = serveAnswers([
    "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
  ]);
  using exchange = connect(server.port, { http2: true });
  const { attempt } = await ask(exchange, "GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  expect(attempt.outcome).not.toBe("ok");
});

test.skipIf(!canMakeCertificate)(
  "FetchExchange shows its certificate to a server that asks for one (openssl)",
  () =>
    withTempFolder(async (folder) => {
      const { cert, key } = await makeCertificate(folder);
      const port = closedPort();
      const server = new Deno.Command("openssl", {
        args: [
          ...["s_server", "-accept", `127.0.0.1:${port}`, "-www", "-quiet"],
          ...["-cert", `${folder}/cert.pem`, "-key", `${folder}/key.pem`],
          ...["-Verify", "1", "-CAfile", `${folder}/cert.pem`],
          ...["-verify_return_error"],
        ],
        ...{ stdin: "null", stdout: "null", stderr: "null" },
      }).spawn();
      try {
        let listens = false;
        await until(() => {
          Deno.connect({ hostname: "127.0.0.1", port })
            .then((connection) => {
              listens = true;
              connection.close();
            }, () => {});
          return listens;
        });
        const request = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
        const access = { encrypted: true, caCerts: [cert] };
        using known = connect(port, { ...access, certificate: { cert, key } });
        expect((await ask(known, request)).answer).toMatchObject({
          status: 200,
        });
        using unknown = connect(port, access);
        expect((await ask(unknown, request)).attempt.outcome).not.toBe("ok");
      } finally {
        server.kill("SIGKILL");
        await server.status;
      }
    }),
);

test("FetchExchange sends its requests to a proxy", async () => {
  const got: string[] = [];
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    using connection = await listener.accept();
    const buffer = new Uint8Array(4096);
    const length = await connection.read(buffer) ?? 0;
    got.push(new TextDecoder().decode(buffer.subarray(0, length)));
    await connection.write(
      encoder.encode("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"),
    );
  })();
  using exchange = new FetchExchange({ host: "shop.invalid", port: 8080 }, {
    timeout: 5,
    access: {
      ...plainAccess,
      proxy: `http://127.0.0.1:${listener.addr.port}`,
    },
  });
  const { answer } = await ask(
    exchange,
    "GET /items HTTP/1.1\r\nhost: a\r\n\r\n",
  );
  await serving;
  expect(answer).toMatchObject({ status: 200, text: "ok" });
  expect(got[0]).toMatch(/^GET http:\/\/shop\.invalid:8080\/items HTTP\/1\.1/);
});

test("FetchExchange finds a name at the address that is set", async () => {
  await using server = Deno.serve({
    ...{ hostname: "127.0.0.1", port: 0, onListen: () => {} },
  }, (request) => new Response(request.headers.get("host")));
  const { port } = server.addr;
  using exchange = new FetchExchange({ host: "shop.invalid", port }, {
    timeout: 5,
    access: { ...plainAccess, resolve: { "shop.invalid": "127.0.0.1" } },
  });
  const { answer } = await ask(exchange, "GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  expect(answer).toMatchObject({ text: `shop.invalid:${port}` });
});
