// Runs before the first paint, so that a chosen theme does not flash.
try {
  const chosen = localStorage.getItem("zinc.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // no storage allowed here: the system's theme applies
}
