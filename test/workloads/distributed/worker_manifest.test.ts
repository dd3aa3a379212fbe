import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { toApiClient } from "../../../src/systems/kubernetes/api/api_client.ts";
import { toSimulatedNodes } from "../../../src/systems/kubernetes/control_plane/simulated_nodes.ts";
import { startControlPlane } from "../../../src/systems/kubernetes/control_plane/start_control_plane.ts";
import { workerManifest } from "../../../src/workloads/distributed/worker_manifest.ts";
import { until } from "../../testing/processes.ts";
import { needsKubernetes } from "../../testing/programs.ts";

const locustfile = `LOCUSTFILE = "a\\n$(HOME): 'b'"\n\tif x:\n  pass\n`;

test("workerManifest() has a pod for each worker, and the file that they run", async () => {
  const text = await workerManifest({
    name: "loadline-run-1f",
    pods: { workers: 20, image: "locustio/locust:2.37.1", namespace: "load" },
    program: ["locust", "$(x)"],
    locustfile,
    master: { host: "10.0.0.5", port: 5557 },
  });
  const [map, job] = parseAllDocuments(text).map((one) => one.toJSON());
  expect(map).toMatchObject({
    kind: "ConfigMap",
    metadata: { name: "loadline-run-1f", namespace: "load" },
    data: { "loadline_locustfile.py": locustfile },
  });
  expect(job).toMatchObject({
    kind: "Job",
    spec: { parallelism: 20, completions: 20, backoffLimit: 0 },
  });
  const [container] = job.spec.template.spec.containers;
  expect(container.image).toBe("locustio/locust:2.37.1");
  // Kubernetes reads `$$` as `$`.
  expect(container.command.join(" ")).toBe(
    "locust $$(x) --locustfile /loadline/loadline_locustfile.py --worker --master-host 10.0.0.5 --master-port 5557",
  );
});

test.skipIf(needsKubernetes.missing)(
  `workerManifest() is accepted by an API server as it is, which runs its pods on simulated nodes ${needsKubernetes.name}`,
  async () => {
    const { signal } = new AbortController();
    await using processes = await ProcessGroup.create();
    const { access } = await startControlPlane({
      ...{ gracePeriod: 50, evictionRate: 0.1, clientRate: null },
      ...{ flowControl: true, processes, signal },
    });
    using client = toApiClient(access, () => {});
    const limits = { timeout: 60, signal };
    const nodes = toSimulatedNodes({
      ...{ client, count: 1, seed: 1, signal },
      size: { memory: 2 ** 35, disk: 2 ** 37, pods: 110 },
    });
    await nodes.create();
    await nodes.ready();
    const metadata = { name: "load" };
    const { outcome } = await client.call({
      ...{ verb: "create", resource: "namespaces" },
      ...{ path: "/api/v1/namespaces", body: { metadata } },
    }, limits);
    expect(outcome).toBe("ok");

    const text = await workerManifest({
      name: "loadline-run-1f",
      pods: { workers: 3, image: "locustio/locust:2.37.1", namespace: "load" },
      program: ["locust", "$(x)"],
      locustfile,
      master: { host: "10.0.0.5", port: 5557 },
    });
    const http = Deno.createHttpClient({ caCerts: [...access.caCerts] });
    using owned = new DisposableStack();
    owned.defer(() => http.close());
    const paths = [
      "/api/v1/namespaces/load/configmaps",
      "/apis/batch/v1/namespaces/load/jobs",
    ];
    for (const [i, body] of text.split("---\n").entries()) {
      // As kubectl sends it: a field that the server does not know is an error.
      const init: RequestInit & { readonly client: Deno.HttpClient } = {
        ...{ method: "POST", body, client: http },
        headers: {
          "authorization": `Bearer ${access.token}`,
          "content-type": "application/yaml",
        },
      };
      const response = await fetch(
        `${access.server}${paths[i]}?fieldValidation=Strict`,
        init,
      );
      expect([response.status, await response.text()]).toEqual([
        201,
        expect.stringContaining("loadline-run-1f"),
      ]);
    }
    await until("each worker has a pod that runs", async () => {
      const page = await client.text(
        "/api/v1/namespaces/load/pods?labelSelector=app.kubernetes.io%2Fmanaged-by%3Dloadline",
        limits,
      );
      const { items } = JSON.parse(page ?? '{"items":[]}');
      return items.filter(({ status }: { status: { phase: string } }) =>
        status.phase === "Running"
      ).length === 3;
    });
  },
);
