import { expect, test } from "vitest";
import { loopback } from "../../../src/lab/network/network.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { endpointSystem } from "../../../src/systems/own/declaration.ts";
import { toScenarioSystem } from "../../../src/systems/own/own_system.ts";
import { until } from "../../testing/processes.ts";
import { withTempFolder } from "../../testing/records.ts";
import { canMakeCertificate, makeCertificate } from "../../lab/_certificate.ts";
import { closedPort } from "../../lab/_servers.ts";

async function start(urls: string[], nodes = urls.length, ca = "") {
  await using processes = await ProcessGroup.create();
  return await toScenarioSystem(endpointSystem({
    ...{ name: "shop", title: "a shop", urls, health: "/health", ca },
    version: { http: "/version" },
  })).start({
    ...{ nodes, settings: {}, processes, network: loopback, proxied: false },
    signal: new AbortController().signal,
  });
}

test("endpoints that are healthy are used as they are", async () => {
  await using server = Deno.serve({
    ...{ hostname: "127.0.0.1", port: 0, onListen: () => {} },
  }, (request) => new Response(request.url.endsWith("/version") ? "7\n" : ""));
  const { port } = server.addr;
  const group = await start([`http://127.0.0.1:${port}`]);
  expect(group.version).toBe("7");
  expect(group.nodes).toMatchObject([
    { endpoint: { host: "127.0.0.1", port }, process: null, metrics: "" },
  ]);
  await until(
    "it is up",
    async () => await group.health(group.nodes[0]!) === "up",
  );
});

test("an endpoint that does not answer is named, with a remedy", async () => {
  const url = `http://127.0.0.1:${closedPort()}`;
  await expect(start([url])).rejects.toThrow(
    `Cannot use ${url} as it does not answer GET /health with 2xx (client error (Connect): tcp connect error: Connection refused (os error 111)): start shop`,
  );
  await expect(start([url], 2)).rejects.toThrow("use --set nodes=1");
});

test("an endpoint that refuses to say how it is is told with its status", async () => {
  await using server = Deno.serve({
    ...{ hostname: "127.0.0.1", port: 0, onListen: () => {} },
  }, () => new Response("who are you?", { status: 401 }));
  const url = `http://127.0.0.1:${server.addr.port}`;
  await expect(start([url])).rejects.toThrow("with 2xx (status 401): start");
});

test.skipIf(!canMakeCertificate)(
  "endpoints with TLS are used with the authority that the system names (openssl)",
  () =>
    withTempFolder(async (folder) => {
      const { cert, key } = await makeCertificate(folder);
      await using server = Deno.serve({
        ...{ hostname: "127.0.0.1", port: 0, cert, key, onListen: () => {} },
      }, () => new Response("7"));
      const urls = [`https://127.0.0.1:${server.addr.port}`];
      const group = await start(urls, 1, `${folder}/cert.pem`);
      expect(group.version).toBe("7");
      expect(group.access).toMatchObject({ encrypted: true, caCerts: [cert] });
      await expect(start(urls)).rejects.toThrow("invalid peer certificate");
      await expect(start(urls, 1, `${folder}/none.pem`)).rejects.toThrow(
        `its ca ${folder}/none.pem cannot be read (NotFound)`,
      );
    }),
);
