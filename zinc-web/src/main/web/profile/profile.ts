import { signal } from "@preact/signals";
import { keep, recall } from "../shell/storage.ts";

/** How others see this person. */
export interface Profile {
  name: string;
  colour: Colour;
}

/** A colour of a person: strong enough for white letters on it, and a wash for what the person selects. */
export interface Colour {
  label: string;
  strong: string;
  wash: string;
}

const colour = (label: string, strong: string): Colour => ({ label, strong, wash: `${strong}33` });

export const colours: readonly Colour[] = [
  colour("Blue", "#2f5bd0"),
  colour("Teal", "#0b7285"),
  colour("Green", "#2b7a3d"),
  colour("Olive", "#6b6a12"),
  colour("Orange", "#b04a0c"),
  colour("Red", "#c02a37"),
  colour("Pink", "#b02a78"),
  colour("Violet", "#7440c4"),
];

const adjectives = ["Quiet", "Bright", "Swift", "Gentle", "Clever", "Merry", "Bold", "Calm"];
const animals = ["Heron", "Otter", "Lynx", "Wren", "Badger", "Marten", "Finch", "Hare"];

const oneOf = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)] as T;

/** A name and a colour for somebody who has chosen none. */
export function inventProfile(random: () => number = Math.random): Profile {
  return { name: `${oneOf(adjectives, random)} ${oneOf(animals, random)}`, colour: oneOf(colours, random) };
}

function storedProfile(): Profile {
  const invented = inventProfile();
  const name = recall("name");
  const chosen = colours.find((each) => each.label === recall("colour")) ?? invented.colour;
  const profile = { name: name ?? invented.name, colour: chosen };
  keep("name", profile.name);
  keep("colour", profile.colour.label);
  return profile;
}

export const profile = signal<Profile>(storedProfile());

export function changeProfile(changed: Profile) {
  profile.value = changed;
  keep("name", changed.name);
  keep("colour", changed.colour.label);
}

/** Whether dark letters can be read better than white ones on a colour like `#rrggbb`; other people's may be any. */
export function isLight(hex: string): boolean {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; // sRGB to light, as WCAG's contrast wants it
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0) > 0.179;
}

/** One or two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? "?")][0]?.toUpperCase() ?? "?").join("");
}
