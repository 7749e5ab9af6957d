import type { ComponentChildren } from "preact";
import { WarnIcon } from "./icons.tsx";

/** Says at once what went wrong, beside what the person just did. */
export const Problem = ({ children }: { children: ComponentChildren }) => (
  <div class="problem" role="alert">
    <WarnIcon size={18} />
    <span>{children}</span>
  </div>
);
