/** One node: its store, its peers and its HTTP server. */
import project from "../../deno.json" with { type: "json" };
import { makeCoordinator } from "./quorum.ts";
import { handleDataRequest } from "./data_api.ts";
import { majorityOf } from "./majority.ts";
import { type Gauge, makeMetrics } from "./metrics.ts";
import { Peer, type PeerAddress } from "./peer.ts";
import { handlePeerRequest } from "./peer_api.ts";
import { hashOf, makeStore } from "./store.ts";
import { startSync } from "./sync.ts";
import { text } from "./text_response.ts";

export interface NodeOptions {
  readonly name: string;
  /** Port on 127.0.0.1; 0 = any free port. */
  readonly port: number;
  readonly peers: readonly PeerAddress[];
  /** Seconds that a read or write waits for a majority. */
  readonly timeout: number;
  /** Memory limit for values in bytes. */
  readonly memory: number;
}

const SWEEP_INTERVAL_MS = 1000;

/** A running node. Disposing completes the requests in flight, then stops it. */
export class KvNode implements AsyncDisposable {
  readonly port: number;
  readonly #stop: () => Promise<void>;

  private constructor(port: number, stop: () => Promise<void>) {
    this.port = port;
    this.#stop = stop;
  }

  /** Starts a node. Throws AddrInUse if the port is taken. */
  static start(
    { name, port, peers: addresses, timeout, memory }: NodeOptions,
  ): KvNode {
    const started = Date.now();
    const stopping = new AbortController();
    const store = makeStore();
    const metrics = makeMetrics();
    const peers = addresses.map((address) => new Peer(address));
    const sync = startSync({
      name,
      store,
      peers,
      signal: stopping.signal,
    });
    const { isReady } = sync;
    const hasRoom = (bytes: number) => store.size().bytes + bytes <= memory;
    const reaches = (other: string) =>
      peers.some((peer) => peer.name === other && peer.up);
    const writer = `${name}.${started.toString(36)}`;
    const coordinator = makeCoordinator({
      store,
      peers,
      writer,
      isReady,
      timeout,
    });

    function status() {
      const digest = (hashOf(store.digests().join()) >>> 0).toString(16);
      return {
        name,
        version: project.version,
        role: "replica",
        ready: isReady(),
        caught_up: sync.isCaughtUp(),
        nodes: peers.length + 1,
        peers_up: peers.filter((peer) => peer.up).length,
        ...store.size(),
        digest: digest.padStart(8, "0"),
        uptime_s: (Date.now() - started) / 1000,
        ...metrics.totals(),
      };
    }

    function topology() {
      const members = peers.map((peer) => ({
        name: peer.name,
        address: peer.address,
        reachable: peer.up,
        synced: sync.isSynced(peer),
      }));
      return { name, majority: majorityOf(peers.length + 1), peers: members };
    }

    function gauges(): readonly Gauge[] {
      const { items, bytes } = store.size();
      const up = peers.filter((peer) => peer.up).length;
      return [
        ["kv_items", "Keys with a value.", items],
        ["kv_bytes", "Bytes of all values.", bytes],
        ["kv_peers", "Other nodes of the cluster.", peers.length],
        ["kv_peers_up", "Other nodes that respond.", up],
        ["kv_ready", "1 when caught up after the start.", Number(isReady())],
        [
          "process_resident_memory_bytes",
          "Resident memory in bytes.",
          Deno.memoryUsage().rss,
        ],
        [
          "process_start_time_seconds",
          "Start in seconds since 1970.",
          started / 1000,
        ],
      ];
    }

    async function handle(request: Request): Promise<Response> {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith("/data/")) {
        const start = performance.now();
        const key = pathname.slice("/data/".length);
        const response = await handleDataRequest(request, key, {
          coordinator,
          hasRoom,
        });
        const seconds = (performance.now() - start) / 1000;
        metrics.count(request.method, response.status, seconds);
        return response;
      }
      if (pathname.startsWith("/peer/")) {
        const path = pathname.slice("/peer/".length);
        return await handlePeerRequest(request, path, {
          incarnation: writer,
          store,
          hasRoom,
          isReady,
          reaches,
        });
      }
      if (request.method !== "GET") return text(405, "Use GET");
      switch (pathname) {
        case "/health":
          return isReady() ? text(200, "ready") : text(503, "catching up");
        case "/status":
          return Response.json(status());
        case "/topology":
          return Response.json(topology());
        case "/metrics":
          return text(200, metrics.render(gauges()).trimEnd(), {
            "content-type": "text/plain; version=0.0.4; charset=utf-8",
          });
        default:
          return text(404, "No such path");
      }
    }

    let inFlight = 0;
    const drained = Promise.withResolvers<void>();

    async function admit(request: Request): Promise<Response> {
      if (stopping.signal.aborted) {
        return text(503, "Stopping", { connection: "close" });
      }
      inFlight++;
      try {
        return await handle(request);
      } finally {
        inFlight--;
        if (stopping.signal.aborted && inFlight === 0) drained.resolve();
      }
    }

    const server = Deno.serve({
      hostname: "127.0.0.1",
      port,
      onListen: () => {},
      onError: (error) =>
        error instanceof SyntaxError
          ? text(400, error.message)
          : text(500, "Failed"),
    }, admit);
    const sweeping = setInterval(() => store.sweep(), SWEEP_INTERVAL_MS);

    return new KvNode(server.addr.port, async () => {
      clearInterval(sweeping);
      stopping.abort();
      // Deno's shutdown() cuts off request bodies that are still being read.
      if (inFlight > 0) await drained.promise;
      await server.shutdown();
      for (const peer of peers) peer[Symbol.dispose]();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}
