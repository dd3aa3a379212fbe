/** Takes the metrics that the components emit, as the agent of Loggregator does, by gRPC over TLS with certificates on both sides. */
import { Buffer } from "node:buffer";
import grpc from "@grpc/grpc-js";
import { now } from "../../../lab/timing/wall_clock.ts";
import { codec, type Int64 } from "../wire/codec.ts";
import type { Identity } from "./tls_identity.ts";

/** A value of a metric; `at` in milliseconds since 1970, when it came. */
export interface ComponentSample {
  readonly source: string;
  readonly metric: string;
  /** Base unit: `s`, `B`, or empty for a count. */
  readonly unit: string;
  readonly at: number;
  readonly value: number;
}

export interface MetricSink extends AsyncDisposable {
  /** Returns what came since the last call. */
  take(): readonly ComponentSample[];
}

interface Envelope {
  readonly source: string;
  readonly counter: { readonly name: string; readonly delta: Int64 } | null;
  readonly gauge: {
    readonly metrics: Readonly<
      Record<string, { readonly unit: string; readonly value: number }>
    >;
  } | null;
}

export type EnvelopeBatch = { readonly batch: readonly Envelope[] };

const batches = codec<EnvelopeBatch>("EnvelopeBatch");
const empty = codec<object>("Empty");

const service = {
  batchSender: {
    path: "/loggregator.v2.Ingress/BatchSender",
    ...{ requestStream: true, responseStream: false },
    requestSerialize: (value: EnvelopeBatch) =>
      Buffer.from(batches.encode(value)),
    requestDeserialize: (bytes: Buffer) => batches.decode(bytes),
    responseSerialize: (value: object) => Buffer.from(empty.encode(value)),
    responseDeserialize: (bytes: Buffer) => empty.decode(bytes),
  },
};

/** Base units of the components' own, and by how much a value is multiplied. */
const units: Readonly<Record<string, readonly [unit: string, factor: number]>> =
  { nanos: ["s", 1e-9], MiB: ["B", 2 ** 20] };

/** Listens on loopback. Throws an Error if the port is taken. `sources`: the components whose metrics are kept. */
export async function startMetricSink(
  port: number,
  { identity, sources }: {
    readonly identity: Identity;
    readonly sources: readonly string[];
  },
): Promise<MetricSink> {
  const server = new grpc.Server();
  const reader = toMetricReader(sources);
  let samples: ComponentSample[] = [];
  server.addService(service, {
    batchSender(
      stream: grpc.ServerReadableStream<EnvelopeBatch, object>,
      answer: grpc.sendUnaryData<object>,
    ) {
      stream.on("data", (batch: EnvelopeBatch) => {
        samples.push(...reader(batch, now()));
      });
      stream.on("end", () => answer(null, {}));
      // A component that ends breaks its stream off.
      stream.on("error", () => {});
    },
  });
  await new Promise<void>((resolve, reject) =>
    server.bindAsync(
      `127.0.0.1:${port}`,
      grpc.ServerCredentials.createSsl(Buffer.from(identity.ca), [{
        private_key: Buffer.from(identity.key),
        cert_chain: Buffer.from(identity.cert),
      }], true),
      (error) => error ? reject(error) : resolve(),
    )
  );
  return {
    take() {
      const taken = samples;
      samples = [];
      return taken;
    },
    [Symbol.asyncDispose]() {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}

/** Returns a function that converts a batch; counters become sums since the start. */
export function toMetricReader(
  sources: readonly string[],
): (batch: EnvelopeBatch, at: number) => ComponentSample[] {
  const sums = new Map<string, number>();
  return ({ batch }, at) =>
    batch.flatMap(({ source, counter, gauge }) => {
      if (!sources.includes(source)) return [];
      const found: ComponentSample[] = [];
      if (counter) {
        const { name: metric, delta } = counter;
        const key = `${source} ${metric}`;
        const value = (sums.get(key) ?? 0) + Number(delta.toString());
        sums.set(key, value);
        found.push({ source, metric, unit: "", at, value });
      }
      for (const [metric, value] of Object.entries(gauge?.metrics ?? {})) {
        const [unit, factor] = units[value.unit] ?? ["", 1];
        found.push({ source, metric, unit, at, value: value.value * factor });
      }
      return found;
    });
}
