import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { workerManifest } from "../../../src/workloads/distributed/worker_manifest.ts";

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
