import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectBbs } from "../../../../src/systems/diego/clients/bbs_client.ts";
import {
  type Identity,
  readIdentity,
} from "../../../../src/systems/diego/clients/tls_identity.ts";
import { makeCertificates } from "../../../../src/systems/diego/components/certificates.ts";
import { codec } from "../../../../src/systems/diego/wire/codec.ts";
import { routes } from "../../../../src/systems/diego/wire/routes.ts";
import { until } from "../../../testing/processes.ts";
import { findProgram } from "../../../testing/programs.ts";

const HOST = "127.0.0.1";

let folder = "";
let identity: Identity;
let server: Deno.HttpServer<Deno.NetAddr>;
/** Requests that the server has at this moment, and at most. */
let now = 0;
let most = 0;
/** Requests are answered once it is resolved. */
let gate = Promise.resolve();

describe.skipIf(findProgram("openssl") === null)(
  "(needs the package openssl)",
  () => {
    beforeAll(async () => {
      folder = await Deno.makeTempDir();
      const files = await makeCertificates(`${folder}/tls`);
      identity = await readIdentity(files);
      server = Deno.serve({
        ...{ hostname: HOST, port: 0, onListen() {} },
        ...{ cert: identity.cert, key: identity.key },
      }, async (request) => {
        most = Math.max(most, ++now);
        const { pathname } = new URL(request.url);
        await request.bytes();
        await gate;
        now--;
        if (pathname === routes.ping.path) {
          return new Response(
            routes.ping.answer.encode({ available: true, error: null })
              .slice(),
          );
        }
        if (pathname === routes.claim.path) {
          const error = { type: 15, message: "cannot claim" };
          return new Response(
            codec<object>("OnlyError").encode({ error }).slice(),
          );
        }
        return new Response("no such page", { status: 404 });
      });
    });

    afterAll(async () => {
      await server.shutdown();
      await Deno.remove(folder, { recursive: true });
    });

    const connect = (connections: number, options: Partial<Identity> = {}) =>
      connectBbs({ host: HOST, port: server.addr.port }, {
        identity: { ...identity, ...options },
        ...{ connections, timeout: 60 },
      });

    test("requests are answered, refused by the state of a record, or not known", async () => {
      using bbs = connect(1);
      expect(await bbs.call(routes.ping, {})).toMatchObject({
        ...{ outcome: "ok", value: { available: true } },
      });
      const instanceKey = { instance: "i", cell: "c" };
      expect(await bbs.call(routes.claim, { guid: "a", index: 0, instanceKey }))
        .toEqual({
          ...{ outcome: "failed", error: "cannot claim", code: "conflict" },
          ...{ bytes: 0, value: null },
        });
      expect(await bbs.call(routes.removeDesired, { guid: "a" })).toMatchObject(
        {
          ...{ outcome: "failed", code: "http-404" },
        },
      );
    });

    test("requests wait for a connection, and how long is told", async () => {
      using bbs = connect(2);
      most = 0;
      const held = Promise.withResolvers<void>();
      gate = held.promise;
      const all = Array.from({ length: 10 }, () => bbs.call(routes.ping, {}));
      await until("the server has two requests", () => now === 2);
      expect(bbs.waiting()).toBe(8);
      await new Promise((resolve) => setTimeout(resolve, 20));
      held.resolve();
      const answers = await Promise.all(all);
      expect(answers.every(({ outcome }) => outcome === "ok")).toBe(true);
      expect(most).toBe(2);
      expect(bbs.takeLongestWait()).toBeGreaterThan(0.015);
      expect(bbs.takeLongestWait()).toBe(0);
    });

    test("a server that another authority vouches for is refused", async () => {
      const other = await makeCertificates(`${folder}/other`);
      using bbs = connect(1, { ca: (await readIdentity(other)).ca });
      expect(await bbs.call(routes.ping, {})).toMatchObject({
        outcome: "refused",
        value: null,
      });
    });
  },
);
