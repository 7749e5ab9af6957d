import { signal } from "@preact/signals";

/** What the gateway refused, in its own words. The status 0 means that it did not answer at all. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "HttpError";
    this.status = status;
  }
}

const tokenKey = "zinc.token";

function storedToken(): string | null {
  try {
    return sessionStorage.getItem(tokenKey);
  } catch {
    return null; // storage is forbidden here; the token then lasts as long as the page
  }
}

/** The bearer token of this tab; null for an anonymous one. */
export const token = signal<string | null>(storedToken());

/** Whether the gateway wants a token that it has not got. */
export const tokenWanted = signal(false);

export function useToken(entered: string) {
  token.value = entered;
  tokenWanted.value = false;
  try {
    sessionStorage.setItem(tokenKey, entered);
  } catch {
    // see storedToken
  }
}

export const segment = (name: string) => encodeURIComponent(name);

export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  const shown = token.peek();
  if (shown) headers.set("Authorization", `Bearer ${shown}`);
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new HttpError(0, "The gateway does not answer. It may be stopped, or the network is down.");
  }
  if (response.ok) return response;
  if (response.status === 401 && shown === token.peek()) tokenWanted.value = true; // else another one was entered meanwhile
  throw new HttpError(response.status, await words(response));
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, { headers: { Accept: "application/json" }, signal: signal ?? null });
  return (await response.json()) as T;
}

export const sendJson = (method: "POST" | "PUT", path: string, body: unknown) =>
  request(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

async function words(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    if (body && typeof body === "object" && "error" in body && typeof body.error === "string") return body.error;
  } catch {
    // not JSON: some proxy's page
  }
  return `The gateway answered with the status ${response.status} ${response.statusText}`.trimEnd() + ".";
}

export const wordsOf = (problem: unknown) => (problem instanceof Error ? problem.message : String(problem));
