/**
 * A stand-in for a Kubernetes API server, in the test's own process: it keeps objects, tells watches of them, makes the
 * pods of Deployments and lets them run, and does what goes wrong in a test.
 */
import type { ApiAccess } from "../../../src/systems/kubernetes/api/api_client.ts";

/** What a request does in place of what it should. */
export type Misbehaviour = "429" | "500" | "409" | "hang" | "html";

interface FakeObject {
  metadata: {
    name: string;
    uid: string;
    resourceVersion: string;
    labels: Record<string, string>;
    deletionTimestamp?: string;
  };
  spec: {
    replicas?: number;
    nodeName?: string;
    template?: { metadata: { labels: Record<string, string> } };
  };
  status: Record<string, unknown>;
}

export interface FakeCluster extends AsyncDisposable {
  readonly access: ApiAccess;
  /** Requests so far: `POST /api/v1/namespaces`. */
  readonly requests: readonly string[];
  /** Names of the objects of a resource: `pods`. */
  names(resource: string): string[];
  /** Lets requests whose text contains `part` misbehave, until it is taken back with null. */
  behave(part: string, what: Misbehaviour | null): void;
  /** The scheduler finds no node from now on. */
  fill(): void;
  /** Ends all watches; with `expire`, their versions are too old. */
  dropWatches(options: { readonly expire: boolean }): void;
  /** A node is no longer heard of: its pods are not ready. */
  loseNode(node: string): void;
  /** The pods of a node are given up: they go, and others take their place. */
  evict(node: string): void;
  /** A container of a pod has ended, and waits. */
  crash(pod: string): void;
  remove(resource: string, name: string): void;
}

/** Whether pods are made of an object. */
function isWorkload(resource: string): boolean {
  return resource === "deployments" || resource === "replicasets";
}

const RUNNING = [{ type: "Ready", status: "True" }];

export function startFakeCluster(): FakeCluster {
  const objects = new Map<string, Map<string, FakeObject>>();
  const watches = new Set<
    {
      readonly resource: string;
      readonly out: ReadableStreamDefaultController<Uint8Array>;
    }
  >();
  /** What was told so far, for watches that begin with an older version. */
  const history: {
    readonly version: number;
    readonly resource: string;
    readonly line: Uint8Array;
  }[] = [];
  const ending = Promise.withResolvers<void>();
  const requests: string[] = [];
  const misbehaviours = new Map<string, Misbehaviour>();
  let version = 1;
  let isFull = false;
  let isExpired = false;
  const all = (resource: string) => {
    const known = objects.get(resource) ?? new Map<string, FakeObject>();
    objects.set(resource, known);
    return known;
  };
  const tell = (type: string, resource: string, object: FakeObject) => {
    object.metadata.resourceVersion = String(++version);
    const line = new TextEncoder().encode(
      JSON.stringify({ type, object }) + "\n",
    );
    history.push({ version, resource, line });
    for (const watch of watches) {
      if (watch.resource === resource) watch.out.enqueue(line);
    }
  };
  const add = (
    resource: string,
    name: string,
    rest: Partial<Pick<FakeObject, "spec" | "status">> & {
      readonly labels: Record<string, string>;
    },
  ) => {
    const { labels, spec = {}, status = {} } = rest;
    const uid = `${resource}-${name}-${++version}`;
    const object: FakeObject = {
      metadata: { name, uid, resourceVersion: "", labels },
      ...{ spec, status },
    };
    all(resource).set(name, object);
    tell("ADDED", resource, object);
    return object;
  };
  const remove = (resource: string, name: string) => {
    const object = all(resource).get(name);
    if (!object) return;
    all(resource).delete(name);
    tell("DELETED", resource, object);
  };
  const change = (
    resource: string,
    object: FakeObject,
    status: Record<string, unknown>,
  ) => {
    object.status = { ...object.status, ...status };
    tell("MODIFIED", resource, object);
  };
  let pods = 0;
  const schedule = (pod: FakeObject) => {
    if (isFull) {
      return change("pods", pod, {
        conditions: [{
          ...{ type: "PodScheduled", status: "False" },
          message: "0/2 nodes are available: 2 Insufficient memory.",
        }],
      });
    }
    pod.spec.nodeName = `node-${pods % 2}`;
    change("pods", pod, { phase: "Pending" });
    change("pods", pod, { phase: "Running", conditions: RUNNING });
  };
  /** What the controller manager does. */
  const sync = (deployment: FakeObject) => {
    const { name, labels } = {
      ...{ name: deployment.metadata.name, labels: {} },
      ...deployment.spec.template?.metadata,
    };
    const own = [...all("pods").values()].filter(({ metadata }) =>
      metadata.name.startsWith(`${name}.`) && !metadata.deletionTimestamp
    );
    const wanted = deployment.spec.replicas ?? 0;
    for (const { metadata } of own.slice(wanted)) remove("pods", metadata.name);
    for (let i = own.length; i < wanted; i++) {
      schedule(add("pods", `${name}.${++pods}`, { labels }));
    }
  };
  const runJob = (job: FakeObject) => {
    const labels = job.spec.template?.metadata.labels ?? {};
    const pod = add("pods", `${job.metadata.name}.pod`, { labels });
    schedule(pod);
    if (isFull) return;
    setTimeout(() =>
      change("jobs", job, {
        conditions: [{ type: "Complete", status: "True" }],
      }), 30);
  };

  const answer = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const text = `${request.method} ${pathname}`;
    requests.push(text);
    const found = [...misbehaviours].find(([part]) => text.includes(part));
    if (found) return misbehave(found[1], ending.promise);
    if (pathname === "/version") {
      return Response.json({ gitVersion: "v1.99.0" });
    }
    const parts = pathname.split("/").filter((part) => part !== "");
    const at = parts[2] === "namespaces" || parts[3] === "namespaces"
      ? parts.indexOf("namespaces") + 2
      : parts[0] === "api"
      ? 2
      : 3;
    const [resource = "namespaces", name = parts[at - 1] ?? "", part = ""] =
      parts.slice(at);
    if (searchParams.get("watch") === "true") {
      const from = Number(searchParams.get("resourceVersion"));
      if (!isExpired) return watchOf(resource, from);
      isExpired = false;
      return failed(410, "Expired");
    }
    const isList = request.method === "GET" && parts.length === at + 1;
    if (isList) {
      return Response.json({
        metadata: { resourceVersion: String(version) },
        items: [...all(resource).values()],
      });
    }
    const body = request.method === "GET" ? {} : await request.json().catch(
      () => ({}),
    );
    if (request.method === "POST") {
      if (all(resource).has(body.metadata.name)) {
        return failed(409, "AlreadyExists");
      }
      const made = add(resource, body.metadata.name, {
        labels: body.metadata.labels ?? {},
        ...{ spec: body.spec ?? {}, status: body.status ?? {} },
      });
      // After the answer, as by other programs.
      if (isWorkload(resource)) setTimeout(() => sync(made), 5);
      if (resource === "jobs") setTimeout(() => runJob(made), 5);
      return Response.json(made, { status: 201 });
    }
    const object = all(resource).get(name);
    if (!object) return failed(404, "NotFound");
    if (request.method === "DELETE") {
      remove(resource, name);
      object.spec.replicas = 0;
      if (isWorkload(resource)) setTimeout(() => sync(object), 5);
      return Response.json({ kind: "Status", status: "Success" });
    }
    if (part === "scale") {
      object.spec.replicas = body.spec.replicas;
      setTimeout(() => sync(object), 5);
    }
    return Response.json(object);
  };
  const watchOf = (resource: string, from: number) => {
    let own: { resource: string; out: ReadableStreamDefaultController } | null =
      null;
    return new Response(
      new ReadableStream<Uint8Array>({
        start(out) {
          own = { resource, out };
          watches.add(own);
          for (const told of history) {
            const isDue = told.resource === resource && told.version > from;
            if (isDue) out.enqueue(told.line);
          }
        },
        cancel() {
          if (own) watches.delete(own);
        },
      }),
    );
  };
  const server = Deno.serve({
    ...{ hostname: "127.0.0.1", port: 0 },
    onListen() {
      // Prints by default.
    },
  }, answer);
  const podsOf = (node: string) =>
    [...all("pods").values()].filter(({ spec }) => spec.nodeName === node);
  return {
    access: {
      server: `http://127.0.0.1:${server.addr.port}`,
      ...{ caCerts: [], cert: "", key: "", token: "secret-token" },
    },
    requests,
    names: (resource) => [...all(resource).keys()],
    behave(part, what) {
      if (what === null) misbehaviours.delete(part);
      else misbehaviours.set(part, what);
    },
    fill: () => void (isFull = true),
    dropWatches({ expire }) {
      isExpired = expire;
      for (const watch of watches) watch.out.close();
      watches.clear();
    },
    loseNode(node) {
      for (const pod of podsOf(node)) {
        change("pods", pod, {
          conditions: [{ type: "Ready", status: "False" }],
        });
      }
    },
    evict(node) {
      for (const pod of podsOf(node)) {
        pod.metadata.deletionTimestamp = "2026-01-01T00:00:00Z";
        tell("MODIFIED", "pods", pod);
      }
      for (const deployment of all("deployments").values()) sync(deployment);
    },
    crash(name) {
      const pod = all("pods").get(name);
      if (!pod) throw new Error(`There must be a pod ${name}`);
      change("pods", pod, {
        conditions: [{ type: "Ready", status: "False" }],
        containerStatuses: [{
          state: { waiting: { reason: "CrashLoopBackOff" } },
        }],
      });
    },
    remove,
    async [Symbol.asyncDispose]() {
      ending.resolve();
      for (const watch of watches) watch.out.close();
      watches.clear();
      await server.shutdown();
    },
  };
}

function failed(status: number, reason: string): Response {
  const message = `it is ${reason}`;
  return Response.json({ kind: "Status", reason, message }, { status });
}

async function misbehave(
  what: Misbehaviour,
  end: Promise<void>,
): Promise<Response> {
  switch (what) {
    case "429":
      return failed(429, "TooManyRequests");
    case "409":
      return failed(409, "AlreadyExists");
    case "500":
      return new Response("", { status: 500 });
    case "html":
      return new Response("<html>a proxy</html>");
    case "hang":
      await end;
      return new Response("");
  }
}
