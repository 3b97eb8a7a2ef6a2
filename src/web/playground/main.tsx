import { startWorkers } from "./page/startWorkers.ts";
import "../site/style/frame.css";
import "./style/index.css";

// on a slow line they and what draws come at the same time
const workers = startWorkers();
const { showPlayground } = await import("./page/showPlayground.tsx");
showPlayground(workers);
