import { effect, signal } from "@preact/signals";
import type { ClusterTree } from "../api/cluster.ts";
import { getJson, token } from "../api/http.ts";

/** The tree as it was told last; null before the first time. */
export const tree = signal<ClusterTree | null>(null);

/** Why there is no news; null while it comes. */
export const feedProblem = signal<unknown>(null);

const retryAfterMs = 2_000;

/** Listens to the gateway, again and again. Gives back how to stop. */
export function followTree(): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listen = () => {
    clearTimeout(timer);
    source?.close();
    const query = token.peek() ? `?token=${encodeURIComponent(token.peek() ?? "")}` : "";
    source = new EventSource(`/api/cluster/events${query}`);
    source.addEventListener("tree", ({ data }: MessageEvent<string>) => {
      tree.value = JSON.parse(data) as ClusterTree;
      feedProblem.value = null;
    });
    source.onerror = async () => {
      source?.close();
      timer = setTimeout(listen, retryAfterMs);
      feedProblem.value = await whyNot();
    };
  };
  const stopToken = effect(() => {
    token.value; // another token may be let in
    listen();
  });
  return () => {
    stopToken();
    clearTimeout(timer);
    source?.close();
  };
}

/** An EventSource does not say why it failed; an ordinary request does. */
async function whyNot(): Promise<unknown> {
  try {
    tree.value = await getJson<ClusterTree>("/api/cluster");
    return null;
  } catch (problem) {
    return problem;
  }
}
