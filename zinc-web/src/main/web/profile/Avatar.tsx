import "./avatar.css";
import { initials, isLight } from "./profile.ts";

export const Avatar = ({ name, colour, title }: { name: string; colour: string; title?: string }) => (
  <span
    class="avatar"
    style={{ background: colour, color: isLight(colour) ? "#18181b" : "#ffffff" }}
    title={title ?? name}
    data-initials={initials(name)}
    aria-hidden="true"
  />
);
