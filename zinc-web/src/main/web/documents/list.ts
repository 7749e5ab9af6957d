import { effect, signal } from "@preact/signals";
import { type DocumentInfo, listDocuments } from "../api/documents.ts";
import { token } from "../api/http.ts";

/** The documents as the gateway last told them; null before it did. */
export const documents = signal<readonly DocumentInfo[] | null>(null);

/** Why the last look failed; null when it did not. */
export const listProblem = signal<unknown>(null);

const everyMs = 2_500;

let latest = 0;

export async function refreshDocuments(): Promise<void> {
  const mine = ++latest;
  try {
    const found = await listDocuments();
    if (mine !== latest) return; // a later look has told already
    if (!same(found, documents.value)) documents.value = found;
    listProblem.value = null;
  } catch (problem) {
    if (mine === latest) listProblem.value = problem;
  }
}

/** Looks again and again while the page is seen. Gives back how to stop. */
export function followDocuments(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const look = async () => {
    clearTimeout(timer);
    if (stopped) return;
    if (!document.hidden) await refreshDocuments();
    if (!stopped) timer = setTimeout(look, everyMs);
  };
  const seen = () => {
    if (!document.hidden) void look();
  };
  document.addEventListener("visibilitychange", seen);
  const stopToken = effect(() => {
    token.value; // another token may see other documents
    void look();
  });
  return () => {
    stopped = true;
    stopToken();
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", seen);
  };
}

const same = (a: readonly DocumentInfo[], b: readonly DocumentInfo[] | null) => JSON.stringify(a) === JSON.stringify(b);
