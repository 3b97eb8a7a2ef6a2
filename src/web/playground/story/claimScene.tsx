import type { Company } from "./company.ts";
import { RunsChart } from "./runsChart.tsx";
import { useSceneLook } from "./sceneLook.ts";
import { StoryNets } from "./storyNets.tsx";
import type { ToldStory } from "./toldStory.ts";
import { TrainBar } from "./trainBar.tsx";

/** Scene 1: both nets as the post had them, and what ours came to. */
export function ClaimScene({ company, claim }: { readonly company: Company; readonly claim: ToldStory["claim"] }) {
  return (
    <>
      <TrainBar company={company} scene="claim" />
      <StoryNets company={company} scene="claim" seen={useSceneLook(company, "claim")} />
      <RunsChart claim={claim} />
    </>
  );
}
