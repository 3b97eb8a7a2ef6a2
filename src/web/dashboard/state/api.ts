/** Why the server did not answer, or refused. */
export class ApiError extends Error {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Asks the server; throws an ApiError, with status 0 where it cannot be reached. */
export async function ask<T>(address: string, signal?: AbortSignal): Promise<T> {
  return answerOf<T>(() => fetch(address, { ...(signal && { signal }), headers: { accept: "application/json" } }));
}

/** Changes something; throws an ApiError. */
export async function tell<T>(address: string, body: unknown = {}): Promise<T> {
  return answerOf<T>(() => fetch(address, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }));
}

async function answerOf<T>(fetching: () => Promise<Response>): Promise<T> {
  let response: Response;
  try {
    response = await fetching();
  } catch (error) {
    if ((error as Error).name === "AbortError") throw error;
    throw new ApiError("the server cannot be reached", 0);
  }
  let value: unknown;
  try {
    value = await response.json();
  } catch {
    throw new ApiError(`the server answered ${response.status} without a sentence`, response.status);
  }
  if (!response.ok) throw new ApiError(String((value as { error?: unknown }).error ?? response.status), response.status);
  return value as T;
}
