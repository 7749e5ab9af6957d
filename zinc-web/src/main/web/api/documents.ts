import { getJson, request, segment, sendJson } from "./http.ts";

export interface DocumentInfo {
  name: string;
  kind: string;
  generation: number;
  createdAtMs: number;
  fragments: number;
  bytes: number;
}

export interface VersionInfo {
  name: string;
  author: string;
  atMs: number;
  position: number;
}

export interface Me {
  user: string;
  cluster: string;
  gateway: string;
  version: string;
  keeps: boolean;
}

const path = (name: string) => `/api/documents/${segment(name)}`;
const versionPath = (name: string, version: string) => `${path(name)}/versions/${segment(version)}`;

export const getMe = () => getJson<Me>("/api/me");

export const listDocuments = async (prefix = "", signal?: AbortSignal) =>
  (await getJson<{ documents: DocumentInfo[] }>(`/api/documents?prefix=${encodeURIComponent(prefix)}`, signal))
    .documents;

/** The one document of that name, or null. The host knows names in normal form. */
export async function findDocument(name: string, signal?: AbortSignal): Promise<DocumentInfo | null> {
  const normal = name.normalize("NFC");
  const found = await listDocuments(normal, signal);
  return found.find((document) => document.name === normal) ?? null;
}

export const createDocument = (name: string, kind: string) => sendJson("POST", "/api/documents", { name, kind });

export const putText = (name: string, text: string) =>
  request(path(name), { method: "PUT", headers: { "Content-Type": "text/plain; charset=utf-8" }, body: text });

export const deleteDocument = (name: string) => request(path(name), { method: "DELETE" });

export const renameDocument = (name: string, to: string) => sendJson("POST", `${path(name)}/rename`, { to });

export const listVersions = async (name: string, signal?: AbortSignal) =>
  (await getJson<{ versions: VersionInfo[] }>(`${path(name)}/versions`, signal)).versions;

export const keepVersion = (name: string, version: string) =>
  sendJson("POST", `${path(name)}/versions`, { name: version });

export const readVersion = async (name: string, version: string, accept: string, signal?: AbortSignal) =>
  (await request(versionPath(name, version), { headers: { Accept: accept }, signal: signal ?? null })).text();

export const restoreVersion = (name: string, version: string) =>
  request(`${versionPath(name, version)}/restore`, { method: "POST" });
