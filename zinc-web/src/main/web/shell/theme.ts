import { signal } from "@preact/signals";
import { keep, recall } from "./storage.ts";

export type Theme = "system" | "light" | "dark";

const order: Theme[] = ["system", "light", "dark"];

export const nextTheme = (theme: Theme): Theme => order[(order.indexOf(theme) + 1) % order.length] ?? "system";

const stored = recall("theme");
export const theme = signal<Theme>(stored === "light" || stored === "dark" ? stored : "system");

export function chooseTheme(chosen: Theme) {
  theme.value = chosen;
  keep("theme", chosen === "system" ? null : chosen);
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}
