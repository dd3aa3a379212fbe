/** One node: its store, its peers, and the HTTP server in front of them. */
import project from "../../../../deno.json" with { type: "json" };
import { makeCoordinator } from "./quorum.ts";
import { answerData } from "./data_api.ts";
import { majorityOf } from "./majority.ts";
import { type Gauge, makeMetrics } from "./metrics.ts";
import { Peer, type PeerAddress } from "./peer.ts";
import { answerPeer } from "./peer_api.ts";
import { hashOf, makeStore } from "./store.ts";
import { startSync } from "./sync.ts";
import { text } from "./text_response.ts";

export interface NodeOptions {
  readonly name: string;
  /** Port on 127.0.0.1; 0 for any free one. */
  readonly port: number;
  readonly peers: readonly PeerAddress[];
  /** Seconds that a read or write waits for a majority. */
  readonly timeout: number;
  /** Bytes of values it may keep. */
  readonly memory: number;
}

/** Milliseconds between two looks for expired items. */
const SWEEP = 1000;

/** A node that runs until it is disposed of: then it answers what was asked, and stops. */
export class KvNode implements AsyncDisposable {
  readonly port: number;
  readonly #stop: () => Promise<void>;

  private constructor(port: number, stop: () => Promise<void>) {
    this.port = port;
    this.#stop = stop;
  }

  /** Starts it; throws AddrInUse when the port is taken. */
  static start({ name, port, peers, timeout, memory }: NodeOptions): KvNode {
    const started = Date.now();
    const stopping = new AbortController();
    const store = makeStore();
    const metrics = makeMetrics();
    const links = peers.map((peer) => new Peer(peer));
    const sync = startSync({
      name,
      store,
      peers: links,
      signal: stopping.signal,
    });
    const { isReady } = sync;
    const hasRoom = (bytes: number) => store.size().bytes + bytes <= memory;
    const reaches = (other: string) =>
      links.some((link) => link.name === other && link.up);
    const writer = `${name}.${started.toString(36)}`;
    const coordinator = makeCoordinator({
      store,
      peers: links,
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
        nodes: links.length + 1,
        peers_up: links.filter((link) => link.up).length,
        ...store.size(),
        digest: digest.padStart(8, "0"),
        uptime_s: (Date.now() - started) / 1000,
        ...metrics.totals(),
      };
    }

    function topology() {
      const members = links.map((link) => ({
        name: link.name,
        address: link.address,
        reachable: link.up,
        synced: sync.isSynced(link),
      }));
      return { name, majority: majorityOf(links.length + 1), peers: members };
    }

    function gauges(): readonly Gauge[] {
      const { items, bytes } = store.size();
      const up = links.filter((link) => link.up).length;
      return [
        ["kv_items", "Keys with a value.", items],
        ["kv_bytes", "Bytes of all values.", bytes],
        ["kv_peers", "Other nodes of the cluster.", links.length],
        ["kv_peers_up", "Other nodes that answer.", up],
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

    async function answer(request: Request): Promise<Response> {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith("/data/")) {
        const begun = performance.now();
        const key = pathname.slice("/data/".length);
        const response = await answerData(request, key, {
          coordinator,
          hasRoom,
        });
        const seconds = (performance.now() - begun) / 1000;
        metrics.count(request.method, response.status, seconds);
        return response;
      }
      if (pathname.startsWith("/peer/")) {
        const path = pathname.slice("/peer/".length);
        return await answerPeer(request, path, {
          life: writer,
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

    let underWay = 0;
    const drained = Promise.withResolvers<void>();

    async function admit(request: Request): Promise<Response> {
      if (stopping.signal.aborted) {
        return text(503, "Stopping", { connection: "close" });
      }
      underWay++;
      try {
        return await answer(request);
      } finally {
        underWay--;
        if (stopping.signal.aborted && underWay === 0) drained.resolve();
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
    const sweeping = setInterval(() => store.sweep(), SWEEP);

    return new KvNode(server.addr.port, async () => {
      clearInterval(sweeping);
      stopping.abort();
      // Deno's shutdown() takes away the bodies that are still being read.
      if (underWay > 0) await drained.promise;
      await server.shutdown();
      for (const link of links) link[Symbol.dispose]();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}
