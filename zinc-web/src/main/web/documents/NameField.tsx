import { useEffect, useRef } from "preact/hooks";

/** The field for a document's name; the cursor is in it and the name selected. */
export function NameField({
  value,
  onInput,
  hint,
}: {
  value: string;
  onInput: (value: string) => void;
  hint?: string;
}) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  return (
    <label class="field">
      <span>Name</span>
      <input
        ref={input}
        class="input"
        autocomplete="off"
        spellcheck={false}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {hint && <span class="hint">{hint}</span>}
    </label>
  );
}
