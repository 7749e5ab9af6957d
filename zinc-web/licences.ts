import { readdirSync, readFileSync } from "node:fs";
import type { Plugin } from "vite";

interface Shipped {
  name: string;
  version: string;
  licence: string;
  text: string;
}

/** Writes down whose code the bundle contains, and under which terms, as their licences ask. */
export function licences(fileName: string): Plugin {
  return {
    name: "licences",
    apply: "build",
    generateBundle(_options, bundle) {
      const folders = new Set<string>();
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        for (const id of chunk.moduleIds) {
          const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
          if (folder) folders.add(folder.replace(/^\0/, ""));
        }
      }
      const shipped = [...folders].map(read).sort((a, b) => (a.name < b.name ? -1 : 1));
      const source = shipped.map(
        ({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text.trim()}\n`,
      );
      this.emitFile({ type: "asset", fileName, source: source.join(`\n${"-".repeat(72)}\n\n`) });
    },
  };
}

function read(folder: string): Shipped {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (typeof license !== "string" || !file)
    throw new Error(`${name} ${version} does not say under which licence it is; look, or do without`);
  return { name, version, licence: license, text: readFileSync(`${folder}/${file}`, "utf8") };
}
