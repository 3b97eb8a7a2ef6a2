import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Notices } from "../page/notices.tsx";
import type { Company } from "./company.ts";
import { BlockOf } from "./rich.tsx";
import { type SceneName, type SceneText, sceneNames } from "./sceneText.ts";

interface SceneProps {
  readonly company: Company;
  readonly name: SceneName;
  readonly text: SceneText;
  /** Its picture. */
  readonly children: ComponentChildren;
}

/** A scene: its text, one thing to try, the way on into the playground, and its picture. */
export function Scene({ company, name, text, children }: SceneProps) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!place.current) return undefined;
    const reading = new IntersectionObserver(([entry]) => entry?.isIntersecting && company.enter(name), {
      rootMargin: "-50% 0px -50% 0px",
    });
    const coming = new IntersectionObserver(([entry]) => entry?.isIntersecting && company.need(name), { rootMargin: "60% 0px" });
    for (const watch of [reading, coming]) watch.observe(place.current);
    return () => {
      for (const watch of [reading, coming]) watch.disconnect();
    };
  }, [company, name]);
  const number = sceneNames.indexOf(name) + 1;
  return (
    <section class="scene" id={name} ref={place} aria-labelledby={`${name}-title`}>
      <div class="text">
        <p class="kind">
          Scene {number} of {sceneNames.length}
        </p>
        <h2 id={`${name}-title`}>{text.title}</h2>
        {text.blocks.map((block, i) => (
          <BlockOf key={`${name} ${i}`} block={block} />
        ))}
        <div class="do">
          <b>Try</b>
          <p>{text.tryThis}</p>
        </div>
      </div>
      <GoOn company={company} name={name} />
      <div class="set">
        {children}
        {company.scene.value === name && <Notices lab={company.pairOf(name).lab} />}
      </div>
    </section>
  );
}

/** To the playground, in this scene's state: it is kept first, so that the playground need not train again. */
function GoOn({ company, name }: Pick<SceneProps, "company" | "name">) {
  const { lab } = company.pairOf(name);
  const { step, settings } = lab.state;
  for (const changing of [step, settings]) void changing.value;
  return (
    <p class="way-on">
      <a
        class="go-on"
        href={`index.html#${company.hash(name)}`}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey || step.value === 0) return;
          event.preventDefault();
          void lab.pause().then(async () => {
            await lab.keep();
            location.href = `index.html#${company.hash(name)}`;
          });
        }}
      >
        Go on in the playground
      </a>
    </p>
  );
}
