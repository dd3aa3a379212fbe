// @ts-check
/** The cells of a run's time series, as the stream sends them part by part. */

/**
 * @typedef {object} SeriesPart as `SeriesPart` of `run_series.ts`
 * @property {number} from
 * @property {number} origin
 * @property {number} width
 * @property {number} length
 * @property {Record<string, number[]>} rates
 * @property {Record<string, (number | null)[]>} latency
 * @property {{metric: string, source: string, unit: string, values: (number | null)[]}[]} resources
 */

/** Columns of cells, each of the full length. */
export class Cells {
  /** @type {SeriesPart} */
  part = {
    from: 0,
    origin: 0,
    width: 1,
    length: 0,
    rates: {},
    latency: {},
    resources: [],
  };

  /**
   * Puts the cells from one on in the place of those that are there.
   * @param {SeriesPart} part
   */
  add(part) {
    const before = this.part;
    /** @param {readonly (number | null)[] | undefined} old @param {(number | null)[]} added */
    const join = (old, added) => {
      const kept = (old ?? []).slice(0, part.from);
      while (kept.length < part.from) kept.push(null);
      return kept.concat(added);
    };
    const key = (
      /** @type {{metric: string, source: string}} */ { metric, source },
    ) => `${metric}\0${source}`;
    const known = new Map(
      before.resources.map((one) => [key(one), one.values]),
    );
    this.part = {
      ...part,
      rates: Object.fromEntries(
        Object.entries(part.rates).map(([name, values]) => [
          name,
          join(before.rates[name], values).map((value) => value ?? 0),
        ]),
      ),
      latency: Object.fromEntries(
        Object.entries(part.latency).map((
          [name, values],
        ) => [name, join(before.latency[name], values)]),
      ),
      resources: part.resources.map((one) => ({
        ...one,
        values: join(known.get(key(one)), one.values),
      })),
    };
  }

  /** @param {(name: string) => boolean} which */
  sum(which) {
    const { rates, length } = this.part;
    const columns = Object.entries(rates).filter(([name]) => which(name));
    return Array.from(
      { length },
      (_, i) => columns.reduce((sum, [, values]) => sum + (values[i] ?? 0), 0),
    );
  }

  /** Lines of a metric, a source each. @param {string} metric @param {(source: string) => boolean} which */
  resources(metric, which) {
    return this.part.resources
      .filter((one) => one.metric === metric && which(one.source))
      .sort((a, b) => a.source.localeCompare(b.source, "en", { numeric: true }))
      .map(({ source, values }) => ({ name: source, values }));
  }
}
