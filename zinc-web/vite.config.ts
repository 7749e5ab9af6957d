import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig } from "vitest/config";
import type { Plugin } from "vite";
import { licences } from "./licences.ts";

const serviceWorker = "service-worker.js";

const fromHere = (path: string) => new URL(path, import.meta.url).pathname;

const digest = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);

/** Writes down in the service worker what it keeps: all files that pages load. */
function offline(): Plugin {
  return {
    name: "offline",
    apply: "build",
    writeBundle({ dir = "" }, bundle) {
      const worker = bundle[serviceWorker];
      if (worker?.type !== "chunk" || worker.imports.length > 0)
        throw new Error(`${serviceWorker} has to be one file, since not all browsers let it import others`);
      const files = readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(js|css|html|svg)$/.test(entry.name) && entry.name !== serviceWorker)
        .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
        .sort()
        .map((file) => ({ url: `/${file}`, revision: file.startsWith("assets/") ? null : digest(join(dir, file)) }));
      writeFileSync(join(dir, serviceWorker), worker.code.replace(/\bFILES\b/, () => JSON.stringify(files)));
    },
  };
}

/** Writes each text file a second and third time, packed by gzip and Brotli, so that no server has to pack. */
function precompress(): Plugin {
  const atLeastBytes = 512;
  return {
    name: "precompress",
    apply: "build",
    writeBundle({ dir = "" }) {
      for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
        const file = join(entry.parentPath, entry.name);
        if (!entry.isFile() || !/\.(js|css|html|svg|txt)$/.test(entry.name)) continue;
        const bytes = readFileSync(file);
        if (bytes.length < atLeastBytes) continue;
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
      }
    },
  };
}

export default defineConfig({
  root: fromHere("src/main/web"),
  base: "/",
  plugins: [licences("licences.txt"), offline(), precompress()],
  build: {
    outDir: fromHere("target/classes/META-INF/zinc-web"),
    emptyOutDir: true,
    target: ["es2022", "chrome123", "firefox121", "safari17.5"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    reportCompressedSize: false,
    rolldownOptions: {
      input: [fromHere("src/main/web/index.html"), fromHere("src/main/web/serviceWorker.ts")],
      output: {
        entryFileNames: ({ name }) => (name === "serviceWorker" ? serviceWorker : "assets/[name]-[hash].js"),
      },
    },
  },
  server: { proxy: { "/api": "http://localhost:8080", "/hocuspocus": { target: "ws://localhost:8080", ws: true } } },
  test: {
    root: fromHere("."),
    include: ["src/test/web/**/*.test.ts"],
  },
});
