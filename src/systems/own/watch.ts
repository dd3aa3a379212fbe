/** What is sampled beside the nodes of a user's own system: other pages of metrics, and containers. */
import { z } from "zod";
import { sourceKind, sources } from "../../record/mod.ts";

const SourceName = z.string().regex(
  /^[A-Za-z][\w.-]{0,99}$/,
  "must be a letter, then letters, digits, ., - or _",
).refine(
  (name) => !Object.hasOwn(sources, sourceKind(name)),
  "must be another name, as samples of the lab have this one",
);

const Page = z.strictObject({
  /** Source of its samples. */
  name: SourceName,
  /** Page in the text format of Prometheus: that of node_exporter, or of another service. */
  metrics: z.url({
    protocol: /^https?$/,
    error: "must be a page, http://127.0.0.1:9100/metrics",
  }),
  /** Metric families to record; a name that ends in `_` is a prefix. */
  families: z.array(z.string().min(1)).min(1),
});

const Containers = z.strictObject({
  /** Names or ids of containers. */
  containers: z.array(
    z.string().regex(
      /^[A-Za-z0-9][\w.-]{0,127}$/,
      "must be the name or id of a container",
    ),
  ).min(1).max(100),
  /** Socket of the Docker engine. */
  socket: z.string().startsWith("/").default("/var/run/docker.sock"),
});

export const Watch = z.union(
  [Page, Containers],
  'must be { name, metrics: "http://...", families } or { containers: ["name"] }',
);
export type Watch = z.infer<typeof Watch>;

/** A page of metrics. */
export type WatchedPage = z.infer<typeof Page>;
