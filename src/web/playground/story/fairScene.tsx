import type { Company } from "./company.ts";
import { MatchChart } from "./matchChart.tsx";
import { useSceneLook } from "./sceneLook.ts";
import { StoryNets } from "./storyNets.tsx";
import type { ToldStory } from "./toldStory.ts";
import { TrainBar } from "./trainBar.tsx";

/** Scene 4: the facts of both protocols, and a pair with linear scores. */
export function FairScene({ company, fair }: { readonly company: Company; readonly fair: ToldStory["fair"] }) {
  const seen = useSceneLook(company, "fair");
  return (
    <>
      <MatchChart rows={fair.rows} />
      <TrainBar company={company} scene="fair" />
      <StoryNets company={company} scene="fair" seen={seen} />
    </>
  );
}
