import { render } from "preact";
import { holdInPlace } from "./page/holdInPlace.ts";
import { keepWhenHere } from "./page/keepWhenHere.ts";
import { startWorkers } from "./page/startWorkers.ts";
import { openCompany } from "./story/openCompany.ts";
import { sceneNames } from "./story/sceneText.ts";
import { StoryPage } from "./story/storyPage.tsx";
import "../site/style/frame.css";
import "./style/index.css";
import "./style/story.css";

const company = openCompany(startWorkers());
const root = document.getElementById("main");
if (root) {
  root.replaceChildren();
  render(<StoryPage company={company} story={STORY} />, root);
}
// what an address names is there only now
const named = sceneNames.find((name) => location.hash === `#${name}`);
if (named) holdInPlace(`#${named}`);
company.need(named ?? company.scene.value);
for (const { lab } of Object.values(company.pairs)) keepWhenHere(lab.state);
