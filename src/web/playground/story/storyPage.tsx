import { useEffect, useRef } from "preact/hooks";
import { holdOnArrival } from "../page/holdInPlace.ts";
import { ClaimScene } from "./claimScene.tsx";
import type { Company } from "./company.ts";
import { FairScene } from "./fairScene.tsx";
import { HelpsScene } from "./helpsScene.tsx";
import { LostScene } from "./lostScene.tsx";
import { RemainsScene } from "./remainsScene.tsx";
import { RescueScene } from "./rescueScene.tsx";
import { rich } from "./rich.tsx";
import { Scene } from "./scene.tsx";
import { type SceneName, sceneNames } from "./sceneText.ts";
import type { StoryText } from "./storyText.ts";
import type { ToldStory } from "./toldStory.ts";

interface StoryPageProps {
  readonly company: Company;
  readonly story: ToldStory;
}

/** The story: six scenes, each with its nets. */
export function StoryPage({ company, story: { text, claim, fair, helps } }: StoryPageProps) {
  const pictures: { readonly [name in SceneName]: () => preact.JSX.Element } = {
    claim: () => <ClaimScene company={company} claim={claim} />,
    lost: () => <LostScene company={company} />,
    rescue: () => <RescueScene company={company} />,
    fair: () => <FairScene company={company} fair={fair} />,
    remains: () => <RemainsScene company={company} />,
    helps: () => <HelpsScene company={company} helps={helps} />,
  };
  return (
    <div class="story">
      <SceneBar text={text} reading={company.scene.value} />
      <header class="intro">
        <p class="kind">Dropout on MNIST, in six scenes</p>
        <h1>{text.title}</h1>
        <p class="lede">{rich(text.lede)}</p>
      </header>
      {sceneNames.map((name) => (
        <Scene key={name} company={company} name={name} text={text.scenes[name]}>
          {pictures[name]()}
        </Scene>
      ))}
      <footer>
        <p>{text.source}</p>
        <p>
          All of it: <a href="results/post.html">the post's table, run twice</a>, <a href="results/robustness.html">units taken away</a>,{" "}
          <a href="results/overfitting.html">where dropout does help</a>.
        </p>
      </footer>
    </div>
  );
}

/** All scenes in a line; on a phone it moves along, so that the one that is read is in it. */
function SceneBar({ text, reading }: { readonly text: StoryText; readonly reading: SceneName }) {
  const line = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const [list, link] = [line.current, line.current?.querySelector("[aria-current]")];
    if (!list || !link) return;
    const [box, at] = [list.getBoundingClientRect(), link.getBoundingClientRect()];
    list.scrollLeft += at.left + at.width / 2 - box.left - box.width / 2;
  }, [reading]);
  return (
    <nav class="scenes" aria-label="Scenes">
      <ol ref={line}>
        {sceneNames.map((name, i) => (
          <li key={name}>
            <a href={`#${name}`} onClick={() => holdOnArrival(`#${name}`)} aria-current={reading === name ? "true" : undefined}>
              {i + 1} {text.scenes[name].name}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
