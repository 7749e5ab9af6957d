import { SearchIcon } from "./icons.tsx";
import { documentsHref } from "./router.ts";

export const Unknown = ({ path }: { path: string }) => (
  <div class="blank">
    <span class="mark">
      <SearchIcon size={28} />
    </span>
    <h1>There is no such page</h1>
    <p>
      The address ends in <code>{path}</code>, which the workbench does not know.
    </p>
    <div class="actions">
      <a class="button primary" href={documentsHref}>
        Go to the documents
      </a>
    </div>
  </div>
);
