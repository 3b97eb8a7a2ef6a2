import { arrived } from "../site/page/arrived.ts";
import { startWorkers } from "./page/startWorkers.ts";
import "../site/style/frame.css";
import "./style/index.css";

// on a slow line they and what draws come at the same time
const workers = startWorkers();
arrived(import("./page/showPlayground.tsx")).then(
  ({ showPlayground }) => showPlayground(workers),
  ({ message }: Error) => {
    const trouble = document.createElement("p");
    trouble.append(`${message}.`);
    document.getElementById("main")?.append(trouble);
  },
);
