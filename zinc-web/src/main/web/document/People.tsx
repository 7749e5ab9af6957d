import { useState } from "preact/hooks";
import { Avatar } from "../profile/Avatar.tsx";
import { ProfileDialog } from "../profile/ProfileDialog.tsx";
import type { Person } from "../session/people.ts";

const shownAtMost = 5;

/** Who has the document open, as a row of faces; all names for those who cannot see them. */
export function People({ people }: { people: readonly Person[] }) {
  const [editing, setEditing] = useState(false);
  const shown = people.length > shownAtMost ? people.slice(0, shownAtMost - 1) : people;
  const more = people.slice(shown.length);
  return (
    <>
      <ul class="people" aria-label={`${people.length} here`}>
        {shown.map((person) => (
          <li key={person.clientId} data-person={person.name}>
            {person.me ? (
              <button
                type="button"
                class="person-button"
                aria-label={`${person.name} (you). Change your name`}
                title={`${person.name} (you)`}
                onClick={() => setEditing(true)}
              >
                <Avatar name={person.name} colour={person.colour} title="" />
              </button>
            ) : (
              <>
                <Avatar name={person.name} colour={person.colour} />
                <span class="sr-only">{person.name}</span>
              </>
            )}
          </li>
        ))}
        {more.length > 0 && (
          <li class="more" title={more.map(({ name }) => name).join(", ")}>
            <span aria-hidden="true">+{more.length}</span>
            <span class="sr-only">{more.map(({ name }) => name).join(", ")}</span>
          </li>
        )}
      </ul>
      {editing && <ProfileDialog onClose={() => setEditing(false)} />}
    </>
  );
}
