import { useState } from "preact/hooks";
import { ownWords } from "../page/words.ts";
import { NetPicture } from "../parts/netPicture.tsx";
import type { UnitPlace } from "../parts/netWords.ts";
import { TwinHead } from "../parts/twinHead.tsx";
import type { TwinName } from "../settings/settings.ts";
import type { Company } from "./company.ts";
import type { SceneLook } from "./sceneLook.ts";
import type { SceneName } from "./sceneText.ts";

interface StoryNetsProps {
  readonly company: Company;
  readonly scene: SceneName;
  readonly seen: SceneLook | undefined;
}

/** Both nets of a scene, with its image in them. */
export function StoryNets({ company, scene, seen }: StoryNetsProps) {
  const [selected, setSelected] = useState<UnitPlace | null>(null);
  const { lab } = company.pairOf(scene);
  if (!seen) return <p class="nets-wait">The twins are being made…</p>;
  const { settings, isRunning } = lab.state;
  const head = (twin: TwinName) => (
    <TwinHead twin={twin} own={ownWords(settings.value[twin])} score={seen.scores[twin]} isTaken={seen.view.taken > 0} />
  );
  return (
    <NetPicture
      looks={seen.nets}
      subject={`image ${seen.view.image}`}
      isRunning={isRunning.value && company.lit.value === scene}
      selected={selected}
      onSelect={setSelected}
      heads={{ a: head("a"), b: head("b") }}
    />
  );
}
