import { Buffer } from "node:buffer";
import grpc from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectLocket } from "../../../../src/systems/diego/clients/locket_client.ts";
import {
  type Identity,
  readIdentity,
} from "../../../../src/systems/diego/clients/tls_identity.ts";
import { makeCertificates } from "../../../../src/systems/diego/components/certificates.ts";
import { type Codec, codec } from "../../../../src/systems/diego/wire/codec.ts";
import type { Resource } from "../../../../src/systems/diego/wire/messages.ts";
import { findProgram } from "../../../testing/programs.ts";

const HOST = "127.0.0.1";

/** A Locket in memory: a presence of another owner is refused. */
const locks = new Map<string, Resource>();

function method<Request, Answer>(
  name: string,
  request: Codec<Request>,
  answer: Codec<Answer>,
) {
  return {
    path: `/models.Locket/${name}`,
    ...{ requestStream: false, responseStream: false },
    requestSerialize: (value: Request) => Buffer.from(request.encode(value)),
    requestDeserialize: (bytes: Buffer) => request.decode(bytes),
    responseSerialize: (value: Answer) => Buffer.from(answer.encode(value)),
    responseDeserialize: (bytes: Buffer) => answer.decode(bytes),
  };
}

const lock = codec<{ readonly resource: Resource }>("LockRequest");
const empty = codec<object>("Empty");

const service = {
  lock: method("Lock", lock, empty),
  release: method("Release", lock, empty),
  fetchAll: method(
    "FetchAll",
    codec<Pick<Resource, "type">>("FetchAllRequest"),
    codec<{ readonly resources: readonly Resource[] }>("FetchAllAnswer"),
  ),
};

let folder = "";
let identity: Identity;
let port = 0;
const server = new grpc.Server();

describe.skipIf(findProgram("openssl") === null)(
  "(needs the package openssl)",
  () => {
    beforeAll(async () => {
      folder = await Deno.makeTempDir();
      identity = await readIdentity(await makeCertificates(`${folder}/tls`));
      server.addService(service, {
        lock(
          { request: { resource } }: { request: { resource: Resource } },
          answer: grpc.sendUnaryData<object>,
        ) {
          const held = locks.get(resource.key);
          if (held && held.owner !== resource.owner) {
            answer({
              code: grpc.status.ALREADY_EXISTS,
              details: "lock-collision",
            });
            return;
          }
          locks.set(resource.key, resource);
          answer(null, {});
        },
        release(
          { request: { resource } }: { request: { resource: Resource } },
          answer: grpc.sendUnaryData<object>,
        ) {
          locks.delete(resource.key);
          answer(null, {});
        },
        fetchAll(
          { request }: { request: Pick<Resource, "type"> },
          answer: grpc.sendUnaryData<object>,
        ) {
          const all = [...locks.values()];
          const resources = all.filter(({ type }) => type === request.type);
          answer(null, { resources });
        },
      });
      port = await new Promise((resolve, reject) =>
        server.bindAsync(
          `${HOST}:0`,
          grpc.ServerCredentials.createSsl(Buffer.from(identity.ca), [{
            private_key: Buffer.from(identity.key),
            cert_chain: Buffer.from(identity.cert),
          }], true),
          (error, bound) => error ? reject(error) : resolve(bound),
        )
      );
    });

    afterAll(async () => {
      server.forceShutdown();
      await Deno.remove(folder, { recursive: true });
    });

    test("a presence is taken, renewed, refused to another owner, and given up", async () => {
      using locket = connectLocket({ host: HOST, port }, {
        identity,
        timeout: 60,
      });
      const presence = { key: "cell-0000", owner: "a", value: "{}" };
      const taken = await locket.present(presence, 15);
      expect(taken).toMatchObject({ outcome: "ok", error: "", code: "" });
      expect((await locket.present(presence, 15)).outcome).toBe("ok");
      expect(await locket.present({ ...presence, owner: "b" }, 15))
        .toMatchObject({
          ...{ outcome: "failed", code: "conflict" },
        });
      expect(await locket.presentCells()).toMatchObject({
        ...{ outcome: "ok", value: ["cell-0000"] },
      });
      expect((await locket.release(presence)).outcome).toBe("ok");
      expect((await locket.presentCells()).value).toEqual([]);
    });

    test("a server of another authority is not used, and one that is not there fails in time", async () => {
      const other = await readIdentity(
        await makeCertificates(`${folder}/other`),
      );
      const presence = { key: "c", owner: "a", value: "{}" };
      using stranger = connectLocket({ host: HOST, port }, {
        ...{ identity: { ...identity, ca: other.ca }, timeout: 60 },
      });
      expect(await stranger.present(presence, 15)).toMatchObject({
        ...{ outcome: "failed", code: "unavailable" },
      });
      using nobody = connectLocket({ host: HOST, port: 1 }, {
        ...{ identity, timeout: 2 },
      });
      expect((await nobody.present(presence, 15)).outcome).not.toBe("ok");
    });
  },
);
