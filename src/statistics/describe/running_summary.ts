/**
 * Summarises values that are too many to keep, one after the other: the mean and the variance are updated with each
 * (Welford, Technometrics 4, 1962), which keeps small spreads on large levels. All are NaN without values and with NaN
 * among them; an infinite value gives an infinite or NaN mean and deviation.
 */
export class RunningSummary {
  #n = 0;
  #min = Infinity;
  #max = -Infinity;
  #mean = 0;
  /** Sum of squared distances from the mean. */
  #squares = 0;

  add(value: number): void {
    this.#n++;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    const distance = value - this.#mean;
    this.#mean += distance / this.#n;
    this.#squares += distance * (value - this.#mean);
  }

  get n(): number {
    return this.#n;
  }

  get min(): number {
    return this.#n > 0 ? this.#min : NaN;
  }

  get max(): number {
    return this.#n > 0 ? this.#max : NaN;
  }

  get mean(): number {
    return this.#n > 0 ? this.#mean : NaN;
  }

  /** Standard deviation with n. */
  get populationSd(): number {
    return Math.sqrt(this.#squares / this.#n);
  }
}
