/** What this browser keeps between visits; where storage is forbidden it lasts for the visit. */
const fallback = new Map<string, string>();

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`zinc.${key}`);
  } catch {
    return fallback.get(key) ?? null;
  }
}

export function keep(key: string, value: string | null) {
  try {
    if (value === null) localStorage.removeItem(`zinc.${key}`);
    else localStorage.setItem(`zinc.${key}`, value);
  } catch {
    if (value === null) fallback.delete(key);
    else fallback.set(key, value);
  }
}
