/** Distribution functions from Cephes (Moshier), which SciPy uses too. */
import { cephes as loaded } from "./cephes.ts";

/** The functions used, under their Cephes names. */
interface Cephes {
  readonly ndtr: (x: number) => number;
  readonly ndtri: (p: number) => number;
  readonly bdtr: (k: number, n: number, p: number) => number;
  readonly stdtri: (k: number, p: number) => number;
}

const cephes = loaded as Cephes;

/** Standard normal distribution function. */
export function normalCdf(x: number): number {
  return cephes.ndtr(x);
}

/** Quantile of the standard normal distribution. */
export function normalQuantile(p: number): number {
  return cephes.ndtri(p);
}

/** P(B <= k) for B binomial of n trials with probability p; 0 below 0, 1 from n on. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : cephes.bdtr(k, n, p);
}

/** Quantile of Student's t distribution with a whole number of degrees of freedom. */
export function tQuantile(p: number, freedom: number): number {
  return cephes.stdtri(freedom, p);
}
