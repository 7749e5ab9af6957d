import { signal } from "@preact/signals";

/** What the address bar can say. Routes live behind the '#', so that the server needs to know none of them. */
export type Route =
  { page: "documents" } | { page: "document"; name: string } | { page: "cluster" } | { page: "unknown"; path: string };

export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#/, "");
  if (path === "" || path === "/" || path === "/documents") return { page: "documents" };
  if (path === "/cluster") return { page: "cluster" };
  const name = /^\/documents\/(.+)$/.exec(path)?.[1];
  if (name !== undefined) {
    try {
      return { page: "document", name: decodeURIComponent(name) };
    } catch {
      return { page: "unknown", path }; // a '%' that encodes nothing
    }
  }
  return { page: "unknown", path };
}

export const documentsHref = "#/documents";
export const clusterHref = "#/cluster";
export const documentHref = (name: string) => `#/documents/${encodeURIComponent(name)}`;

export const route = signal<Route>(parseRoute(globalThis.location?.hash ?? ""));

export function followAddress(): () => void {
  const follow = () => {
    route.value = parseRoute(location.hash);
  };
  addEventListener("hashchange", follow);
  return () => removeEventListener("hashchange", follow);
}

export function goTo(href: string) {
  location.hash = href;
}
