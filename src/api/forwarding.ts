/**
 * Metric forwarders: a verdict on each attribute of each forwarder, the figures of the run that it rests on, throughput
 * and cost.
 *
 * @module
 */
export { forwardingReport, forwardingTables } from "../analysis/mod.ts";
