// A stand-in for the gateway while the workbench is worked on: the built bundle, REST in memory, and a real Hocuspocus.
//   npm run build && npm run mock [-- --port 8090 --token secret --lag-ms 300]
// Names that start with "read-only" may not be written. Everything is forgotten at the end.
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { parseArgs } from "node:util";
import { Server } from "@hocuspocus/server";
import * as Y from "yjs";
import { treeAt } from "./tree.mjs";

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "8090" },
    token: { type: "string" },
    "lag-ms": { type: "string", default: "0" },
  },
});
const bundle = new URL("../../../target/classes/META-INF/zinc-web/", import.meta.url).pathname;
const documents = new Map();
let generations = 0;

function add(name, kind, text = "") {
  const doc = new Y.Doc();
  if (text) doc.getText("text").insert(0, text);
  documents.set(name, {
    kind,
    generation: ++generations,
    createdAtMs: Date.now(),
    fragments: text ? 1 : 0,
    state: Y.encodeStateAsUpdate(doc),
    versions: [],
  });
}

function refuse(status, error) {
  throw Object.assign(new Error(error), { status });
}

const find = (name) => documents.get(name) ?? refuse(404, `there is no document '${name}'; create it first`);

async function edit(name, change) {
  const connection = await server.hocuspocus.openDirectConnection(name);
  await connection.transact((doc) => change(doc));
  await connection.disconnect();
}

async function textOf(name) {
  let text = "";
  await edit(name, (doc) => (text = doc.getText("text").toString()));
  return text;
}

const tell = (name, message) => server.hocuspocus.documents.get(name)?.broadcastStateless(JSON.stringify(message));

async function rest(method, path, query, body, accept) {
  const [, , what, name, sub, version, verb] = path.split("/").map(decodeURIComponent);
  if (what === "me")
    return [200, { user: "", cluster: "demo", gateway: "relay 1a2b3c4d", version: "0.1.0", keeps: true }];
  if (what === "cluster") return [200, treeAt(Date.now())];
  if (what !== "documents") refuse(404, `there is nothing at '${path}'`);
  if (!name && method === "GET") {
    const prefix = query.get("prefix") ?? "";
    return [
      200,
      {
        documents: [...documents]
          .filter(([each]) => each.startsWith(prefix))
          .map(([each, { state, versions, ...info }]) => ({ name: each, bytes: state.length, ...info })),
      },
    ];
  }
  if (!name && method === "POST") {
    const { name: wanted, kind } = JSON.parse(body);
    if (documents.has(wanted)) refuse(409, `there is already a document '${wanted}'; choose another name`);
    if (wanted.length > 200)
      refuse(400, `a name has at most 200 characters; this one has ${wanted.length}; choose a shorter one`);
    add(wanted, kind);
    return [201, { name: wanted }];
  }
  const found = find(name);
  if (!sub) {
    if (method === "DELETE") {
      documents.delete(name);
      tell(name, { type: "deleted" });
      return [204];
    }
    return [200, await textOf(name)];
  }
  if (sub === "rename") {
    const { to } = JSON.parse(body);
    if (documents.has(to)) refuse(409, `there is already a document '${to}'; choose another name`);
    documents.set(to, found);
    documents.delete(name);
    tell(name, { type: "deleted", to });
    return [200, { name: to }];
  }
  if (sub === "rights") {
    // of the mock only: ?right=read
    for (const connection of server.hocuspocus.documents.get(name)?.getConnections() ?? [])
      connection.readOnly = query.get("right") !== "write";
    tell(name, { type: "rights", right: query.get("right") });
    return [204];
  }
  if (!version && method === "GET") return [200, { versions: found.versions.map(({ text, ...info }) => info) }];
  if (!version) {
    const wanted = JSON.parse(body).name;
    if (found.versions.some((each) => each.name === wanted))
      refuse(409, `'${name}' has a version '${wanted}' already; choose another name`);
    found.versions.push({
      name: wanted,
      author: "",
      atMs: Date.now(),
      position: found.fragments,
      text: await textOf(name),
    });
    return [201, {}];
  }
  const kept =
    found.versions.find((each) => each.name === version) ?? refuse(404, `'${name}' has no version '${version}'`);
  if (verb !== "restore") return [200, accept.includes("json") ? { text: kept.text } : kept.text];
  await edit(name, (doc) => {
    const text = doc.getText("text");
    text.delete(0, text.length);
    text.insert(0, kept.text);
  });
  return [204];
}

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

async function serveFile(path, response) {
  const file = join(bundle, normalize(path === "/" ? "/index.html" : path));
  const packed = await readFile(`${file}.br`).catch(() => null);
  const bytes = packed ?? (await readFile(file).catch(() => null));
  if (!bytes) return response.writeHead(404).end("not found");
  response.writeHead(200, {
    "Content-Type": types[extname(file)] ?? "application/octet-stream",
    "Content-Security-Policy": policy,
    "Cache-Control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    ...(packed ? { "Content-Encoding": "br" } : {}),
  });
  return response.end(bytes);
}

async function answer(request, response) {
  const url = new URL(request.url, "http://localhost");
  if (!url.pathname.startsWith("/api/")) return serveFile(url.pathname, response);
  const given = request.headers.authorization?.replace("Bearer ", "") ?? url.searchParams.get("token");
  if (options.token && given !== options.token)
    return response.writeHead(401).end(JSON.stringify({ error: "this cluster wants a bearer token" }));
  if (url.pathname === "/api/cluster/events") {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    const send = () => response.write(`event: tree\ndata: ${JSON.stringify(treeAt(Date.now()))}\n\n`);
    send();
    const timer = setInterval(send, 1000);
    return request.on("close", () => clearInterval(timer));
  }
  let body = "";
  for await (const chunk of request) body += chunk;
  try {
    const [status, content] = await rest(
      request.method,
      url.pathname,
      url.searchParams,
      body,
      request.headers.accept ?? "",
    );
    const json = typeof content === "object";
    response.writeHead(status, { "Content-Type": json ? "application/json" : "text/plain; charset=utf-8" });
    return response.end(json ? JSON.stringify(content) : content);
  } catch (problem) {
    response.writeHead(problem.status ?? 500, { "Content-Type": "application/json" });
    return response.end(JSON.stringify({ error: problem.message }));
  }
}

const server = new Server({
  port: Number(options.port),
  address: "127.0.0.1",
  quiet: true,
  debounce: 50,
  onRequest: ({ request, response }) => answer(request, response).then(() => Promise.reject()),
  onAuthenticate: async ({ documentName, token, connectionConfig }) => {
    if (options.token && token !== options.token) throw new Error("the token is not accepted");
    connectionConfig.readOnly = documentName.startsWith("read-only");
  },
  onLoadDocument: async ({ documentName, document }) => {
    if (!documents.has(documentName)) add(documentName, "untyped");
    Y.applyUpdate(document, documents.get(documentName).state);
  },
  onChange: async ({ documentName, document }) => {
    const found = documents.get(documentName);
    if (!found) return;
    found.fragments++;
    found.state = Y.encodeStateAsUpdate(document);
  },
  beforeHandleMessage: () => new Promise((resolve) => setTimeout(resolve, Number(options["lag-ms"]))),
});

add(
  "welcome",
  "text",
  `Welcome to Zinc

This document is written by everyone who has it open. Open its address in a second window, or send it to somebody, and you see each other's cursors.

What you write is kept as soon as "Saved" says so: the host has it on disk by then. If the connection goes away, write on. Your words are kept in this browser, and merged with the others' when it is back.

Some things to try
- Keep a version before a big change, and compare it later.
- Look at the cluster: every browser hangs on a relay of the tree.
- Edit the same text from a file: zinc doc edit welcome notes.txt
`,
);
for (const name of [
  "meeting notes",
  "team/plan.md",
  "recipes/Grüne Soße",
  "read-only charter",
  "a rather long name of a document that surely does not fit into the width of a telephone",
])
  add(name, "text", `# ${name}\n\nSome words.\n`);
add("settings", "json");
add("canvas-from-elsewhere", "untyped");
await server.listen();
console.log(`the workbench on http://localhost:${options.port}/`);
