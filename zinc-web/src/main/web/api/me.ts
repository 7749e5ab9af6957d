import { signal } from "@preact/signals";
import { getMe, type Me } from "./documents.ts";

/** Who and where we are; null until the gateway has said it. */
export const me = signal<Me | null>(null);

export async function askWhoWeAre(): Promise<Me> {
  me.value = await getMe();
  return me.value;
}
