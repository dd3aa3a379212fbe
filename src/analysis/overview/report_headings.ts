/** Headings that every report of a study has: flags and labels link to them. */

/** Heading of the section that closes every report: what limits it. */
export const LIMITS_HEADING = "What to keep in mind";

/** Heading of the section that gives the reasons at length. */
export const FINDING_HEADING = "The finding in full";
