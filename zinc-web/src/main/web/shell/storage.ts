/** What this browser keeps between visits; where storage is forbidden or full it lasts for the visit. */
const fallback = new Map<string, string>();

export function recall(key: string): string | null {
  try {
    return fallback.get(key) ?? localStorage.getItem(`zinc.${key}`);
  } catch {
    return null;
  }
}

/** All that is kept under keys that begin so, by what follows in the key. */
export function recallAll(prefix: string): Map<string, string> {
  const found = new Map<string, string>();
  const begin = `zinc.${prefix}`;
  try {
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i);
      if (key?.startsWith(begin)) found.set(key.slice(begin.length), localStorage.getItem(key) ?? "");
    }
  } catch {
    // what is kept for the visit is all there is
  }
  for (const [key, value] of fallback) if (key.startsWith(prefix)) found.set(key.slice(prefix.length), value);
  return found;
}

export function keep(key: string, value: string | null) {
  try {
    fallback.delete(key);
    if (value === null) localStorage.removeItem(`zinc.${key}`);
    else localStorage.setItem(`zinc.${key}`, value);
  } catch {
    if (value === null) fallback.delete(key);
    else fallback.set(key, value);
  }
}
