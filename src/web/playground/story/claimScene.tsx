import type { Company } from "./company.ts";
import { useSceneLook } from "./sceneLook.ts";
import { StoryNets } from "./storyNets.tsx";
import { TrainBar } from "./trainBar.tsx";

/** Scene 1: both nets as the post had them. */
export function ClaimScene({ company }: { readonly company: Company }) {
  return (
    <>
      <TrainBar company={company} scene="claim" />
      <StoryNets company={company} scene="claim" seen={useSceneLook(company, "claim")} />
    </>
  );
}
