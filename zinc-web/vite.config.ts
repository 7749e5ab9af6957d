import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig } from "vitest/config";
import type { Plugin } from "vite";
import { licences } from "./licences.ts";

const fromHere = (path: string) => new URL(path, import.meta.url).pathname;

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
  plugins: [licences("licences.txt"), precompress()],
  build: {
    outDir: fromHere("target/classes/META-INF/zinc-web"),
    emptyOutDir: true,
    target: ["es2022", "chrome123", "firefox121", "safari17.5"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    reportCompressedSize: false,
  },
  server: { proxy: { "/api": "http://localhost:8080", "/hocuspocus": { target: "ws://localhost:8080", ws: true } } },
  test: {
    root: fromHere("."),
    include: ["src/test/web/**/*.test.ts"],
  },
});
