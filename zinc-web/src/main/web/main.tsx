import { render } from "preact";
import "./shell/tokens.css";
import "./shell/base.css";
import { wordsOf } from "./api/http.ts";
import { App } from "./shell/App.tsx";

const mount = document.getElementById("app");
if (!mount) throw new Error("index.html has no element with the id 'app'");
render(<App />, mount);

if (import.meta.env.PROD && "serviceWorker" in navigator)
  addEventListener("load", () => {
    navigator.serviceWorker
      .register("/service-worker.js")
      .catch((problem: unknown) => console.info(`zinc: the workbench cannot be opened offline: ${wordsOf(problem)}`));
  });
