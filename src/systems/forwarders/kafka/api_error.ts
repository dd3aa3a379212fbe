/** Finds what a broker answered among the errors of the library, which wraps them in each other. */

/** Whether the broker answered with the error of that name, `OFFSET_OUT_OF_RANGE`. */
export function isApiError(error: unknown, apiId: string): boolean {
  if (error instanceof AggregateError) {
    return error.errors.some((cause) => isApiError(cause, apiId));
  }
  return error instanceof Error && "apiId" in error && error.apiId === apiId;
}
