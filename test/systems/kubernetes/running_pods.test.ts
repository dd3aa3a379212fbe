import { expect, test } from "vitest";
import {
  type ApiAnswer,
  toApiClient,
} from "../../../src/systems/kubernetes/api/api_client.ts";
import {
  countRunning,
  runningOn,
} from "../../../src/systems/kubernetes/running_pods.ts";
import { APP_LABEL } from "../../../src/systems/kubernetes/api/labels.ts";
import { until } from "../../testing/processes.ts";

const PATH = "/api/v1/namespaces/n/pods";

const pod = (uid: string, resourceVersion: string) => ({
  metadata: { name: `pod-${uid}`, uid, resourceVersion },
});

test("countRunning() lists once, counts what its watch tells, and knows nothing while that is broken", async () => {
  const asked: string[] = [];
  let out: ReadableStreamDefaultController<Uint8Array> | null = null;
  let isDown = false;
  const tell = (type: string, object: unknown) =>
    out?.enqueue(
      new TextEncoder().encode(JSON.stringify({ type, object }) + "\n"),
    );
  await using server = Deno.serve({
    ...{ hostname: "127.0.0.1", port: 0 },
    onListen() {
      // Prints by default.
    },
  }, (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (isDown) return new Response("", { status: 503 });
    const isWatch = searchParams.get("watch") === "true";
    asked.push([
      ...[isWatch ? "watch" : "list", pathname],
      ...[searchParams.get("fieldSelector"), request.headers.get("accept")],
    ].join(" "));
    if (!isWatch) {
      return Response.json({
        metadata: { resourceVersion: "5" },
        items: [pod("a", "3")],
      });
    }
    return new Response(
      new ReadableStream<Uint8Array>({ start: (own) => void (out = own) }),
    );
  });
  using client = toApiClient({
    server: `http://127.0.0.1:${server.addr.port}`,
    ...{ caCerts: [], cert: "", key: "", token: "" },
  }, () => {
    // Nothing is recorded.
  });
  await using running = countRunning(client, PATH);
  expect(running.count()).toBe(null);
  await until("it is followed", () => running.count() === 1);
  tell("ADDED", pod("b", "6"));
  tell("MODIFIED", pod("b", "7"));
  tell("ADDED", pod("c", "8"));
  await until("three run", () => running.count() === 3);
  tell("DELETED", pod("a", "9"));
  await until("two run", () => running.count() === 2);
  const type = "application/json;as=PartialObjectMetadata";
  expect(asked).toEqual([
    `list ${PATH} status.phase=Running ${type}List;g=meta.k8s.io;v=v1`,
    `watch ${PATH} status.phase=Running ${type};g=meta.k8s.io;v=v1`,
  ]);
  isDown = true;
  (out as ReadableStreamDefaultController<Uint8Array> | null)?.close();
  await until("nobody tells", () => running.count() === null);
});

test("runningOn() lists what runs on some nodes, and says why there is no list", async () => {
  const on = (app: string, nodeName: string) => ({
    metadata: {
      ...{ name: `${app}-x`, uid: app, resourceVersion: "1" },
      labels: { [APP_LABEL]: app },
    },
    ...{ spec: { nodeName }, status: { phase: "Running" } },
  });
  const paths: string[] = [];
  const answer = (json: unknown) => ({
    call: (request: { readonly path: string }) => {
      paths.push(request.path);
      return Promise.resolve(
        {
          ...{
            outcome: "failed" as const,
            error: "no list",
            code: "",
            bytes: 0,
          },
          ...{ startedAt: 0, seconds: 0, json },
        } satisfies ApiAnswer,
      );
    },
  });
  const limits = { timeout: 1, signal: new AbortController().signal };
  const items = [on("a", "n1"), on("b", "n2"), on("c", "n3")];
  const options = { path: PATH, names: ["n1", "n3"], limits };
  expect(
    await runningOn(
      answer({ metadata: { resourceVersion: "1" }, items }),
      options,
    ),
  ).toEqual(["a", "c"]);
  expect(paths).toEqual([`${PATH}?fieldSelector=status.phase%3DRunning`]);
  await expect(runningOn(answer(null), options)).rejects.toThrow(
    "Cannot tell which instances nodes run as the server gives no list: no list",
  );
});
