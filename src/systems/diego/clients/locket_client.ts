/** A client of Locket, by gRPC over TLS with a certificate of its own: locks, and presences of cells. */
import { Buffer } from "node:buffer";
import { isIP } from "node:net";
import grpc from "@grpc/grpc-js";
import {
  type Attempt,
  successful,
  unsuccessful,
} from "../../../lab/clients/attempt.ts";
import { type Codec, codec } from "../wire/codec.ts";
import type { Resource } from "../wire/messages.ts";
import type { ServerAddress } from "./bbs_client.ts";
import type { Identity } from "./tls_identity.ts";

/** How a request ended; `value` is null unless `ok`. */
interface LocketAnswer<T> extends Attempt {
  readonly value: T | null;
}

export interface LocketClient extends Disposable {
  /** Takes a presence, or renews it, for `ttl` seconds. */
  present(
    resource: Presence,
    ttl: number,
  ): Promise<Attempt>;
  /** Gives a presence up. */
  release(resource: Presence): Promise<Attempt>;
  /** Returns the names of the cells that are present. */
  presentCells(): Promise<LocketAnswer<readonly string[]>>;
}

/** The presence of a cell. */
export interface Presence {
  /** Name of the cell. */
  readonly key: string;
  /** Of this life of the cell: a presence of another owner is refused until it has lapsed. */
  readonly owner: string;
  /** What the cell says of itself, as JSON. */
  readonly value: string;
}

const PRESENCE = { type: "presence", typeCode: 2 } as const;

type Empty = Readonly<Record<never, never>>;

const empty = codec<Empty>("Empty");

const methods = {
  lock: {
    path: "/models.Locket/Lock",
    request: codec<
      { readonly resource: Resource; readonly ttlInSeconds: number }
    >("LockRequest"),
    answer: empty,
  },
  release: {
    path: "/models.Locket/Release",
    request: codec<{ readonly resource: Resource }>("ReleaseRequest"),
    answer: empty,
  },
  fetchAll: {
    path: "/models.Locket/FetchAll",
    request: codec<Pick<Resource, "type" | "typeCode">>("FetchAllRequest"),
    answer: codec<{ readonly resources: readonly Resource[] }>(
      "FetchAllAnswer",
    ),
  },
};

/** Words for states of gRPC, by their numbers. */
const statusCodes: Readonly<Record<number, string>> = {
  4: "timeout",
  5: "missing",
  6: "conflict",
  14: "unavailable",
  16: "unauthenticated",
};

/**
 * Returns a client; it connects when it is used. `timeout` is that of a request, in seconds. A server that is named by an IP
 * address must have a certificate of `localhost` as well.
 */
export function connectLocket(
  { host, port }: ServerAddress,
  { identity, timeout }: {
    readonly identity: Identity;
    readonly timeout: number;
  },
): LocketClient {
  const client = new grpc.Client(
    `${host}:${port}`,
    grpc.credentials.createSsl(
      toBuffer(identity.ca),
      toBuffer(identity.key),
      toBuffer(identity.cert),
    ),
    // TLS of Deno's node:tls names no server by an IP address.
    isIP(host) === 0 ? {} : { "grpc.ssl_target_name_override": "localhost" },
  );
  const call = <Request, Answer>(
    { path, request, answer }: {
      readonly path: string;
      readonly request: Codec<Request>;
      readonly answer: Codec<Answer>;
    },
    message: Request,
  ): Promise<LocketAnswer<Answer>> =>
    new Promise((resolve) => {
      client.makeUnaryRequest<Request, Answer>(
        path,
        (value) => Buffer.from(request.encode(value)),
        (bytes) => answer.decode(bytes),
        message,
        new grpc.Metadata(),
        { deadline: Date.now() + timeout * 1000 },
        (error, value) => {
          resolve(
            error === null || error === undefined
              ? { ...successful(0), value: value ?? null }
              : { ...toFailed(error), value: null },
          );
        },
      );
    });
  const toResource = (presence: Presence): Resource => ({
    ...presence,
    ...PRESENCE,
  });
  return {
    present: (presence, ttl) =>
      call(methods.lock, {
        resource: toResource(presence),
        ttlInSeconds: ttl,
      }),
    release: (presence) =>
      call(methods.release, { resource: toResource(presence) }),
    async presentCells() {
      const answer = await call(methods.fetchAll, PRESENCE);
      const cells = answer.value?.resources.map(({ key }) => key) ?? null;
      return { ...answer, value: cells };
    },
    [Symbol.dispose]: () => client.close(),
  };
}

function toFailed({ code, details }: grpc.ServiceError): Attempt {
  return unsuccessful(
    code === grpc.status.DEADLINE_EXCEEDED ? "timeout" : "failed",
    details,
    statusCodes[code] ?? `grpc-${code}`,
  );
}

function toBuffer(text: string): Buffer {
  return Buffer.from(text);
}
