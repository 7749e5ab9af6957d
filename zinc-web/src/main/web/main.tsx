import { render } from "preact";
import "./shell/tokens.css";
import "./shell/base.css";
import { App } from "./shell/App.tsx";

const mount = document.getElementById("app");
if (!mount) throw new Error("index.html has no element with the id 'app'");
render(<App />, mount);
