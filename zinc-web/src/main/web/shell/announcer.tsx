import { signal } from "@preact/signals";

const spoken = signal("");

/** Says a sentence to those who use a screen reader, when what they do now allows it. */
export function announce(sentence: string) {
  spoken.value = sentence;
}

export const Announcer = () => (
  <div class="sr-only" role="status" aria-live="polite">
    {spoken.value}
  </div>
);
