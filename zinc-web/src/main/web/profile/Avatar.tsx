import "./avatar.css";
import { initials } from "./profile.ts";

export const Avatar = ({ name, colour, title }: { name: string; colour: string; title?: string }) => (
  <span class="avatar" style={{ background: colour }} title={title ?? name} data-initials={initials(name)} aria-hidden="true" />
);
