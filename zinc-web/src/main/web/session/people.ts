export interface Person {
  clientId: number;
  name: string;
  colour: string;
  me: boolean;
}

/** Reads who is present from awareness states, which anyone can fill with anything. Oneself comes first. */
export function readPeople(states: ReadonlyMap<number, Record<string, unknown>>, myClientId: number): Person[] {
  const people: Person[] = [];
  for (const [clientId, state] of states) {
    const user = state.user;
    if (typeof user !== "object" || user === null) continue;
    const name = "name" in user && typeof user.name === "string" && user.name.trim() !== "" ? user.name : "Somebody";
    const colour =
      "color" in user && typeof user.color === "string" && safeColour.test(user.color) ? user.color : "#6b6b76";
    people.push({ clientId, name: name.slice(0, 60), colour, me: clientId === myClientId });
  }
  return people.sort((a, b) => Number(b.me) - Number(a.me) || a.name.localeCompare(b.name) || a.clientId - b.clientId);
}

const safeColour = /^#[0-9a-f]{6}$/i;
